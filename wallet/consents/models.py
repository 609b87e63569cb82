"""Tables of consents: what was asked, shown and decided, how often it was used, and the rules that decide."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from policies.assurance import Assurance
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
    acting_party: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # empty: citizen
    channel: str = Field(default="wallet", max_length=20)  # how the answer came: wallet | standing-policy
    rule: str | None = Field(default=None, max_length=64)  # hash of the citizen's own rule that answered
    notice_hash: str = Field(default="", max_length=64)
    binding_message: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})  # both show it
    version: int = 0
    artefact_hash: str = Field(default="", max_length=64)  # of the version that holds now; empty: nothing decided
    valid_from: datetime | None = Field(default=None, sa_type=Moment)
    valid_until: datetime = Field(sa_type=Moment)
    answer_until: datetime = Field(sa_type=Moment)
    data_life_days: int = 0
    min_assurance: str = Field(default=Assurance.SELF_DECLARED, max_length=20)
    max_age_days: int | None = None  # older values have to be confirmed
    interval_hours: int = 0  # the least time between two uses
    max_uses: int = 1
    uses: int = 0
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)
    last_entry: UUID | None = None  # log entry of the newest use
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


class StandingPolicy(SQLModel, table=True):
    """A rule that a citizen made: let one service have some things for one procedure until a day, or give nobody some.

    What it says never changes; ending it makes its last version. `names`: attributes, and kinds of papers.
    """

    __tablename__ = "standing_policy"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    kind: str = Field(max_length=10)  # allow | never
    service_id: UUID | None = Field(default=None, foreign_key="service.id")
    procedure: str = Field(default="", max_length=40)
    names: list[str] = Field(sa_column=Column(JSON, nullable=False))
    data_life_days: int = 0
    valid_until: datetime | None = Field(default=None, sa_type=Moment)  # None: never; only a "never" has no end
    state: str = Field(default="ACTIVE", max_length=12)  # ACTIVE | ENDED
    notice_hash: str = Field(default="", max_length=64)
    version: int = 0
    artefact_hash: str = Field(default="", max_length=64)
    created_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class StandingPolicyVersion(SQLModel, table=True):
    """An immutable statement of the rule, signed by the wallet (JWS, EdDSA)."""

    __tablename__ = "standing_policy_version"

    policy_id: UUID = Field(foreign_key="standing_policy.id", primary_key=True)
    version: int = Field(primary_key=True)
    jws: str
    hash: str = Field(max_length=64)  # SHA-256 of the JWS, hex: stands in the log and in the consents that it gave
    created_at: datetime = Field(sa_type=Moment)


class PolicySet(SQLModel, table=True):
    """The rules of the authority as they once decided, so that an auditor can ask them again. Never removed."""

    __tablename__ = "policy_set"

    hash: str = Field(primary_key=True, max_length=64)
    policies: str
    schema_text: str
    first_used_at: datetime = Field(sa_type=Moment)
