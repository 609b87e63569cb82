"""The table of erasures: that a wallet was erased and when, never whose it was."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Erasure(SQLModel, table=True):
    """One wallet that its owner erased. `epochs`: of the master key, that had wrapped the keys; backups hold those."""

    __tablename__ = "erasure"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", unique=True)
    erased_at: datetime = Field(sa_type=Moment)
    records: int
    entries: int  # of the log, named in manifests when the keys went
    epochs: list[str] = Field(sa_column=Column(JSON, nullable=False))
    finished_at: datetime | None = Field(default=None, sa_type=Moment)  # objects and bodies gone, manifests whole
