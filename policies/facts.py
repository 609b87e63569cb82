"""The facts of one ask: everything that the rules may weigh, and nothing else. No value of a citizen stands here.

All times are aware; all names of attributes, record types and procedures are the catalogue's keys.
"""

from dataclasses import dataclass
from datetime import datetime

from policies.assurance import Assurance
from policies.terms import Template


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """Who asks; `procedures` are the codes it is registered for."""

    id: str
    active: bool
    procedures: frozenset[str]
    overdue_disposal: bool


@dataclass(frozen=True, slots=True)
class CitizenFacts:
    """Whose record it is; `guardian_required`: a guardian has to act for the person and none has.

    `restricted`: nothing of theirs may be processed; `objects`: they object to what the service that asks does.
    """

    id: str
    erased: bool
    guardian_required: bool
    restricted: bool = False
    objects: bool = False


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What is asked for; `stale_attributes`: those past their re-confirm age, asked for or not.

    `restricted`: the citizen had its processing restricted.
    """

    id: str
    type: str
    status: str  # active | superseded | revoked | deleted
    assurance: Assurance
    stale_attributes: frozenset[str]
    bound_procedure: str | None
    expired: bool
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """What was agreed. Valid from `valid_from` (None: not given yet) until just before `valid_until`.

    `documents` are record types; `confirmed` are the stale attributes that the citizen said still hold. `standing`: a
    rule of the citizen's answered. `next_use`: the first moment at which it may be used again.
    """

    id: str
    service: str
    citizen: str
    state: str
    purpose: str
    procedure: str
    dossier: str
    attributes: frozenset[str]
    documents: frozenset[str]
    confirmed: frozenset[str]
    valid_from: datetime | None
    valid_until: datetime
    max_uses: int
    uses: int
    min_assurance: Assurance
    standing: bool
    next_use: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What is asked of this one record; `document`: its paper too. `statutory_basis`: the law that obliges, if any."""

    attributes: frozenset[str]
    document: bool
    purpose: str
    procedure: str
    dossier: str
    statutory_basis: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One ask of one record. `template`: what the procedure needs, `sensitive`: the asked attributes that are so,
    `refused`: those that the citizen gives to nobody; `refused_document`: nor the paper.
    """

    now: datetime
    service: ServiceFacts
    citizen: CitizenFacts
    record: RecordFacts
    consent: ConsentFacts | None
    ask: AskFacts
    template: Template
    sensitive: frozenset[str]
    sensitive_document: bool
    refused: frozenset[str] = frozenset()
    refused_document: bool = False
