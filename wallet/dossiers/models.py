"""Tables of dossiers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from wallet.database import Moment


class StandsAs(StrEnum):
    """What the citizen is in a dossier: whose matter it is (chủ hồ sơ), who brings it (người nộp), or both."""

    BOTH = "both"
    OWNER = "owner"
    SUBMITTER = "submitter"


class Dossier(SQLModel, table=True):
    """One application (hồ sơ) of a citizen, run by a dossier service under a procedure of the catalogue."""

    __tablename__ = "dossier"
    __table_args__ = (UniqueConstraint("service_id", "reference"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    service_id: UUID = Field(foreign_key="service.id")
    procedure: str = Field(max_length=40)
    reference: str = Field(max_length=80)  # the service's own dossier code
    state: str = Field(default="open", max_length=10)  # open | closed
    stands_as: str = Field(default=StandsAs.BOTH, max_length=10, sa_column_kwargs={"server_default": StandsAs.BOTH})
    results: int = 0
    created_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Release(SQLModel, table=True):
    """One permitted release, so that its documents can be fetched within the minutes after it. No values."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("dossier_id", "key_hash"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    dossier_id: UUID = Field(foreign_key="dossier.id", index=True)
    consent_id: UUID = Field(foreign_key="consent.id")
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    key_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))  # its Idempotency-Key
    fingerprint: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # of the names that were asked


class ReleasedRecord(SQLModel, table=True):
    """That a release gave something of this version of a record, so that its end can be told. No names, no values."""

    __tablename__ = "release_record"

    release_id: UUID = Field(foreign_key="release.id", primary_key=True)
    record_id: UUID = Field(foreign_key="record.id", primary_key=True, index=True)
    version: int = Field(primary_key=True)
