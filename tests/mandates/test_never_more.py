"""Mandates drawn at random: whatever is given, ended, confirmed or over, a helper sees no more than the mandate says,
and each look of theirs says who looked for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.house import House, MovableClock
from tests.world import BIRTH, BIRTH_VALUES, Person, World, answered, entrust, fresh_id, open_world

LICENCE = "gplx"
DRIVER = {"person.full_name": "NGUYỄN THỊ MẪU", "person.dob": "1957-08-03"}
SENSITIVE = {BIRTH}
A_DAY = timedelta(days=1)


@dataclass
class Given:
    """What the owner gave, as the model knows it. `allowed`: kind of paper to the moment until which a yes holds."""

    mandate: str
    helper: int
    papers: list[str] | None
    ends_at: datetime
    ended: bool = False
    allowed: dict[str, datetime] = field(default_factory=dict)

    def covers(self, kind: str) -> bool:
        return self.papers is None or kind in self.papers


class Mandates(RuleBasedStateMachine):
    """One owner with two papers, and two helpers."""

    world: World
    clock: MovableClock

    def __init__(self) -> None:
        super().__init__()
        house, self.numbers = House(self.world.wallet, self.clock), [fresh_id() for _ in range(3)]
        office, owner = house.service("noi-cap-mau", deposits=(BIRTH, LICENCE)), house.citizen(self.numbers[0])
        self.papers = {
            BIRTH: house.deposit(owner, office, BIRTH_VALUES)["record"],
            LICENCE: house.deposit(owner, office, DRIVER, record_type=LICENCE)["record"],
        }
        self.given: list[Given] = []
        self._sign_in()

    @rule(
        helper=st.integers(0, 1),
        papers=st.sampled_from([None, [LICENCE], [BIRTH], [BIRTH, LICENCE]]),
        days=st.integers(1, 12),
    )
    def entrust(self, helper: int, papers: list[str] | None, days: int) -> None:
        last_day = (self.clock.moment + timedelta(days=days)).date().isoformat()
        mandate = entrust(self.owner, self.helpers[helper], papers=papers, last_day=last_day)
        held = answered(self.helpers[helper].get("/v1/mandates"), 200).json()["held"]
        said = next(one for one in held if one["id"] == mandate)
        self.given.append(Given(mandate, helper, papers, datetime.fromisoformat(said["ends_at"])))

    @precondition(lambda self: self.given)
    @rule(which=st.integers(0, 5), by_owner=st.booleans())
    def end(self, which: int, by_owner: bool) -> None:
        one = self.given[which % len(self.given)]
        answered((self.owner if by_owner else self.helpers[one.helper]).post(f"/v1/mandates/{one.mandate}/end"), 200)
        one.ended = True

    @rule(hours=st.sampled_from([1, 23, 25, 24 * 6]))
    def wait(self, hours: int) -> None:
        self.clock.pass_by(hours=hours)
        self._sign_in()

    @precondition(lambda self: self.given)
    @rule(which=st.integers(0, 5), as_helper=st.integers(0, 1), kind=st.sampled_from([BIRTH, LICENCE]))
    def read(self, which: int, as_helper: int, kind: str) -> None:
        """Also under somebody else's mandate."""
        one = self.given[which % len(self.given)]
        answer = self.helpers[as_helper].get(f"/v1/me/records/{self.papers[kind]}", headers=_acting(one))
        may = self._holds(one, as_helper) and one.covers(kind) and self._confirmed(one, kind)
        assert (answer.status_code == 200) == may, (answer.status_code, one, kind)
        if may:
            self._is_told(one, "record.read")

    @precondition(lambda self: self.given)
    @rule(which=st.integers(0, 5), as_helper=st.integers(0, 1))
    def look_at_the_list(self, which: int, as_helper: int) -> None:
        one = self.given[which % len(self.given)]
        answer = self.helpers[as_helper].get("/v1/me/records", headers=_acting(one))
        assert (answer.status_code == 200) == self._holds(one, as_helper)
        if answer.status_code == 200:
            assert {paper["type"] for paper in answer.json()} == {kind for kind in self.papers if one.covers(kind)}
            self._is_told(one, "record.list")

    @precondition(lambda self: self.given)
    @rule(which=st.integers(0, 5), as_helper=st.integers(0, 1))
    def do_what_is_never_handed_over(self, which: int, as_helper: int) -> None:
        one = self.given[which % len(self.given)]
        helper, acting = self.helpers[as_helper], _acting(one)
        answered(helper.get("/v1/me/access-log", headers=acting), 404)
        answered(helper.call("DELETE", f"/v1/me/records/{self.papers[LICENCE]}", headers=acting), 404)
        answered(helper.post("/v1/me/requests", json={"kind": "restriction"}, headers=acting), 404)

    @rule(allow=st.booleans())
    def decide(self, allow: bool) -> None:
        """The owner answers whatever was asked; a yes holds for a day."""
        for asked in answered(self.owner.get("/v1/mandates"), 200).json()["asked"]:
            decided = self.owner.post(f"/v1/mandates/confirmations/{asked['id']}", json={"allow": allow})
            until = datetime.fromisoformat(answered(decided, 200).json()["until"])
            one = next(one for one in self.given if one.mandate == asked["mandate_id"])
            kind = next(kind for kind, record in self.papers.items() if record == asked["subject"])
            if allow:
                one.allowed[kind] = until
                assert until - self.clock.moment <= A_DAY

    def _holds(self, one: Given, as_helper: int) -> bool:
        return one.helper == as_helper and not one.ended and self.clock.moment < one.ends_at

    def _confirmed(self, one: Given, kind: str) -> bool:
        until = one.allowed.get(kind)
        return kind not in SENSITIVE or (until is not None and self.clock.moment < until)

    def _is_told(self, one: Given, operation: str) -> None:
        entry = self.world.history(self.numbers[0])[-1]
        actor = entry.groups["actor"]
        assert entry.operation == operation
        assert (actor["kind"], actor["mandate"]) == ("delegate", one.mandate)
        assert actor["id"] == str(self.world.citizen_id(self.numbers[1 + one.helper]))
        assert actor["on_behalf_of"] == str(self.world.citizen_id(self.numbers[0]))

    def _sign_in(self) -> None:
        self.owner, *self.helpers = (self.world.citizen(number) for number in self.numbers)


def _acting(one: Given) -> dict[str, Any]:
    return {"X-Acting-For": one.mandate}


@pytest.fixture(scope="module")
def moving_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, MovableClock]]:
    clock = MovableClock()
    with open_world(tmp_path_factory.mktemp("mandates"), clock=clock) as world:
        yield world, clock


def test_a_helper_never_sees_more_than_the_mandate(moving_world: tuple[World, MovableClock]) -> None:
    world, clock = moving_world
    machine = type("Mandates", (Mandates,), {"world": world, "clock": clock})
    bounds = settings(max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=bounds)


def test_people_sign_in_anew(moving_world: tuple[World, MovableClock]) -> None:
    """What the model rests on: a person is the same after a long time."""
    world, clock = moving_world
    person: Person = world.citizen(fresh_id())
    clock.pass_by(days=30)
    assert person.get("/v1/me/records").status_code == 401
