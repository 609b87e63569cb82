"""What may become a rule: of things that can ride on one, for a procedure that needs them, and always with an end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, select

from policies.catalogue import Catalogue
from wallet.clock import VIETNAM, day_of
from wallet.consents.facts import registered_for
from wallet.consents.models import StandingPolicy
from wallet.consents.standing.errors import PolicyUnfitError, ServiceOwesDisposalError
from wallet.consents.standing.rule import Kind
from wallet.disposals.owing import has_overdue_disposal
from wallet.identity.models import Service

LONGEST = timedelta(days=366)
"""A year, whatever year. Nobody remembers a permission for longer; who still wants it makes the rule again."""

Fault = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule that somebody thinks of. All but `kind` and `names` only for an ALLOW; `until`: its last day."""

    kind: Kind
    names: frozenset[str]
    client_id: str = ""
    procedure: str = ""
    until: date | None = None
    data_life_days: int = 0


def drafted(
    session: Session, catalogue: Catalogue, citizen: UUID, draft: Draft, *, now: datetime
) -> tuple[StandingPolicy, Service | None]:
    """The rule, not in the session yet. Raises PolicyUnfitError, ServiceOwesDisposalError."""
    service = session.exec(select(Service).where(Service.client_id == draft.client_id)).first()
    service = service if draft.kind is Kind.ALLOW else None
    allow = draft.kind is Kind.ALLOW
    faults = _faults_of_allow(catalogue, draft, service, day_of(now)) if allow else _faults_of_never(catalogue, draft)
    if found := tuple(faults):
        raise PolicyUnfitError("this cannot be a rule", fields=found)
    if service is not None and has_overdue_disposal(session, service.id, now):
        raise ServiceOwesDisposalError
    policy = StandingPolicy(
        citizen_id=citizen,
        kind=draft.kind,
        service_id=service.id if service else None,
        procedure=catalogue.code(draft.procedure) if allow else "",
        names=sorted(draft.names),
        data_life_days=draft.data_life_days,
        valid_until=_end_of(draft.until) if draft.until else None,
        created_at=now.replace(microsecond=0),
    )
    return policy, service


def private_of(catalogue: Catalogue, names: frozenset[str]) -> frozenset[str]:
    """Those of the names that no rule gives: sensitive ones, and what has to be confirmed each time."""
    return frozenset(name for name in names if not _can_ride(catalogue, name))


def coverable(catalogue: Catalogue, procedure: str) -> frozenset[str]:
    """What a rule for this procedure may give."""
    template = catalogue.still_needs(procedure)
    names = template.attributes | template.documents
    return names - private_of(catalogue, names)


def _can_ride(catalogue: Catalogue, name: str) -> bool:
    """False for what has left the catalogue: nobody knows what it is."""
    attribute, paper = catalogue.attributes.get(name), catalogue.record_types.get(name)
    if attribute is not None:
        return not attribute.sensitive and attribute.reconfirm_months != 0
    return paper is not None and not paper.sensitive_document


def _faults_of_never(catalogue: Catalogue, draft: Draft) -> Iterator[Fault]:
    if not draft.names:
        yield "/names", "names nothing"
    for name in sorted(draft.names):
        if name not in catalogue.attributes and name not in catalogue.record_types:
            yield "/names", "is not in the catalogue"
    if draft.client_id or draft.procedure or draft.until or draft.data_life_days:
        yield "/kind", "what is given to nobody has no service, no procedure and no end"


def _faults_of_allow(catalogue: Catalogue, draft: Draft, service: Service | None, today: date) -> Iterator[Fault]:
    if service is None or not service.active:
        yield "/client_id", "no such service"
    elif draft.procedure not in catalogue.procedures or (
        catalogue.code(draft.procedure) not in registered_for(catalogue, service)
    ):
        yield "/procedure", "the service is not registered for it"
    if draft.until is None or not today <= draft.until <= today + LONGEST:
        yield "/until", f"a day from today, at most {LONGEST.days} days away"
    if not draft.names:
        yield "/names", "names nothing"
    elif not draft.names <= coverable(catalogue, draft.procedure):
        yield "/names", "sensitive, to be confirmed each time, or not needed by the procedure"


def _end_of(day: date) -> datetime:
    """The first moment after that day, in Vietnam."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)
