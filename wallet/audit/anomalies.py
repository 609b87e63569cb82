"""What is worth a human's look: a pure function over counted facts. It explains itself and stops nothing.

    many people      a reader saw at least `people_floor` citizens on one day, and `people_factor` times its median day
    no dossier       a service or an official was shown values without a dossier
    spike            at least `spike_floor` releases of a service in one hour, and `spike_factor` times its mean hour
    unusual hours    a delegate was shown values between 22 and 5 in Vietnam, who used to come at other hours

Baseline: the reader's other days, or hours, among the facts. An hour in which nothing happened counts as an hour.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from wallet.clock import VIETNAM
from wallet.ledger.entries import ActorKind, Outcome


class Kind(StrEnum):
    """Public words, never renamed."""

    MANY_PEOPLE = "many-people"
    NO_DOSSIER = "no-dossier"
    SPIKE = "spike"
    UNUSUAL_HOURS = "unusual-hours"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is worth a look."""

    people_floor: int = 20
    people_factor: float = 5
    spike_floor: int = 20
    spike_factor: float = 10
    night_share: float = 0.1
    night_begins: int = 22
    night_ends: int = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """That values, or a refusal of them, went to a reader. `who`: pseudonym of the person concerned."""

    at: datetime
    kind: str
    reader: str
    organisation: str
    who: str
    outcome: str
    in_dossier: bool


@dataclass(frozen=True, slots=True)
class Anomaly:
    """`count` was seen where `baseline` is usual; `since`: when it began."""

    kind: Kind
    reader: str
    organisation: str
    since: datetime
    count: int
    baseline: float


NO_LIMITS_SAID = Limits()
READERS = frozenset({ActorKind.SERVICE, ActorKind.STAFF, ActorKind.AUDITOR, ActorKind.DELEGATE})
BOUND_TO_DOSSIERS = frozenset({ActorKind.SERVICE, ActorKind.STAFF})


def anomalies(facts: Iterable[Fact], limits: Limits = NO_LIMITS_SAID) -> list[Anomaly]:
    """Newest first. Facts may come in any order."""
    by_reader: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.outcome == Outcome.RELEASED and fact.kind in READERS:
            by_reader[fact.reader].append(fact)
    found: list[Anomaly] = []
    for own in by_reader.values():
        own.sort(key=lambda fact: fact.at)
        for rule in (_many_people, _no_dossier, _spikes, _unusual_hours):
            found += rule(own, limits)
    return sorted(found, key=lambda one: (one.since, one.kind), reverse=True)


def _many_people(own: list[Fact], limits: Limits) -> Iterator[Anomaly]:
    people: dict[date, set[str]] = defaultdict(set)
    for fact in own:
        people[_local(fact).date()].add(fact.who)
    for day, seen in people.items():
        others = [len(those) for other, those in people.items() if other != day]
        usual = float(median(others)) if others else 0.0
        if len(seen) >= max(limits.people_floor, limits.people_factor * usual):
            first = next(fact for fact in own if _local(fact).date() == day)
            yield _anomaly(Kind.MANY_PEOPLE, first, len(seen), usual)


def _no_dossier(own: list[Fact], _limits: Limits) -> Iterator[Anomaly]:
    bound = [fact for fact in own if fact.kind in BOUND_TO_DOSSIERS]
    outside = [fact for fact in bound if not fact.in_dossier]
    if outside:
        yield _anomaly(Kind.NO_DOSSIER, outside[0], len(outside), float(len(bound)))


def _spikes(own: list[Fact], limits: Limits) -> Iterator[Anomaly]:
    if own[0].kind != ActorKind.SERVICE:
        return
    hours = Counter(fact.at.replace(minute=0, second=0, microsecond=0) for fact in own)
    span = round((max(hours) - min(hours)) / timedelta(hours=1)) + 1
    for hour, count in hours.items():
        usual = (len(own) - count) / (span - 1) if span > 1 else 0.0
        if count >= max(limits.spike_floor, limits.spike_factor * usual):
            first = next(fact for fact in own if fact.at >= hour)
            yield _anomaly(Kind.SPIKE, first, count, usual)


def _unusual_hours(own: list[Fact], limits: Limits) -> Iterator[Anomaly]:
    if own[0].kind != ActorKind.DELEGATE:
        return
    at_night = [fact for fact in own if _is_night(fact, limits)]
    share = len(at_night) / len(own)
    if at_night and share <= limits.night_share:
        yield _anomaly(Kind.UNUSUAL_HOURS, at_night[0], len(at_night), float(len(own)))


def _is_night(fact: Fact, limits: Limits) -> bool:
    hour = _local(fact).hour
    return hour >= limits.night_begins or hour < limits.night_ends


def _local(fact: Fact) -> datetime:
    return fact.at.astimezone(VIETNAM)


def _anomaly(kind: Kind, first: Fact, count: int, baseline: float) -> Anomaly:
    return Anomaly(kind, first.reader, first.organisation, first.at, count, round(baseline, 1))


def sentence(one: Anomaly) -> Mapping[str, str]:
    """In both languages, with the numbers and what is usual; where nothing is usual yet, that too."""
    usual = f"{one.baseline:g}"
    vi, en = (SENTENCES if one.baseline else NOTHING_TO_COMPARE)[one.kind]
    shown = {"count": one.count, "usual": usual, "usual_vi": usual.replace(".", ",")}
    return {"vi": vi.format(**shown), "en": en.format(**shown)}


NOTHING_TO_COMPARE = {
    Kind.MANY_PEOPLE: (
        "Đã xem của {count} người trong một ngày; chưa có ngày nào khác để so.",
        "Looked at {count} people on one day; there is no other day to compare with.",
    ),
    Kind.SPIKE: (
        "{count} lần xem trong một giờ; các giờ khác không có lần nào.",
        "{count} looks in one hour; none in any other hour.",
    ),
}
"""Only these two can have no baseline: the others count themselves among what they are compared with."""

SENTENCES = {
    Kind.MANY_PEOPLE: (
        "Đã xem của {count} người trong một ngày; một ngày thường xem của {usual_vi} người.",
        "Looked at {count} people on one day; on a usual day at {usual}.",
    ),
    Kind.NO_DOSSIER: (
        "{count} lần xem không thuộc hồ sơ nào, trong {usual} lần xem.",
        "{count} looks outside any dossier, of {usual} looks.",
    ),
    Kind.SPIKE: (
        "{count} lần xem trong một giờ; một giờ thường có {usual_vi} lần.",
        "{count} looks in one hour; {usual} in a usual hour.",
    ),
    Kind.UNUSUAL_HOURS: (
        "Người làm thay xem {count} lần vào ban đêm (22 giờ đến 5 giờ), trong {usual} lần xem.",
        "A delegate looked {count} times at night (22:00 to 5:00), of {usual} looks.",
    ),
}
