"""Numbers that answer a question: entries a day by outcome, services by refusals, over-asking and overdue disposals."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from policies.grounds import Ground
from wallet.audit.anomalies import Anomaly, Fact, anomalies
from wallet.audit.cases import Desk
from wallet.audit.searching import everything, log_look
from wallet.audit.sightings import Filters, Sighting
from wallet.clock import day_of
from wallet.disposals.models import Disposal
from wallet.identity.models import Service
from wallet.ledger.entries import ActorKind, Operation, Outcome

DAYS = 35
"""How far back the desk counts: four weeks as what is usual, and one to look at."""
OPENINGS_OF_VALUES = frozenset(
    {Operation.RELEASE, Operation.RELEASE_DOCUMENT, Operation.RECORD_READ, Operation.RECORD_PREVIEW}
    | {Operation.RECORD_DOWNLOAD, Operation.AUDIT_OPEN}
)


@dataclass(frozen=True, slots=True)
class ServiceCount:
    """`asked`: decisions of all kinds about the service; `over_asked` are among `refused`."""

    service: str
    organisation: str
    asked: int
    refused: int
    over_asked: int
    overdue: int


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    outcomes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """`services`: the most refused first, of equals the ones with more overdue disposals."""

    since: datetime
    services: tuple[ServiceCount, ...]
    days: tuple[DayCount, ...]
    anomalies: tuple[Anomaly, ...]


def count(desk: Desk, *, now: datetime, days: int = DAYS) -> Counts:
    """Logged as one look; bodies are opened in memory and only numbers leave."""
    since = now - timedelta(days=days)
    filters = Filters(since=since)
    log_look(desk, Operation.AUDIT_LIST, {**filters.said(), "view": "counts"}, now=now)
    lines = list(everything(desk, filters))
    with desk.vault.database.reading() as session:
        late = overdue_by_service(session, now=now)
        named = dict(session.exec(select(Service.client_id, Service.organisation)).all())
    return Counts(since, rank(lines, late, named), by_day(lines), tuple(anomalies(facts_of(lines))))


def rank(lines: Iterable[Sighting], late: dict[str, int], named: dict[str, str]) -> tuple[ServiceCount, ...]:
    """`late`: overdue disposals, `named`: organisations, both by client id."""
    asked: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    over_asked: Counter[str] = Counter()
    for line in lines:
        if line.kind == ActorKind.SERVICE:
            asked[line.reader] += 1
            refused[line.reader] += line.outcome == Outcome.DENIED
            over_asked[line.reader] += Ground.OVER_ASKING in line.grounds
    counted = (
        ServiceCount(one, named.get(one, ""), asked[one], refused[one], over_asked[one], late.get(one, 0))
        for one in {*asked, *late}
    )
    return tuple(sorted(counted, key=lambda one: (-one.refused, -one.overdue, one.service)))


def by_day(lines: Iterable[Sighting]) -> tuple[DayCount, ...]:
    """Days in Vietnam, oldest first; days without an entry are left out."""
    days: dict[date, Counter[str]] = defaultdict(Counter)
    for line in lines:
        days[day_of(line.at)][line.outcome] += 1
    return tuple(DayCount(day, dict(days[day])) for day in sorted(days))


def facts_of(lines: Iterable[Sighting]) -> Iterable[Fact]:
    return (
        Fact(line.at, line.kind, line.reader, line.organisation, line.who, line.outcome, line.in_dossier)
        for line in lines
        if line.operation in OPENINGS_OF_VALUES
    )


def overdue_by_service(session: Session, *, now: datetime) -> dict[str, int]:
    """Disposals whose time has passed, by client id."""
    wanted = (
        select(Service.client_id, func.count(col(Disposal.id)))
        .join(Disposal, col(Disposal.service_id) == col(Service.id))
        .where(Disposal.state == "owed", col(Disposal.due_at) <= now)
        .group_by(col(Service.client_id))
    )
    return dict(session.exec(wanted).all())
