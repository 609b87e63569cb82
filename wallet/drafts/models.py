"""The table of what is half typed. Which form it was is known; what was typed is sealed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from wallet.database import Moment


class Draft(SQLModel, table=True):
    """Each time it is kept it is a new row: no two contents are sealed for one id."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("citizen_id", "form", name="uq_draft_citizen_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    form: str = Field(max_length=200)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    citizen_key_version: int
    saved_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
