"""The table of requests. No word that a person wrote and no value stands here."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from wallet.database import Moment


class RightsRequest(SQLModel, table=True):
    """One request of a person about their own data. `record_id`, `service_id`: what it is about; neither: all of it."""

    __tablename__ = "rights_request"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    kind: str = Field(max_length=12)  # a Kind
    record_id: UUID | None = Field(default=None, foreign_key="record.id")
    service_id: UUID | None = Field(default=None, foreign_key="service.id")
    restriction_id: UUID | None = None  # what it had restricted
    state: str = Field(default="received", max_length=12, index=True)  # a State
    made_at: datetime = Field(sa_type=Moment)
    answer_by: datetime = Field(sa_type=Moment)  # two working days: that it came, and how it goes on
    due_at: datetime = Field(sa_type=Moment)
    acknowledged_at: datetime | None = Field(default=None, sa_type=Moment)
    extended_at: datetime | None = Field(default=None, sa_type=Moment)
    extension_reason: str = Field(default="", max_length=40)  # an ExtensionReason
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    refusal_ground: str = Field(default="", max_length=40)  # a RefusalGround
