"""`authorization_details` of type `dossier` (RFC 9396): what a service wants for one dossier, in and out.

    {"type": "dossier", "procedure": "1.004222",
     "dossier": id of an open one | "reference": the service's own code, a dossier is then opened for who answers,
     "items": [{"attributes": ["person.dob"], "record_type"?: "giay_khai_sinh", "document"?: false,
                "necessity"?: "required" | "optional"}],
     "purpose"?, "mode"?: "VIEW" | "STORE", "fetch"?: "ONETIME" | "PERIODIC", "max_uses"?: 1, "valid_days"?: 7,
     "data_life"?: "P0D", "locations"?: [issuer]}

`record_type` names the paper whose copy is asked (`document`), or a paper that carries the attributes; whichever papers
hold an attribute, the citizen sees all of them. `mode` and `fetch` say again what `data_life` and `max_uses` say, and
must agree with them. What is given back to the service says `wallet.consents.exports.details`.
"""

from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from policies.catalogue import Catalogue
from wallet.oauth.errors import InvalidDetailsError

TYPE = "dossier"
DETAILS_LETTERS = 20_000
REASONS_AT_MOST = 5


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    record_type: str = Field(default="", max_length=60)
    attributes: list[str] = Field(default_factory=list, max_length=200)
    document: bool = False
    necessity: Literal["required", "optional"] = "required"

    @model_validator(mode="after")
    def ask_for_something(self) -> Self:
        if not self.attributes and not self.document:
            raise ValueError("an item asks for attributes, for the document, or for both")
        if self.document and not self.record_type:
            raise ValueError("document needs a record_type")
        return self


class DossierDetails(BaseModel):
    """One request; the limits are those of the wallet's own API."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    type: Literal["dossier"]
    procedure: str = Field(min_length=1, max_length=40)
    dossier: UUID | None = None
    reference: str = Field(default="", max_length=80)
    purpose: str = Field(default="", max_length=60)
    items: list[Item] = Field(min_length=1, max_length=50)
    mode: Literal["VIEW", "STORE"] | None = None
    fetch: Literal["ONETIME", "PERIODIC"] | None = None
    max_uses: int = Field(default=1, ge=1, le=20)
    valid_days: int = Field(default=7, ge=1, le=90)
    data_life: str = Field(default="P0D", pattern=r"^P\d{1,3}D$")
    locations: list[str] | None = Field(default=None, min_length=1, max_length=5)

    @model_validator(mode="after")
    def agree_with_itself(self) -> Self:
        if (self.dossier is None) == (self.reference == ""):
            raise ValueError("either dossier or reference is required")
        if self.mode not in {None, "STORE" if self.data_life_days else "VIEW"}:
            raise ValueError("mode is STORE exactly when data_life is more than P0D")
        if self.fetch not in {None, "ONETIME" if self.max_uses == 1 else "PERIODIC"}:
            raise ValueError("fetch is ONETIME exactly when max_uses is 1")
        return self

    @property
    def data_life_days(self) -> int:
        return int(self.data_life[1:-1])

    def attributes(self) -> dict[str, str]:
        """Name to necessity; what one item requires is required."""
        asked: dict[str, str] = {}
        for item in self.items:
            for name in item.attributes:
                asked[name] = "required" if asked.get(name) == "required" else item.necessity
        return asked

    def documents(self) -> dict[str, str]:
        """Record type to necessity, likewise."""
        asked: dict[str, str] = {}
        for item in self.items:
            if item.document:
                needed = asked.get(item.record_type) == "required"
                asked[item.record_type] = "required" if needed else item.necessity
        return asked


_EXACTLY_ONE = TypeAdapter(list[DossierDetails])


def read_details(text: str, catalogue: Catalogue, issuer: str) -> DossierDetails:
    """The one element of the array. InvalidDetailsError says what to correct, and never repeats what was sent."""
    if len(text) > DETAILS_LETTERS:
        raise InvalidDetailsError("authorization_details is too long", reason="details-invalid")
    try:
        found = _EXACTLY_ONE.validate_json(text)
    except ValidationError as error:
        raise InvalidDetailsError(_said(error), reason="details-invalid") from None
    if len(found) != 1:
        raise InvalidDetailsError("authorization_details must hold exactly one element", reason="details-invalid")
    _check_words(found[0], catalogue, issuer)
    return found[0]


def _check_words(details: DossierDetails, catalogue: Catalogue, issuer: str) -> None:
    if details.procedure not in catalogue.procedures:
        raise InvalidDetailsError("the catalogue has no such procedure", reason="unknown-procedure")
    if details.purpose not in {"", f"procedure:{catalogue.code(details.procedure)}"}:
        raise InvalidDetailsError("purpose must be procedure:<its code>", reason="purpose-mismatch")
    if details.locations is not None and issuer not in details.locations:
        raise InvalidDetailsError("locations must hold this wallet's issuer", reason="details-invalid")
    for item in details.items:
        paper = catalogue.record_types.get(item.record_type)
        if item.record_type and paper is None:
            raise InvalidDetailsError("the catalogue has no such record_type", reason="unknown-record-type")
        if paper is not None and not set(item.attributes) <= set(paper.attributes):
            raise InvalidDetailsError("an item's record_type carries other attributes", reason="unknown-attribute")


def _said(error: ValidationError) -> str:
    """`items/0/necessity: literal_error; …`: places by names of ours and numbers only."""
    causes = error.errors(include_input=False, include_url=False, include_context=False)
    known = DossierDetails.model_fields.keys() | Item.model_fields.keys()
    said = []
    for cause in causes[:REASONS_AT_MOST]:
        place = "/".join(str(part) for part in cause["loc"] if isinstance(part, int) or part in known)
        reason = cause["msg"].removeprefix("Value error, ") if cause["type"] == "value_error" else cause["type"]
        said.append(f"/{place}: {reason}")
    return "; ".join(said)
