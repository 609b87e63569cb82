"""Tables of the access log: pending, sequenced, head, checkpoints and cosigned ones. `log_entry` rows never change."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, LargeBinary, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from wallet.database import Moment, RowNumber


class PendingEntry(SQLModel, table=True):
    """Written in the transaction of the act it records; the sequencer turns it into a `LogEntry` and removes it.

    Its number orders nothing (a sequence has gaps and commits out of order); it only names the row.
    """

    __tablename__ = "log_pending"

    number: int | None = Field(default=None, sa_column=Column(RowNumber, primary_key=True, autoincrement=True))
    id: UUID = Field(unique=True)
    citizen_id: UUID
    seconds: int = Field(sa_type=BigInteger)
    operation: str = Field(max_length=40)
    outcome: str = Field(max_length=10)
    keep: str = Field(max_length=7)
    actor_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    context_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    object_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    purpose_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # sealed under the citizen's log key


class LogEntry(SQLModel, table=True):
    """A leaf with its index; `header` is what was hashed, byte for byte."""

    __tablename__ = "log_entry"
    __table_args__ = (UniqueConstraint("citizen_id", "n"),)  # so a tag, too, exists once

    origin: str = Field(primary_key=True, max_length=200)
    index: int = Field(sa_column=Column("index", BigInteger, primary_key=True, autoincrement=False))
    id: UUID = Field(unique=True)
    header: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    citizen_id: UUID = Field(index=True)
    n: int = Field(sa_type=BigInteger)


class LogSubject(SQLModel, table=True):
    """How far one citizen's own chain has come: the last n and the leaf hash of that entry."""

    __tablename__ = "log_subject"

    citizen_id: UUID = Field(primary_key=True)
    n: int = Field(sa_type=BigInteger)
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LogManifest(SQLModel, table=True):
    """Which entries of the wallet's own chain are manifests of erasure. A register: what they say is in the log."""

    __tablename__ = "log_manifest"

    entry_id: UUID = Field(primary_key=True)
    citizen_id: UUID = Field(index=True)
    entries: int  # how many it names


class LogHead(SQLModel, table=True):
    """Size, root and right edge of the sequenced tree; moved only by the sequencer that holds `epoch`.

    `alarm` says why the log stopped, for every worker and across restarts; empty while all is well. `successor` is the
    origin that goes on where this log was closed; empty while it is open.
    """

    __tablename__ = "log_head"

    origin: str = Field(primary_key=True, max_length=200)
    size: int = Field(sa_type=BigInteger)
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    frontier: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # concatenated 32-byte subtree roots
    epoch: int = Field(sa_type=BigInteger)
    alarm: str = Field(default="", max_length=500)
    successor: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})


class LogCheckpoint(SQLModel, table=True):
    """One row per published size: the primary key makes two roots for one size impossible.

    Committed before anything is signed. The signed note follows from it, byte for byte: Ed25519 is deterministic.
    """

    __tablename__ = "log_checkpoint"

    origin: str = Field(primary_key=True, max_length=200)
    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    published_at: datetime = Field(sa_type=Moment)


class WitnessedCheckpoint(SQLModel, table=True):
    """A checkpoint that as many witnesses have cosigned as the policy asks for; `note` holds their signatures."""

    __tablename__ = "log_witnessed"

    origin: str = Field(primary_key=True, max_length=200)
    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    note: str
    witnessed_at: datetime = Field(sa_type=Moment)


class LogDirectory(SQLModel, table=True):
    """A register of hourly directories: one for each hour of a log. What it says is in the log, too, in `entry_id`."""

    __tablename__ = "log_directory"

    origin: str = Field(primary_key=True, max_length=200)
    hour: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))  # Unix seconds // 3600
    entry_id: UUID = Field(unique=True)
    place: str = Field(max_length=40)  # where its lines are kept in the object store
    size: int = Field(sa_type=BigInteger)
    citizens: int = Field(sa_type=BigInteger)
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LogSeal(SQLModel, table=True):
    """An order that keeps an entry closed until a date. A register: what it says is in the log, in `seal_id`.

    `surface_id`: the entry by which its citizen was told that it is open again; None while it is closed.
    """

    __tablename__ = "log_seal"

    entry_id: UUID = Field(primary_key=True)
    citizen_id: UUID = Field(index=True)
    document: str = Field(max_length=200)
    until: int = Field(sa_type=BigInteger)  # Unix seconds
    seal_id: UUID
    surface_id: UUID | None = None


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


PENDING = _table(PendingEntry)
"""The tables themselves, for SQLAlchemy Core on the hot path: 3 to 5 times cheaper than the models."""
ENTRIES = _table(LogEntry)
SUBJECTS = _table(LogSubject)
HEADS = _table(LogHead)
CHECKPOINTS = _table(LogCheckpoint)
WITNESSED = _table(WitnessedCheckpoint)
MANIFESTS = _table(LogManifest)
DIRECTORIES = _table(LogDirectory)
SEALS = _table(LogSeal)
