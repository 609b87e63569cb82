"""What is worth a human's look: for each kind a case that is one, and the nearest that is not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wallet.audit.anomalies import Anomaly, Fact, Kind, Limits, anomalies, sentence
from wallet.ledger.entries import ActorKind, Outcome

MORNING = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""A Monday, 9:00 in Vietnam."""
EVENING = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
"""22:00 in Vietnam: the night begins."""


def looks(
    count: int,
    at: datetime = MORNING,
    *,
    kind: str = ActorKind.SERVICE,
    reader: str = "cong-an-mau",
    seconds: float = 10,
    people: int | None = None,
    outcome: str = Outcome.RELEASED,
    in_dossier: bool = True,
) -> list[Fact]:
    """One after the other, `seconds` apart, at as many people as there are looks unless `people` are fewer."""
    return [
        Fact(
            at + timedelta(seconds=seconds * turn),
            kind,
            reader,
            "Công an xã Mẫu",
            f"người {turn % (people or count)}",
            outcome,
            in_dossier,
        )
        for turn in range(count)
    ]


def days(count: int, each: int, **more: Any) -> Iterator[Fact]:
    """`each` looks at as many people, on `count` days before the Monday, five minutes apart."""
    for day in range(1, count + 1):
        yield from looks(each, MORNING - timedelta(days=day), seconds=300, **more)


def kinds(facts: list[Fact], limits: Limits | None = None) -> list[Kind]:
    return [one.kind for one in anomalies(facts, limits or Limits())]


def the_one(facts: list[Fact]) -> Anomaly:
    (one,) = anomalies(facts)
    return one


def test_quiet_weeks_of_every_kind_of_reader_are_no_anomaly() -> None:
    assert kinds([fact for kind in ActorKind for fact in days(28, 8, kind=kind, reader=kind)]) == []


def test_nothing_is_found_in_nothing() -> None:
    assert kinds([]) == []


def test_one_reader_over_many_people_in_one_day() -> None:
    one = the_one([*days(10, 6), *looks(30, seconds=600)])
    assert (one.kind, one.count, one.baseline, one.since) == (Kind.MANY_PEOPLE, 30, 6, MORNING)
    assert (one.reader, one.organisation) == ("cong-an-mau", "Công an xã Mẫu")


@pytest.mark.parametrize("people", [19, 29])
def test_fewer_than_five_times_the_usual_day_or_than_twenty_are_not_many(people: int) -> None:
    usual = 6 if people == 29 else 1
    assert kinds([*days(10, usual), *looks(people, seconds=600)]) == []


def test_many_looks_at_few_people_are_not_many_people() -> None:
    assert kinds([*days(10, 6), *looks(40, seconds=600, people=8)]) == []


def test_the_same_people_at_several_readers_are_not_added_up() -> None:
    assert kinds([fact for reader in "abc" for fact in looks(19, reader=reader, seconds=600)]) == []


@pytest.mark.parametrize("kind", [ActorKind.STAFF, ActorKind.AUDITOR, ActorKind.DELEGATE])
def test_people_are_watched_as_services_are(kind: ActorKind) -> None:
    assert Kind.MANY_PEOPLE in kinds([*days(10, 2, kind=kind), *looks(25, seconds=600, kind=kind)])


def test_citizens_who_look_at_their_own_papers_are_not_watched() -> None:
    assert kinds(looks(200, kind=ActorKind.CITIZEN, in_dossier=False)) == []


def test_refusals_are_no_looks() -> None:
    assert kinds(looks(200, outcome=Outcome.DENIED, in_dossier=False)) == []


def test_days_are_those_of_vietnam() -> None:
    """17:00 in Greenwich is midnight in Vietnam: fifteen before and fifteen after are two days."""
    midnight = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
    assert kinds(looks(30, midnight - timedelta(minutes=150), seconds=600)) == []


@pytest.mark.parametrize("kind", [ActorKind.SERVICE, ActorKind.STAFF])
def test_one_look_outside_any_dossier(kind: ActorKind) -> None:
    outside = looks(1, in_dossier=False, kind=kind)
    one = the_one([*days(3, 4, kind=kind), *outside])
    assert (one.kind, one.count, one.baseline, one.since) == (Kind.NO_DOSSIER, 1, 13, MORNING)


@pytest.mark.parametrize("kind", [ActorKind.AUDITOR, ActorKind.DELEGATE])
def test_who_needs_no_dossier_is_not_asked_for_one(kind: ActorKind) -> None:
    assert kinds(looks(3, in_dossier=False, kind=kind)) == []


