"""The table of disposals. Names of attributes and papers, never a value."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Disposal(SQLModel, table=True):
    """What one service has to delete that it got under one consent. At most one for each consent."""

    __tablename__ = "disposal"
    __table_args__ = (Index("ix_disposal_due", "service_id", "state", "due_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    consent_id: UUID = Field(foreign_key="consent.id", unique=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    service_id: UUID = Field(foreign_key="service.id")
    artefact_hash: str = Field(max_length=64)
    owed: list[str] = Field(sa_column=Column(JSON, nullable=False))  # attributes, and "document:" + record type
    cause: str = Field(max_length=12)  # revoked | expired | terminated | invalidated | data-life
    state: str = Field(default="owed", max_length=10)  # owed | confirmed
    arisen_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    receipt: str = ""  # the signed receipt (JWS), as it came
    deleted_at: datetime | None = Field(default=None, sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    overdue_told_at: datetime | None = Field(default=None, sa_type=Moment)
