"""A service that passes on its last position misses nothing, whatever commits in whatever order."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.house import House
from tests.notices.post import polled, tell
from wallet.identity.models import Service
from wallet.notices import service as notices


def test_each_service_has_positions_of_its_own_without_a_gap(house: House) -> None:
    one, other = house.service().service, house.service("noi-khac-mau").service
    for step in ("1", "2"):
        tell(house, one, "consent.paused", consent="a", step=step)
        tell(house, other, "consent.paused", consent="b", step=step)
    with house.wallet.database.reading() as session:  # rolled back: its number is spent, its position is not
        notices.tell_service(session, one.id, "consent.paused", {"consent": "a", "step": "never"}, now=house.now())
        session.flush()
    tell(house, one, "consent.revoked", consent="a", step="3")
    assert [(event.position, event.payload["step"]) for event in polled(house, one.id)] == [
        (1, "1"),
        (2, "2"),
        (3, "3"),
    ]
    assert [event.position for event in polled(house, other.id)] == [1, 2]
    assert [event.payload["step"] for event in polled(house, one.id, after=2)] == ["3"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_commits_late_is_not_lost_behind_a_cursor_that_moved_on(house: House) -> None:
    service = house.service().service
    with house.wallet.database.transaction() as slow:
        notices.tell_service(slow, service.id, "consent.paused", {"consent": "slow"}, now=house.now())
        slow.flush()  # it has drawn its number
        tell(house, service, "consent.paused", consent="quick")
        (quick,) = polled(house, service.id)
        assert quick.payload["consent"] == "quick"
    assert quick.position is not None
    assert [event.payload["consent"] for event in polled(house, service.id, after=quick.position)] == ["slow"]


def test_a_reader_among_many_writers_gets_everything_once_and_in_the_order_of_each_consent(house: House) -> None:
    service, writers, steps = house.service().service, 4, 15
    consents = [str(uuid4()) for _ in range(writers)]
    seen: list[tuple[str, int]] = []

    def write(consent: str) -> None:
        for step in range(steps):
            tell(house, service, "consent.paused", consent=consent, step=str(step))

    def read() -> None:
        after = 0
        while len(seen) < writers * steps:
            for event in polled(house, service.id, after):
                after = event.position
                seen.append((event.payload["consent"], int(event.payload["step"])))

    with ThreadPoolExecutor() as threads:
        reading = threads.submit(read)
        list(threads.map(write, consents))
        reading.result(timeout=60)
    assert sorted(seen) == sorted((consent, step) for consent in consents for step in range(steps))
    for consent in consents:
        assert [step for about, step in seen if about == consent] == list(range(steps))


def test_positions_are_given_by_one_at_a_time(house: House) -> None:
    service: Service = house.service().service
    for step in range(30):
        tell(house, service, "consent.paused", consent="a", step=str(step))
    with ThreadPoolExecutor() as threads:
        looks = list(threads.map(lambda _: polled(house, service.id), range(8)))
    assert {tuple(event.position for event in look) for look in looks} == {tuple(range(1, 31))}
