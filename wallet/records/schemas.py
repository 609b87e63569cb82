"""Records as they go over the wire."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wallet.identity.preferences import Language
from wallet.records.revoking import RevocationReason


class RecordDeposit(BaseModel):
    """What a service says about a person. `values`: attribute key of the catalogue to JSON value."""

    model_config = ConfigDict(extra="forbid")

    id_number: str = Field(pattern=r"^\d{12}$", description="the person's 12-digit ID number")
    type: str = Field(max_length=60, description="record type of the catalogue")
    values: dict[str, Any]
    as_of: date = Field(description="the day for which the values hold: issue or confirmation date")
    expires_on: date | None = None
    bound_procedure: str | None = Field(
        default=None, max_length=40, description="for a paper good for one purpose only"
    )


class RecordUpload(BaseModel):
    """What a citizen keeps about themselves."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(max_length=60)
    values: dict[str, Any] = Field(default_factory=dict)
    as_of: date
    expires_on: date | None = None
    agreement: str = Field(
        default="", max_length=64, description="for a sensitive document: hash of the text that was agreed to"
    )
    upload: UUID | None = Field(default=None, description="a document that came in pieces (`/v1/me/uploads`)")


class RecordSearch(BaseModel):
    """Words as a person types them; empty members ask nothing."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(default="", max_length=200)
    type: str = Field(default="", max_length=60)
    issuer: str = Field(default="", max_length=200)


class RecordVersion(BaseModel):
    """New content for a record that this service deposited before."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, Any]
    as_of: date
    expires_on: date | None = None


class DepositReceipt(BaseModel):
    """The record is durable, and so is its entry in the access log."""

    record: UUID
    version: int
    type: str
    result_code: str | None
    entry: UUID


class UploadReceipt(DepositReceipt):
    """`suggestions`: where to ask what the picture says, if the wallet may understand it; empty otherwise."""

    suggestions: str = ""


class SuggestionRead(BaseModel):
    """What a card's code or a passport's zone says, to be confirmed or corrected; kept nowhere.

    `read_from`: qr-code, machine-readable-zone, or empty when nothing could be read. `issued_on`: the paper's own day.
    """

    read_from: str
    values: dict[str, Any]
    issued_on: date | None


class MachineText(BaseModel):
    """What a phone's camera read: the text of a card's QR code, or the lines of a passport's zone."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(max_length=60)
    text: str = Field(max_length=2000)


class ConfirmedValues(BaseModel):
    """What the owner says that their own paper says; it takes the place of all that the record said before."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, Any]
    as_of: date
    expires_on: date | None = None


class PlaceRead(BaseModel):
    """A commune of 2025, or of before where that was asked for. `name`: up to the province."""

    code: str
    name: str


class OldAddressRead(BaseModel):
    """`outcome`: proposal (confirm it), choice (no default) or unknown (look for it). `why`: of a choice, a sentence.

    `places`: what may be chosen; empty for unknown. `text`: as the paper has it.
    """

    attribute: str
    text: str
    outcome: str
    why: str
    places: list[PlaceRead]


class AddressChosen(BaseModel):
    """`commune`: code of 2025; `detail`: house, street, hamlet, where the paper's text has to be put otherwise."""

    model_config = ConfigDict(extra="forbid")

    attribute: str = Field(max_length=120)
    commune: str = Field(max_length=5)
    detail: str | None = Field(default=None, max_length=200)


class PlaceSearch(BaseModel):
    """Words as a person types them, accents or not; `province`: a code of 2025, to look there only."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=300)
    province: str = Field(default="", max_length=2)


class Revocation(BaseModel):
    """Why a record ends, and which later one stands in its place, if any does."""

    model_config = ConfigDict(extra="forbid")

    reason: RevocationReason
    superseded_by: UUID | None = None


class RevocationRead(BaseModel):
    """`status`: revoked, or superseded where another record stands in its place."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: str
    revocation_reason: str
    revoked_at: datetime
    superseded_by: UUID | None


class RecordRead(BaseModel):
    """A record as a list shows it: no values."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    type: str
    status: str
    assurance: str
    issuer: str
    result_code: str | None
    as_of: date
    expires_on: date | None
    version: int
    has_document: bool
    created_at: datetime
    revoked_at: datetime | None
    revocation_reason: str
    superseded_by: UUID | None


class AgreementText(BaseModel):
    """`hash` empty: documents of this kind need no agreement. Otherwise whoever agrees to `lines` sends it back."""

    hash: str
    language: Language
    version: int
    lines: list[str]


class AgreementGiven(BaseModel):
    """What the owner agreed to before the document was kept; to withdraw is to delete the record."""

    model_config = ConfigDict(from_attributes=True)

    hash: str
    language: str
    text: str
    given_at: datetime


class RecordOpened(RecordRead):
    """A record with its values."""

    values: dict[str, Any]
    versions: list[int]
    agreement: AgreementGiven | None = None
