"""Numbers at the desk: counted in one pass, over the newest entries first, and the look itself is logged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count as numbers
from typing import Any

import pytest

from policies.grounds import Ground
from tests.audit.desk import chain, desk_of, settle
from tests.consents.test_ending import Agreed
from tests.house import BIRTH, House
from wallet.audit import second_person
from wallet.audit.anomalies import Anomaly, Kind
from wallet.audit.counting import MOST_BODIES, OPENINGS_OF_VALUES, Counts, DayCount, ServiceCount, count, tallied
from wallet.audit.sightings import Sighting
from wallet.consents import answering
from wallet.consents.asking import Refused
from wallet.consents.states import State
from wallet.dossiers.released import Released
from wallet.identity.actors import Caller
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import Operation
from wallet.ledger.errors import LogStoppedError
from wallet.records.reading import Reader

MORNING = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
_indexes = numbers()


def line(at: datetime = MORNING, **changes: Any) -> Sighting:
    shown: dict[str, Any] = {"operation": "release", "outcome": "released", "kind": "service", "reader": "a"}
    shown |= {"leaf": b"", "state": EntryState.OPEN, "who": "mẫu", "in_dossier": True} | changes
    return Sighting(index=next(_indexes), at=at, **shown)


def tally(*lines: Sighting) -> Any:
    return tallied(iter(lines), MOST_BODIES)[0]


def test_services_are_ranked_by_refusals_then_by_overdue_disposals() -> None:
    refused: dict[str, Any] = {"outcome": "denied", "grounds": (Ground.CONSENT_EXPIRED,)}
    lines = [line(**refused), line(reader="b"), line(reader="c"), line(reader="b", **refused), line(**refused)]
    ranked = tally(*lines).services.ranked({"c": 2, "d": 1}, {"a": "Xã A"})
    assert [(one.service, one.asked, one.refused, one.overdue) for one in ranked] == [
        ("a", 2, 2, 0),
        ("b", 2, 1, 0),
        ("c", 1, 0, 2),
        ("d", 0, 0, 1),
    ]
    assert ranked[0].organisation == "Xã A"


def test_over_asking_is_counted_among_the_refusals() -> None:
    over = line(operation="consent.ask", outcome="denied", grounds=(Ground.OVER_ASKING,))
    (one,) = tally(over, line()).services.ranked({}, {})
    assert one == ServiceCount("a", "", asked=2, refused=1, over_asked=1, overdue=0)


def test_what_is_worth_a_look_is_read_page_by_page_and_each_once() -> None:
    odd = tuple(Anomaly(Kind.SPIKE, f"noi-{number}", "", MORNING, 20, 0.0) for number in range(41))
    counted = Counts(MORNING, True, (), (), odd)
    (first, more), (second, rest), (last, end) = counted.odd(0), counted.odd(20), counted.odd(40)
    assert first + second + last == odd
    assert (more, rest, end) == (20, 40, 0)
    assert counted.odd(41) == ((), 0)


def test_people_are_in_no_ranking_of_services() -> None:
    assert tally(line(kind="staff"), line(kind="citizen")).services.ranked({}, {}) == ()


def test_days_are_those_of_vietnam_and_come_oldest_first() -> None:
    """17:00 in Greenwich is the next day in Vietnam."""
    evening = datetime(2026, 11, 2, 16, 59, tzinfo=UTC)
    lines = [line(evening + timedelta(minutes=1)), line(evening), line(evening, outcome="denied")]
    second, third = (evening + timedelta(days=day) for day in (0, 1))
    assert tally(*lines).by_day() == (
        DayCount(second.date(), {"released": 1, "denied": 1}),
        DayCount(third.date(), {"released": 1}),
    )


def test_only_openings_of_values_are_looked_through_for_anomalies() -> None:
    seen = tally(*(line(operation=operation) for operation in Operation)).facts
    assert len(seen) == len(OPENINGS_OF_VALUES)
    assert tally(*(line(operation=one) for one in set(Operation) - OPENINGS_OF_VALUES)).facts == []


def endless() -> Iterator[Sighting]:
    while True:
        yield line()


def test_it_stops_reading_after_as_many_as_it_may_hold() -> None:
    counted, whole = tallied(endless(), 10)
    assert (counted.lines, whole) == (10, False)
    assert tallied(iter([line()] * 10), 10)[1], "all of ten are all"


@pytest.fixture(scope="module")
def counted(kept_house: House) -> Counts:
    """An office that released, asked for too much, was stopped, and did not delete in time."""
    agreed = Agreed(kept_house)
    agreed.fetch()
    assert isinstance(kept_house.ask(agreed.office, agreed.dossier, {"person.religion": "required"}), Refused)
    answering.change(kept_house.wallet.vault, agreed.owner, agreed.consent.id, State.REVOKED, now=kept_house.now())
    agreed.fetch()
    kept_house.now.pass_by(days=30)
    settle(kept_house)
    return count(desk_of(kept_house), now=kept_house.now())


def test_a_service_that_asked_too_much_was_refused_and_deletes_too_late(counted: Counts) -> None:
    (one,) = counted.services
    assert (one.service, one.organisation) == ("cong-an-mau", "Công an xã Mẫu")
    assert (one.refused, one.over_asked, one.overdue) == (2, 1, 1)
    assert counted.whole


def test_the_look_is_an_entry(counted: Counts, kept_house: House) -> None:
    last = chain(kept_house)[-1]
    assert last.operation == "audit.list"
    assert '"view":"counts"' in last.groups["context"]["detail"]


def test_with_more_than_it_counts_it_says_since_when(counted: Counts, kept_house: House) -> None:
    settle(kept_house)
    fewer = count(desk_of(kept_house), now=kept_house.now(), most=3)
    assert not fewer.whole
    assert fewer.since > counted.since
    assert sum(sum(day.outcomes.values()) for day in fewer.days) == 3


def test_an_anomaly_stops_nobody(kept_house: House) -> None:
    """Its only effect is a sentence: whoever stands out goes on being served."""
    busy = kept_house.service("dang-ky-mau")
    ids = [f"0001620001{number:02}" for number in range(20)]
    served = [Served(kept_house, kept_house.citizen(number), busy, number) for number in ids]
    settle(kept_house)
    found = count(desk_of(kept_house), now=kept_house.now()).anomalies
    assert {one.kind for one in found if one.reader == "dang-ky-mau"} == {Kind.MANY_PEOPLE, Kind.SPIKE}
    assert isinstance(served[0].fetch(), Released)


class Served(Agreed):
    """A citizen whose name an office has just been shown."""

    def __init__(self, house: House, owner: Reader, office: Caller, number: str) -> None:
        self.house, self.owner, self.office = house, owner, office
        house.deposit(owner, office, BIRTH | {"person.pid": number})
        self.dossier = house.dossier(owner, office, f"H-{number}")
        self.consent = house.agreed(owner, office, self.dossier, {"person.full_name": "required"}, max_uses=3)
        assert isinstance(self.fetch(), Released)


def test_who_looks_at_what_others_want_to_open_is_logged(kept_house: House) -> None:
    desk = desk_of(kept_house)
    assert second_person.standing(desk, now=kept_house.now()) == []
    assert '"view":"bulk-openings"' in chain(kept_house)[-1].groups["context"]["detail"]


def test_a_log_that_takes_no_entry_counts_nothing(kept_house: House) -> None:
    desk = desk_of(kept_house)
    kept_house.wallet.log.stop("test")
    with pytest.raises(LogStoppedError):
        count(desk, now=kept_house.now())
    with pytest.raises(LogStoppedError):
        second_person.standing(desk, now=kept_house.now())
