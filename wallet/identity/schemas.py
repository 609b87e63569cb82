"""What the sign-in doors take and give."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class SignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ticket: str = Field(min_length=20, max_length=100)


class SignedInRead(BaseModel):
    """`csrf` goes into the header `X-CSRF-Token` of every change."""

    kind: Literal["citizen", "auditor", "operator"]
    csrf: str


class SessionRead(SignedInRead):
    created_at: datetime
    expires_at: datetime


class OwnSession(BaseModel):
    """One place where the person is signed in; `current` is the one that asks."""

    id: str
    method: str
    created_at: datetime
    expires_at: datetime
    current: bool


class DevelopmentTicket(BaseModel):
    """A synthetic citizen by `id_number`, or a member of staff by `login`; both are made when they are not there."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["citizen", "auditor", "operator"]
    id_number: str = Field(default="", max_length=20)
    form_of_address: Literal["ông", "bà", "anh", "chị", "bạn"] = "bạn"
    login: str = Field(default="", max_length=100)
    reusable: bool = False


class TicketRead(BaseModel):
    """`path` is the page that signs in with the ticket; add it to the wallet's address."""

    ticket: str
    path: str


class ConfirmationRead(BaseModel):
    """`confirmed_until` null: not confirmed now. `passkey`: the person has one that can be used here."""

    confirmed_until: datetime | None
    passkey: bool


class PasskeyAnswer(BaseModel):
    """`credential`: what `PublicKeyCredential.toJSON()` gives."""

    model_config = ConfigDict(extra="forbid")

    credential: dict[str, Any]


class PasskeyAdd(PasskeyAnswer):
    """`name`: how the person calls the device."""

    name: str = Field(min_length=1, max_length=60)


class PasskeyRead(BaseModel):
    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None
