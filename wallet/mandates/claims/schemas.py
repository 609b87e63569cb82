"""Claims as they go over the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from wallet.mandates.claims.kinds import Check, Ground, State
from wallet.mandates.claims.looking import Sight
from wallet.mandates.claims.rows import ClaimLine
from wallet.mandates.inviting import NAME_LETTERS

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LETTERS)]


class ClaimMade(BaseModel):
    """`record`: the paper, with its picture, in one's own wallet. `number`, `owner`, `born`: of whom to act for."""

    model_config = ConfigDict(extra="forbid")

    record: UUID
    number: str = Field(max_length=20)
    owner: Name
    delegate: Name
    born: date | None = None


class ClaimRead(BaseModel):
    """`begins_at`: when the mandate that was granted opens the first door; null: none was."""

    id: UUID
    capacity: Literal["parent", "guardian"]
    record_type: str
    state: State
    owner: str
    delegate: str
    made_at: datetime
    answer_by: datetime
    due_at: datetime
    overdue: bool
    decided_at: datetime | None
    begins_at: datetime | None
    ground: str
    ground_vi: str
    ground_en: str
    basis: str
    mandate: UUID | None


class ClaimsRead(BaseModel):
    """`made`: by the caller; `about`: the caller, by others, as long as an objection stops them."""

    made: list[ClaimRead]
    about: list[ClaimRead]


class ClaimSeen(ClaimRead):
    """As staff see it. `paper`: SHA-256 of the document; to be sent back with a yes. Empty once it is closed."""

    number: str
    born: date | None
    paper: str
    has_picture: bool
    mine: bool


class Approval(BaseModel):
    """`checks`: all of them, or it is no yes."""

    model_config = ConfigDict(extra="forbid")

    paper: str = Field(max_length=64)
    checks: list[Check] = Field(max_length=10)


class Rejection(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ground: Ground


def claim_read(line: ClaimLine) -> ClaimRead:
    return ClaimRead.model_validate(_read(line))


def claim_seen(sight: Sight) -> ClaimSeen:
    said = sight.line.words
    seen: dict[str, object] = {
        "number": said.number if said else "",
        "born": date.fromisoformat(said.born) if said and said.born else None,
        "paper": said.paper if said else "",
        "has_picture": sight.has_paper,
        "mine": sight.mine,
    }
    return ClaimSeen.model_validate(_read(sight.line) | seen)


def _read(line: ClaimLine) -> dict[str, object]:
    claim, ground = line.claim, line.ground
    return {
        **claim.model_dump(include={"id", "capacity", "record_type", "state", "made_at", "answer_by", "due_at"}),
        "decided_at": claim.decided_at,
        "owner": line.words.owner if line.words else "",
        "delegate": line.words.delegate if line.words else "",
        "overdue": line.overdue,
        "begins_at": line.begins_at,
        "ground": claim.ground,
        "ground_vi": ground.label_vi if ground else "",
        "ground_en": ground.label_en if ground else "",
        "basis": ground.basis if ground else "",
        "mandate": claim.mandate_id,
    }
