"""The table of the auditors' desk: entries that somebody wants to open together, and who agreed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class BulkOpening(SQLModel, table=True):
    """One group of many entries, for one reason. It serves until `expires_at`, and once a second person has agreed."""

    __tablename__ = "bulk_opening"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    requested_by: UUID = Field(foreign_key="staff.id", index=True)
    case: str = Field(max_length=40)
    entries: list[int] = Field(sa_column=Column(JSON, nullable=False))  # indexes in the log `origin`
    origin: str = Field(max_length=200)
    group: str = Field(max_length=10)
    reason: str = Field(max_length=500)
    requested_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    approved_by: UUID | None = Field(default=None, foreign_key="staff.id")
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
