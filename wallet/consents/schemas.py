"""Consents as the citizen's own API speaks of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class MyConsentRead(BaseModel):
    """A consent in the citizen's list."""

    id: UUID
    organisation: str
    service: str
    procedure: str
    state: str
    valid_until: datetime
    max_uses: int
    uses: int
    created_at: datetime
    granted: list[dict[str, Any]]


class PreviewRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    text: str
    record: UUID
    record_type: str
    issuer: str
    assurance: str
    as_of: date
    stale: bool


class QuestionItemRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    key: str
    label: str
    required: bool
    document: bool
    previews: list[PreviewRead]
    refused: bool = Field(description="a rule of the citizen's gives it to nobody")


class QuestionRead(BaseModel):
    """What the screen shows; an answer sends `notice_hash` back, so that nobody agrees to another question."""

    consent: MyConsentRead
    title: str
    lines: list[tuple[str, str]]
    promise: str
    notice_hash: str
    binding_message: str = Field(
        description="of a question without a browser: whoever asks shows or says the same; empty otherwise"
    )
    items: list[QuestionItemRead]


class Answer(BaseModel):
    """Nothing is ticked unless it is named: `chosen` optional items, `confirmed` attributes that still hold."""

    model_config = ConfigDict(extra="forbid")

    agree: bool
    chosen: list[str] = Field(default_factory=list, max_length=200)
    confirmed: list[str] = Field(default_factory=list, max_length=200)
    notice_hash: str = Field(max_length=64)
