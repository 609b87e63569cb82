"""Corrections as they go over the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wallet.corrections.states import Reason
from wallet.database import GREATEST_VERSION


class CorrectionRead(BaseModel):
    """A correction as its issuer's list shows it: names and dates. `overdue`: open after `due_at`."""

    id: UUID
    record: UUID
    type: str
    version: int
    attribute: str
    state: str
    reason: str
    created_at: datetime
    due_at: datetime
    overdue: bool
    answered_at: datetime | None
    corrected_version: int | None


class CorrectionOpened(CorrectionRead):
    """With the proposed value; `entry` is the log entry that was durable before this left."""

    value: Any
    entry: UUID


class MyCorrectionRead(CorrectionRead):
    """As the citizen sees it: who has to answer, and in whose form it was written, if it came from one."""

    issuer: str
    asked_by: str
    dossier: UUID | None
    reason_vi: str
    reason_en: str


class CorrectionAnswer(BaseModel):
    """`version`: the record's version that holds the corrected value, if it was deposited before."""

    model_config = ConfigDict(extra="forbid")

    accept: bool
    reason: Reason
    version: int | None = Field(default=None, ge=2, le=GREATEST_VERSION)


class CorrectionWish(BaseModel):
    """What should stand in the citizen's record instead."""

    model_config = ConfigDict(extra="forbid")

    record: UUID
    attribute: str = Field(max_length=120)
    value: Any
