"""Where a citizen wants to be told, and each letter on its way."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, Index, LargeBinary, true
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Contact(SQLModel, table=True):
    """`sealed_email`: the address under the citizen's log key. It counts once `confirmed_at` is set; until then only
    the letter with the code goes there. `zalo`: whether a bound Zalo account may be written to."""

    __tablename__ = "contact"

    citizen_id: UUID = Field(foreign_key="citizen.id", primary_key=True)
    zalo: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    sealed_email: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    asked_at: datetime | None = Field(default=None, sa_type=Moment)
    wrong_codes: int = 0
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)


class Letter(SQLModel, table=True):
    """One message on its way by one channel. It says its kind and nothing else."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "state", "next_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    channel: str = Field(max_length=10)  # zalo | email
    kind: str = Field(max_length=40)
    state: str = Field(default="waiting", max_length=10)  # waiting | sent | given-up
    attempts: int = 0
    failure: str = Field(default="", max_length=40)  # a word for the last one
    next_at: datetime = Field(sa_type=Moment)
    leased_until: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
