"""Tables of mandates. Whose, for whom, what and until when stand here; names and birthdays are sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Mandate(SQLModel, table=True):
    """Somebody acts for somebody. Never deleted: it explains entries of the log."""

    __tablename__ = "mandate"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)  # acted for
    delegate_id: UUID = Field(foreign_key="citizen.id", index=True)
    capacity: str = Field(max_length=10)  # a Capacity
    doings: list[str] = Field(sa_column=Column(JSON, nullable=False))
    papers: list[str] = Field(sa_column=Column(JSON, nullable=False))  # kinds of paper
    every_paper: bool = False
    evidence: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # what it rests on; no value of anybody
    sealed_terms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    begins_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)  # at the latest; majority, which is sealed, may come before
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    # owner | delegate | staff | time | majority | evidence | objection
    ended_by: str = Field(default="", max_length=10)


class MandateCode(SQLModel, table=True):
    """An invitation: whoever says the code within its short life can take the mandate. Kept as a keyed hash."""

    __tablename__ = "mandate_code"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    mandate_id: UUID  # of the mandate that it becomes
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    doings: list[str] = Field(sa_column=Column(JSON, nullable=False))
    papers: list[str] = Field(sa_column=Column(JSON, nullable=False))
    every_paper: bool = False
    sealed_terms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    ends_at: datetime = Field(sa_type=Moment)  # of the mandate
    expires_at: datetime = Field(sa_type=Moment, index=True)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class WrongCode(SQLModel, table=True):
    """Somebody said a code that was not good; counted for an hour."""

    __tablename__ = "wrong_code"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(index=True)  # who tried
    at: datetime = Field(sa_type=Moment, index=True)


class Confirmation(SQLModel, table=True):
    """A delegate wants something sensitive; the owner says yes or no."""

    __tablename__ = "mandate_confirmation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    mandate_id: UUID = Field(foreign_key="mandate.id", index=True)
    citizen_id: UUID = Field(index=True)  # who is asked
    about: str = Field(max_length=10)  # a confirming.Topic
    subject: str = Field(max_length=60)  # id of a record or consent, or a kind of paper
    state: str = Field(default="waiting", max_length=10)  # waiting | allowed | refused
    asked_at: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)  # a question waits, and an answer holds, no longer
