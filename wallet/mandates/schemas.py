"""What the doors of mandates take and give."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from wallet.identity.acting.models import Confirmation
from wallet.identity.acting.standing import Standing
from wallet.mandates.inviting import NAME_LETTERS

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LETTERS)]
Given = Literal["look", "add", "answer", "fill"]


class Wanted(BaseModel):
    """`papers` null: every kind. `last_day`: the last day on which it holds, at most a year from now."""

    model_config = ConfigDict(extra="forbid")

    owner: Name
    delegate: Name
    doings: list[Given] = Field(max_length=10)
    papers: list[Annotated[str, StringConstraints(max_length=60)]] | None = Field(default=None, max_length=100)
    last_day: date


class InvitationRead(BaseModel):
    """`code` is to be said to the helper; it is shown this once."""

    code: str
    expires_at: datetime


class CodeSaid(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=20)


class OfferRead(BaseModel):
    owner: str
    doings: list[str]
    papers: list[str] | None
    ends_at: datetime


class MandateRead(BaseModel):
    """`owner`, `delegate`: how they call each other. `holds`: whether it holds at this moment."""

    id: UUID
    capacity: Literal["parent", "guardian", "helper"]
    owner: str
    delegate: str
    doings: list[str]
    papers: list[str] | None
    begins_at: datetime
    ends_at: datetime
    majority: date | None
    ended_at: datetime | None
    ended_by: str
    holds: bool


class ConfirmationRead(BaseModel):
    """`about`: a record, a question or a kind of paper; `subject` is its id."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    mandate_id: UUID
    about: Literal["record", "question", "kind"]
    subject: str
    state: Literal["waiting", "allowed", "refused"]
    asked_at: datetime
    until: datetime


class MandatesRead(BaseModel):
    """`given`: others act for me; `held`: I act for others; `asked`: what waits for my word."""

    given: list[MandateRead]
    held: list[MandateRead]
    asked: list[ConfirmationRead]


class ActRead(BaseModel):
    at: datetime
    operation: str
    outcome: str
    papers: list[str]


class ActsRead(BaseModel):
    mandate: MandateRead
    acts: list[ActRead]
    asked: list[ConfirmationRead]


class KinshipShown(BaseModel):
    """One of the two: a record of one's own wallet, or the number of the person whose wallet holds the paper."""

    model_config = ConfigDict(extra="forbid")

    record: UUID | None = None
    id_number: str = Field(default="", max_length=20)


class Word(BaseModel):
    model_config = ConfigDict(extra="forbid")

    allow: bool


def mandate_read(standing: Standing) -> MandateRead:
    mandate, terms = standing.mandate, standing.terms
    return MandateRead.model_validate(
        {
            **mandate.model_dump(include={"id", "capacity", "doings", "begins_at", "ends_at", "ended_at", "ended_by"}),
            "owner": terms.owner if terms else "",
            "delegate": terms.delegate if terms else "",
            "papers": None if mandate.every_paper else mandate.papers,
            "majority": terms.majority if terms else None,
            "holds": standing.holds,
        }
    )


def confirmation_read(one: Confirmation) -> ConfirmationRead:
    return ConfirmationRead.model_validate(one)
