"""Disposals as they go over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class ReceiptGiven(BaseModel):
    """The compact JWS described in the formats."""

    model_config = ConfigDict(extra="forbid")

    receipt: str = Field(min_length=20, max_length=8192)


class DisposalOpenRead(BaseModel):
    """A disposal without whose it is. `overdue`: owed after `due_at`."""

    id: UUID
    cause: str
    state: str
    arisen_at: datetime
    due_at: datetime
    overdue: bool
    days_overdue: int
    deleted_at: datetime | None
    confirmed_at: datetime | None
    artefact: str
    client_id: str
    organisation: str


class DisposalRead(DisposalOpenRead):
    """`owed`: attributes, and `document:` with the type of the paper."""

    consent: UUID
    owed: list[str]
