"""Dossiers, consent requests and releases as they go over the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from policies.assurance import Assurance
from wallet.dossiers.models import StandsAs

Necessity = Literal["required", "optional"]
Names = Annotated[dict[str, Necessity], Field(max_length=200)]


class DossierOpen(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id_number: str = Field(pattern=r"^\d{12}$", description="the citizen's 12-digit ID number")
    procedure: str = Field(max_length=40, description="code of the catalogue, for example 1.004222")
    reference: str = Field(min_length=1, max_length=80, description="the service's own dossier code")
    stands_as: StandsAs = Field(
        default=StandsAs.BOTH, description="owner: another person brings it; submitter: it is another person's matter"
    )


class DossierRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    procedure: str
    reference: str
    state: str
    created_at: datetime


class ConsentAsk(BaseModel):
    """What the service asks for. Names it marks optional are unticked boxes to the citizen."""

    model_config = ConfigDict(extra="forbid")

    attributes: Names = Field(default_factory=dict)
    documents: Names = Field(default_factory=dict)
    valid_days: int = Field(default=7, ge=1, le=90)
    max_uses: int = Field(default=1, ge=1, le=20)
    data_life_days: int = Field(default=0, ge=0, le=3650)
    min_assurance: Assurance = Field(default=Assurance.SELF_DECLARED, description="papers less certain are not used")
    max_age_days: int | None = Field(default=None, ge=0, le=36500, description="older values have to be confirmed")
    interval_hours: int = Field(default=0, ge=0, le=2160, description="the least time between two uses")


class ConsentRead(BaseModel):
    """A consent as the service that asked may see it. `granted` is empty until the citizen has agreed."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    dossier: UUID
    state: str
    version: int
    granted: list[dict[str, Any]]
    valid_until: datetime
    max_uses: int
    uses: int


class ReleaseAsk(BaseModel):
    """Fetch what was agreed. Empty lists: everything that was granted."""

    model_config = ConfigDict(extra="forbid")

    consent: UUID
    attributes: list[str] = Field(default_factory=list, max_length=200)
    documents: list[str] = Field(default_factory=list, max_length=50)


class ProvenanceRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    record: UUID
    version: int
    type: str
    issuer: str
    assurance: str
    as_of: date
    fresh: bool
    sentence: str


class ValueRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    value: Any
    provenance: ProvenanceRead
    salt: str
    commitment: str


class AddressHelpRead(BaseModel):
    """`outcome`: current; confirmed (the citizen has said which, and another value of the field has it); proposal
    (confirm it), choice (no default) or unknown: never filed without the citizen.
    """

    model_config = ConfigDict(from_attributes=True)

    outcome: str
    text: str
    addresses: list[dict[str, str]]


class FilledFieldRead(BaseModel):
    """`standing`: filled; to-confirm (`only_if`, or an old address with one successor); to-choose. The last two are
    shown to the citizen and not filed before they have decided. `role`: whom the field is about.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    label: str
    attribute: str
    chosen: ValueRead
    others: list[ValueRead]
    conflict: str
    shown: str
    address: AddressHelpRead | None
    role: str
    only_if: str
    standing: str


class SourceRead(BaseModel):
    """What to keep instead of a copy (dẫn nguồn): the paper's code where it has one, its record, version and issuer."""

    model_config = ConfigDict(from_attributes=True)

    result_code: str | None
    record: UUID
    version: int
    issuer: str
    as_of: date
    assurance: str


class DocumentRead(BaseModel):
    """A document of the release; fetch it from `href` within the release's life, or keep `source` alone."""

    record: UUID
    type: str
    media_type: str
    length: int
    href: str
    source: SourceRead


class WithheldRead(BaseModel):
    type: str
    attributes: list[str]
    grounds: list[str]


class LookedUpRead(BaseModel):
    """A set of data where the authority finds it itself, by its number in Decree 58/2026, annex V."""

    id: str
    label: str
    authority: str


class ComponentRead(BaseModel):
    """A paper that goes with the form: any one of `any_of`, or of `also`. `proof`: scan, certified, original or shown.

    Where `looked_up` is not empty the authority looks there before it asks the citizen (Decree 45/2020 Art 4(4)).
    """

    id: str
    label: str
    required: bool
    any_of: list[str]
    also: list[str]
    proof: str
    looked_up: list[LookedUpRead]


class ReleaseRead(BaseModel):
    """Values with their provenance; `entry` is the id of the log entry that was durable before this left.

    `proof`: a JWS without values; hand it back when the form is submitted. `components`: what it takes beside the form;
    `looks_first`: where the law makes the authority look before it asks.
    """

    release: UUID
    entry: UUID
    fields: list[FilledFieldRead]
    documents: list[DocumentRead]
    withheld: list[WithheldRead]
    components: list[ComponentRead]
    looks_first: list[str]
    uses_left: int
    expires_at: datetime
    proof: str


class SubmittedField(BaseModel):
    """A field as it was submitted, with the salt that came with the value that stood in it."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=120)
    value: Any
    salt: str = Field(pattern=r"^[0-9a-f]{64}$")


class SubmissionVerify(BaseModel):
    model_config = ConfigDict(extra="forbid")

    proof: str = Field(max_length=512 * 1024, description="as it came with the release")
    fields: list[SubmittedField] = Field(min_length=1, max_length=500)


class VerifiedFieldRead(BaseModel):
    """`answer`: unchanged, edited, superseded, consent-inactive or unknown; `reason`: why, in a word.

    `correction`: what the issuer was asked, where the edited value was an issuer's.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    answer: str
    reason: str
    correction: UUID | None


class VerificationRead(BaseModel):
    """One answer for each field, in the order in which they were sent; never a value."""

    entry: UUID
    fields: list[VerifiedFieldRead]


class ResultDeposit(BaseModel):
    """What a finished dossier produced. `type` has to be the procedure's result type."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(max_length=60)
    values: dict[str, Any]
    as_of: date
    expires_on: date | None = None
    bound_procedure: str | None = Field(default=None, max_length=40)


class FieldCoverageRead(BaseModel):
    """`gap`: why the wallet does not simply fill it, in a word and in a sentence; null: it does."""

    id: str
    label: str
    role: str
    readiness: str
    record_types: list[str]
    gap: str | None
    why: str


class ComponentCoverageRead(ComponentRead):
    """`held`: which of `any_of` the citizen has; `why`: what else it takes where that is not enough, in a sentence.

    `sources`: papers that can be named instead of sending a copy (dẫn nguồn), the surest first.
    """

    readiness: str
    held: list[str]
    why: str
    sources: list[SourceRead]


class CoverageRead(BaseModel):
    """`looks_first`: where the authority has to look before it asks; `in_person`: somebody has to come."""

    procedure: str
    in_person: bool
    looks_first: list[str]
    ready: int
    out_of_date: int
    missing: int
    by_hand: int
    fields: list[FieldCoverageRead]
    components: list[ComponentCoverageRead]
