"""The auditor's desk as it goes over the wire."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from wallet.audit.exports.exporting import Format
from wallet.audit.models import BulkOpening
from wallet.audit.opening import Group
from wallet.audit.second_person import MOST_ENTRIES
from wallet.audit.sightings import Filters
from wallet.ledger.entries import Operation, Outcome

GREATEST_INDEX = 2**53 - 1
"""What JSON numbers say exactly (RFC 8785 section 3.2.2.3)."""

Index = Annotated[int, Field(ge=0, le=GREATEST_INDEX)]
Reason = Annotated[str, Field(max_length=2_000)]
Word = Annotated[str, Field(max_length=100)]


class SightingRead(BaseModel):
    """An entry without its person. `who`, and `reader` of people: pseudonyms within the case; `leaf` in hex."""

    index: int
    at: datetime
    operation: str
    outcome: str
    state: str
    who: str
    kind: str
    reader: str
    organisation: str
    procedure: str
    grounds: list[str]
    attributes: int
    in_dossier: bool
    leaf: str


class FoundRead(BaseModel):
    """`opened`: bodies that were opened in memory for this page."""

    entries: list[SightingRead]
    beyond: int | None
    opened: int


class OpeningAsk(BaseModel):
    index: Index
    group: Group
    reason: Reason = ""


class GroupRead(BaseModel):
    """`holds`: the entry is what the log's public header says."""

    index: int
    group: str
    content: dict[str, Any]
    holds: bool


class BulkAsk(BaseModel):
    entries: Annotated[list[Index], Field(min_length=1, max_length=MOST_ENTRIES)]
    group: Group
    reason: Reason = ""


class BulkRead(BaseModel):
    id: UUID
    case: str
    entries: list[int]
    group: str
    reason: str
    expires_at: datetime
    agreed: bool

    @classmethod
    def of(cls, one: BulkOpening) -> "BulkRead":
        return cls(
            id=one.id,
            case=one.case,
            entries=one.entries,
            group=one.group,
            reason=one.reason,
            expires_at=one.expires_at,
            agreed=one.approved_by is not None,
        )


class ExportAsk(BaseModel):
    """The filters are those of the search; `reason`: 10 to 500 letters, kept in the log."""

    model_config = ConfigDict(extra="forbid")

    format: Format
    reason: Reason = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    operation: Operation | None = None
    outcome: Outcome | None = None
    service: Word = ""
    procedure: Word = ""
    ground: Word = ""
    who: Word = ""

    def filters(self) -> Filters:
        return Filters(**self.model_dump(exclude={"format", "reason"}, exclude_none=True))


class SampleRead(BaseModel):
    """`root` in hex; `entries` in the order in which they were drawn."""

    root: str
    size: int
    nonce: str
    entries: list[SightingRead]


class ServiceRead(BaseModel):
    service: str
    organisation: str
    asked: int
    refused: int
    over_asked: int
    overdue: int


class DayRead(BaseModel):
    day: date
    outcomes: dict[str, int]


class AnomalyRead(BaseModel):
    """`count` where `baseline` is usual; `sentence` in `vi` and `en`."""

    kind: str
    reader: str
    organisation: str
    since: datetime
    count: int
    baseline: float
    sentence: dict[str, str]


class CountsRead(BaseModel):
    """`whole`: everything of the last 35 days was counted; otherwise the newest entries, back to `since`."""

    since: datetime
    whole: bool
    services: list[ServiceRead]
    days: list[DayRead]
    anomalies: list[AnomalyRead]


class ReplayRead(BaseModel):
    """`differences`: entry number, what was logged, what comes out."""

    decisions: int
    closed: int
    differences: list[str]
