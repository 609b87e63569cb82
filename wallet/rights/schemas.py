"""Requests as they go over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wallet.rights.kinds import ExtensionReason, Kind, RefusalGround, State


class WishMade(BaseModel):
    """`record` null: everything. `client_id`: the service that an objection is about."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    record: UUID | None = None
    client_id: str = Field(default="", max_length=100)


class RequestOpenRead(BaseModel):
    """A request without whose it is. `next_due`: of what has to be done first; `may_extend`: more time can be taken."""

    id: UUID
    kind: Kind
    state: State
    made_at: datetime
    answer_by: datetime
    due_at: datetime
    next_due: datetime
    overdue: bool
    acknowledged_at: datetime | None
    extended_at: datetime | None
    extension_reason: str
    may_extend: bool
    ended_at: datetime | None
    refusal_ground: str
    basis: str
    organisation: str


class RequestRead(RequestOpenRead):
    """As the person sees it, with what it is about."""

    record: UUID | None
    client_id: str
    refusal_vi: str
    refusal_en: str


class DutyRead(BaseModel):
    """`what`: request, claim, correction or disposal. `who`: who has to act; `id` is that of its own list."""

    what: str
    id: UUID
    kind: str
    who: str
    since: datetime
    due_at: datetime
    overdue: bool
    days_overdue: int


class Extension(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: ExtensionReason


class Refusal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ground: RefusalGround
