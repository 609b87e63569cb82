"""Tables of records: an index of what is sealed in the object store. No value stands here in clear."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from wallet.database import Moment


class About(StrEnum):
    """Whom a record's `person.*` speak of."""

    OWNER = "owner"
    ANOTHER = "another"  # a child's birth certificate in its mother's wallet: kept, shown, never read into a form


class Record(SQLModel, table=True):
    """What an issuer, or the citizen, says about a person; its values are sealed, version by version."""

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("source_service_id", "result_code"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    type: str = Field(max_length=60)
    status: str = Field(default="active", max_length=12)  # active | superseded | revoked | deleted
    assurance: str = Field(max_length=20)
    source_service_id: UUID | None = Field(default=None, foreign_key="service.id")  # None: the citizen
    issuer: str = Field(default="", max_length=200)  # the organisation that deposited it; empty: the citizen
    dossier_id: UUID | None = None
    result_code: str | None = Field(default=None, max_length=120)  # <dossier>-KQ<n>, Decree 45/2020 Art 14
    bound_procedure: str | None = Field(default=None, max_length=40)  # a paper good for one purpose only
    about: str = Field(default=About.OWNER, max_length=10, sa_column_kwargs={"server_default": About.OWNER})
    as_of: date
    expires_on: date | None = None
    version: int = 1
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    revocation_reason: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    superseded_by: UUID | None = None  # the later record that stands in its place


class Kind(StrEnum):
    """What a sealed object is of a record's version: its canonical JSON, the paper as it came, two pictures of it."""

    DATA = "data"
    DOCUMENT = "document"
    PREVIEW = "preview"
    THUMBNAIL = "thumbnail"


class SealedObjectRow(SQLModel, table=True):
    """One sealed object of one version of a record."""

    __tablename__ = "sealed_object"

    object_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    record_id: UUID = Field(foreign_key="record.id", index=True)
    kind: str = Field(max_length=10)  # a Kind
    store_key: str = Field(max_length=80, unique=True)
    suite: str = Field(max_length=40)
    wrapped_dek: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))  # None: destroyed
    citizen_key_version: int
    header: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    plaintext_length: int = Field(sa_type=BigInteger)
    sealed_length: int = Field(sa_type=BigInteger)
    media_type: str = Field(default="application/json", max_length=60)
    attribute_names: list[str] = Field(sa_column=Column(JSON, nullable=False))  # names only, of a data object
    flags: list[str] = Field(sa_column=Column(JSON, nullable=False, server_default="[]"))  # of a document: intake.Flag
    sealed_copy: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))  # of a small data object: a cache
    created_at: datetime = Field(sa_type=Moment)


class Agreement(SQLModel, table=True):
    """What a citizen agreed to before the document of one version was kept, word for word. Holds no value of theirs."""

    __tablename__ = "agreement"

    record_id: UUID = Field(foreign_key="record.id", primary_key=True)
    version: int = Field(primary_key=True)
    hash: str = Field(max_length=64)  # SHA-256, hex, of language, version and text
    language: str = Field(max_length=8)
    text_version: int
    text: str
    given_at: datetime = Field(sa_type=Moment)


class IdempotentAnswer(SQLModel, table=True):
    """What was answered to an `Idempotency-Key`, so that a retry gets the same; holds no personal value."""

    __tablename__ = "idempotent_answer"

    caller: UUID = Field(primary_key=True)
    key_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    fingerprint: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=Moment, index=True)


class DocumentLink(SQLModel, table=True):
    """Gives one document once, within minutes, to whoever holds its secret; only the hash is kept."""

    __tablename__ = "document_link"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    record_id: UUID = Field(foreign_key="record.id")
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    expires_at: datetime = Field(sa_type=Moment)
