"""Rules as the citizen's own API speaks of them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wallet.consents.standing.rule import Kind
from wallet.consents.standing.trying import Effect


class PolicyDraft(BaseModel):
    """`names`: attributes, and kinds of papers whose copy is meant. The others only for "allow"."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    names: list[str] = Field(min_length=1, max_length=200)
    client_id: str = Field(default="", max_length=80)
    procedure: str = Field(default="", max_length=40)
    until: date | None = Field(default=None, description="the last day, at most a year away")
    data_life_days: int = Field(default=0, ge=0, le=3650)


class PolicySet(PolicyDraft):
    """`notice_hash`: of the text that the trial showed, so that nobody saves another rule than they read."""

    notice_hash: str = Field(max_length=64)


class TriedRead(BaseModel):
    """A past question. `by_hand`: what the citizen answered then; null where they had not, or a rule did."""

    consent: UUID
    organisation: str
    procedure: str
    asked_at: datetime
    effect: Effect
    by_hand: bool | None


class TrialRead(BaseModel):
    """The rule in words, and what it would have done to the last questions, newest first."""

    title: str
    lines: list[tuple[str, str]]
    items: list[str]
    promises: list[str]
    notice_hash: str
    tried: int = Field(description="how many questions it was tried on, at most twenty")
    would_agree: int
    would_refuse: int
    would_withhold: int
    contrary: int = Field(description="how often the citizen had answered the opposite by hand")
    questions: list[TriedRead]


class PolicyRead(BaseModel):
    """A rule in the citizen's list. `holds`: it answers now; `late`: its service is asked for each time meanwhile."""

    id: UUID
    kind: Kind
    names: list[str]
    organisation: str
    procedure: str
    data_life_days: int
    valid_until: datetime | None
    holds: bool
    answers: int = Field(description="questions that it answered")
    late: bool
    created_at: datetime
    ended_at: datetime | None
