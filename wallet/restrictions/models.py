"""The table of restrictions."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Restriction(SQLModel, table=True):
    """Neither `record_id` nor `service_id`: the whole wallet. `service_id`: an objection to what that service does."""

    __tablename__ = "restriction"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    record_id: UUID | None = Field(default=None, foreign_key="record.id")
    service_id: UUID | None = Field(default=None, foreign_key="service.id")
    begun_at: datetime = Field(sa_type=Moment)
    lifted_at: datetime | None = Field(default=None, sa_type=Moment)
