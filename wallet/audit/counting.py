"""Numbers that answer a question: entries a day by outcome, services by refusals, over-asking and overdue disposals.

What bodies say stands in no column (docs/decisions/0015), so they are opened one after the other, newest first, at most
`MOST_BODIES`, and let go again: kept are numbers, and one small fact for each opening of values.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

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
MOST_BODIES = 20_000
"""What one look counts, some seconds of work. With more in 35 days it counts back to as many, and says since when."""
MOST_ODD = 20
"""So many things worth a look stand on one page, the newest first."""
OPENINGS_OF_VALUES = frozenset(
    {Operation.RELEASE, Operation.RELEASE_DOCUMENT, Operation.RECORD_READ, Operation.RECORD_PREVIEW}
    | {Operation.RECORD_DOWNLOAD, Operation.RECORD_SCAN, Operation.AUDIT_OPEN}
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
    """`services`: the most refused first, of equals the ones with more overdue disposals. `since`: what was counted;
    `whole`: that this is all of the days asked for.
    """

    since: datetime
    whole: bool
    services: tuple[ServiceCount, ...]
    days: tuple[DayCount, ...]
    anomalies: tuple[Anomaly, ...]

    def odd(self, skip: int) -> tuple[tuple[Anomaly, ...], int]:
        """A page of what is worth a look, after `skip` newer ones; and what to skip for the next one, 0 at the end."""
        beyond = skip + MOST_ODD
        return self.anomalies[skip:beyond], beyond if len(self.anomalies) > beyond else 0


@dataclass(slots=True)
class ServiceTally:
    """What stays of services' entries that went by, in any order: three numbers for each service."""

    asked: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    over_asked: Counter[str] = field(default_factory=Counter)

    def take(self, line: Sighting) -> None:
        if line.kind == ActorKind.SERVICE:
            self.asked[line.reader] += 1
            self.refused[line.reader] += line.outcome == Outcome.DENIED
            self.over_asked[line.reader] += Ground.OVER_ASKING in line.grounds

    def ranked(self, late: Mapping[str, int], named: Mapping[str, str]) -> tuple[ServiceCount, ...]:
        """`late`: overdue disposals, `named`: organisations, both by client id."""
        counted = (
            ServiceCount(
                one, named.get(one, ""), self.asked[one], self.refused[one], self.over_asked[one], late.get(one, 0)
            )
            for one in {*self.asked, *late}
        )
        return tuple(sorted(counted, key=lambda one: (-one.refused, -one.overdue, one.service)))


@dataclass(slots=True)
class Tally:
    """What stays of all entries that went by, in any order."""

    services: ServiceTally = field(default_factory=ServiceTally)
    days: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    facts: list[Fact] = field(default_factory=list)
    oldest: datetime | None = None
    lines: int = 0

    def take(self, line: Sighting) -> None:
        self.lines += 1
        self.oldest = line.at if self.oldest is None else min(self.oldest, line.at)
        self.days[day_of(line.at)][line.outcome] += 1
        self.services.take(line)
        if line.operation in OPENINGS_OF_VALUES:
            reader = (line.kind, line.reader, line.organisation)
            self.facts.append(Fact(line.at, *reader, line.who, line.outcome, line.in_dossier))

    def by_day(self) -> tuple[DayCount, ...]:
        """Days in Vietnam, oldest first; days without an entry are left out."""
        return tuple(DayCount(day, dict(self.days[day])) for day in sorted(self.days))


def count(desk: Desk, *, now: datetime, days: int = DAYS, most: int = MOST_BODIES) -> Counts:
    """Logged as one look; bodies are opened in memory and only numbers leave."""
    since = now - timedelta(days=days)
    filters = Filters(since=since)
    log_look(desk, Operation.AUDIT_LIST, {**filters.said(), "view": "counts"}, now=now)
    tally, whole = tallied(everything(desk, filters, newest=True), most)
    with desk.vault.database.reading() as session:
        ranked = tally.services.ranked(overdue_by_service(session, now=now), organisations(session))
    begins = since if whole or tally.oldest is None else tally.oldest
    return Counts(begins, whole, ranked, tally.by_day(), tuple(anomalies(tally.facts)))


def tallied(lines: Iterator[Sighting], most: int) -> tuple[Tally, bool]:
    """Of at most `most` lines; whether those were all."""
    tally = Tally()
    for line in islice(lines, most):
        tally.take(line)
    return tally, next(lines, None) is None


def overdue_by_service(session: Session, *, now: datetime) -> dict[str, int]:
    """Disposals whose time has passed, by client id."""
    wanted = (
        select(Service.client_id, func.count(col(Disposal.id)))
        .join(Disposal, col(Disposal.service_id) == col(Service.id))
        .where(Disposal.state == "owed", col(Disposal.due_at) <= now)
        .group_by(col(Service.client_id))
    )
    return dict(session.exec(wanted).all())


def organisations(session: Session) -> dict[str, str]:
    """By client id."""
    return dict(session.exec(select(Service.client_id, Service.organisation)).all())
