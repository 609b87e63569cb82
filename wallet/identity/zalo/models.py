"""Which Zalo account belongs to whose wallet, and who has just arrived from Zalo without one."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class ZaloBinding(SQLModel, table=True):
    """`mark`: the account as a keyed hash, to find it by. `sealed`: its id under the citizen's log key, to send to."""

    __tablename__ = "zalo_binding"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", unique=True)
    mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    bound_at: datetime = Field(sa_type=Moment)


class ZaloArrival(SQLModel, table=True):
    """Somebody whose Zalo account is bound to no wallet; for some minutes. Id and code are sealed under the ticket."""

    __tablename__ = "zalo_arrival"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sensitive: bool
    wrong_codes: int = 0
    expires_at: datetime = Field(sa_type=Moment)