def test_a_spike_of_a_service_in_one_hour() -> None:
    """Ten looks a day make less than half a one in an hour; twenty in one hour are a spike, at however few people."""
    one = the_one([*days(10, 10, people=2), *looks(20, people=2)])
    assert (one.kind, one.count, one.since) == (Kind.SPIKE, 20, MORNING)
    assert one.baseline == pytest.approx(0.4, abs=0.05)


def test_nineteen_in_one_hour_or_twenty_over_two_are_no_spike() -> None:
    assert kinds([*days(10, 10, people=2), *looks(19, people=2)]) == []
    assert kinds([*days(10, 10, people=2), *looks(20, people=2, seconds=360)]) == []


def test_a_busy_service_needs_ten_times_its_usual_hour() -> None:
    """A look every minute, day and night."""
    before = looks(60 * 24 * 7, MORNING - timedelta(days=7), seconds=60, people=10)
    assert kinds([*before, *looks(590, seconds=6, people=10)]) == []
    assert kinds([*before, *looks(600, seconds=5.9, people=10)]) == [Kind.SPIKE]


def test_people_have_no_spikes() -> None:
    assert Kind.SPIKE not in kinds(looks(60, kind=ActorKind.STAFF, people=2))


def test_a_delegate_at_night_who_used_to_come_by_day() -> None:
    one = the_one([*days(9, 1, kind=ActorKind.DELEGATE), *looks(1, EVENING, kind=ActorKind.DELEGATE)])
    assert (one.kind, one.count, one.baseline, one.since) == (Kind.UNUSUAL_HOURS, 1, 10, EVENING)


def test_a_minute_before_ten_in_the_evening_and_five_in_the_morning_are_usual_hours() -> None:
    for moment in (EVENING - timedelta(minutes=1), EVENING + timedelta(hours=7)):
        assert kinds([*days(9, 1, kind=ActorKind.DELEGATE), *looks(1, moment, kind=ActorKind.DELEGATE)]) == []


def test_a_delegate_who_often_comes_at_night_is_left_in_peace() -> None:
    assert kinds([*days(8, 1, kind=ActorKind.DELEGATE), *looks(1, EVENING, kind=ActorKind.DELEGATE)]) == []


def test_services_have_no_night() -> None:
    assert kinds([*days(20, 1), *looks(1, EVENING)]) == []


def test_the_newest_come_first_whatever_the_order_of_the_facts() -> None:
    early = looks(1, MORNING - timedelta(days=3), reader="a", in_dossier=False)
    late = looks(1, reader="b", in_dossier=False)
    assert [one.reader for one in anomalies([*early, *late])] == ["b", "a"]
    assert [one.reader for one in anomalies([*late, *early])] == ["b", "a"]


def test_limits_are_the_callers() -> None:
    assert kinds([*days(10, 1), *looks(3, seconds=600)], Limits(people_floor=3, people_factor=3)) == [Kind.MANY_PEOPLE]


@pytest.mark.parametrize(
    ("facts", "vi", "en"),
    [
        (
            [*days(9, 5), *looks(30, seconds=600)],
            "Đã xem của 30 người trong một ngày; một ngày thường xem của 5 người.",
            "Looked at 30 people on one day; on a usual day at 5.",
        ),
        (
            [*days(1, 5), *looks(30, seconds=600), *looks(4, MORNING - timedelta(days=9), seconds=600)],
            "Đã xem của 30 người trong một ngày; một ngày thường xem của 4,5 người.",
            "Looked at 30 people on one day; on a usual day at 4.5.",
        ),
        (
            looks(30, seconds=600),
            "Đã xem của 30 người trong một ngày; chưa có ngày nào khác để so.",
            "Looked at 30 people on one day; there is no other day to compare with.",
        ),
        (
            [*looks(1, in_dossier=False), *looks(3)],
            "1 lần xem không thuộc hồ sơ nào, trong 4 lần xem.",
            "1 looks outside any dossier, of 4 looks.",
        ),
        (
            looks(25, people=3),
            "25 lần xem trong một giờ; các giờ khác không có lần nào.",
            "25 looks in one hour; none in any other hour.",
        ),
        (
            [*days(9, 1, kind=ActorKind.DELEGATE), *looks(1, EVENING, kind=ActorKind.DELEGATE)],
            "Người làm thay xem 1 lần vào ban đêm (22 giờ đến 5 giờ), trong 10 lần xem.",
            "A delegate looked 1 times at night (22:00 to 5:00), of 10 looks.",
        ),
    ],
)
def test_each_is_explained_in_a_sentence_with_its_numbers(facts: list[Fact], vi: str, en: str) -> None:
    assert sentence(the_one(facts)) == {"vi": vi, "en": en}
