"""Tables of consents: what was asked, what the citizen saw, what was decided, how often it was used."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Notice(SQLModel, table=True):
    """The text of a question exactly as it was shown, kept under its hash. Holds no personal value."""

    __tablename__ = "notice"

    hash: str = Field(primary_key=True, max_length=64)  # SHA-256 of the text, hex
    language: str = Field(max_length=8)
    version: int
    text: str


class Consent(SQLModel, table=True):
    """One request for consent and what became of it. The signed artefacts are in `ConsentVersion`."""

    __tablename__ = "consent"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    service_id: UUID = Field(foreign_key="service.id", index=True)
    dossier_id: UUID = Field(index=True)
    procedure: str = Field(max_length=40)
    purpose: str = Field(max_length=60)
    asked: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    granted: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    state: str = Field(max_length=12)
    notice_hash: str = Field(default="", max_length=64)
    version: int = 0
    artefact_hash: str = Field(default="", max_length=64)  # of the version that holds now; empty: nothing decided
    valid_from: datetime | None = Field(default=None, sa_type=Moment)
    valid_until: datetime = Field(sa_type=Moment)
    answer_until: datetime = Field(sa_type=Moment)
    data_life_days: int = 0
    max_uses: int = 1
    uses: int = 0
    created_at: datetime = Field(sa_type=Moment)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class ConsentVersion(SQLModel, table=True):
    """An immutable artefact, signed by the wallet (JWS, EdDSA)."""

    __tablename__ = "consent_version"

    consent_id: UUID = Field(foreign_key="consent.id", primary_key=True)
    version: int = Field(primary_key=True)
    jws: str
    hash: str = Field(max_length=64)  # SHA-256 of the JWS, hex: stands in the log
    created_at: datetime = Field(sa_type=Moment)
