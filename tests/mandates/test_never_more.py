"""Mandates drawn at random: whatever is given, ended, confirmed or over, a helper sees and does no more than the
mandate says, and each look and act of theirs says who did it for whom.

`WALLET_MODEL_RUNS` (default 8) is how many stories are drawn, as in `tests/consents/test_model.py`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import requests
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.house import House, MovableClock
from tests.papers import PDF, agreement_hash
from tests.world import (
    BIRTH,
    BIRTH_VALUES,
    Person,
    World,
    answered,
    entrust,
    form,
    fresh_id,
    fresh_number,
    open_world,
    record,
)
from wallet.consents import artefact
from wallet.consents.models import Consent

LICENCE = "gplx"
DRIVER = {"person.full_name": "NGUYỄN THỊ MẪU", "person.dob": "1957-08-03"}
VALUES: dict[str, dict[str, Any]] = {BIRTH: BIRTH_VALUES, LICENCE: DRIVER}
SENSITIVE = {BIRTH}
A_DAY = timedelta(days=1)
RUNS = int(os.environ.get("WALLET_MODEL_RUNS", "8"))
CAN_BE_GIVEN = ("add", "answer", "fill")


@dataclass(frozen=True)
class Wish:
    """What the owner hands to one of the two."""

    helper: int
    papers: list[str] | None
    doings: frozenset[str]
    days: int


GIVEN = st.builds(
    Wish,
    helper=st.integers(0, 1),
    papers=st.sampled_from([None, [LICENCE], [BIRTH], [BIRTH, LICENCE]]),
    doings=st.frozensets(st.sampled_from(CAN_BE_GIVEN), min_size=2),
    days=st.integers(2, 12),
)
WHICH = st.sampled_from([0, 0, 0, 1, 2])
"""Of the mandates, counted from the newest."""
WHO = st.sampled_from(["the right one", "the right one", "the right one", "the other one"])
"""Whose keyboard: mostly that of the helper to whom the mandate was given."""


@dataclass(frozen=True)
class Ask:
    """What an office wants to know. `about`: the kinds of paper that say it."""

    attributes: tuple[str, ...]
    documents: tuple[str, ...] = ()
    about: frozenset[str] = frozenset({BIRTH, LICENCE})

    @property
    def is_sensitive(self) -> bool:
        return bool(SENSITIVE & set(self.documents))

    @property
    def keys(self) -> list[str]:
        return [*self.attributes, *self.documents]


ASKS = (
    Ask(("person.full_name",)),
    Ask(("person.sex",), about=frozenset({BIRTH})),  # the licence does not say it
    Ask(("person.sex",), (BIRTH,), about=frozenset({BIRTH})),
)


SOME_ASK = st.sampled_from([*ASKS, ASKS[-1]])
"""The sensitive one twice as often: it takes a yes in between."""


@dataclass(frozen=True)
class Waiting:
    """A question that nobody has answered."""

    consent: UUID
    ask: Ask
    until: datetime


@dataclass
class Given:
    """What the owner gave, as the model knows it. `allowed`: subject to the moment until which a yes holds."""

    mandate: str
    helper: int
    papers: list[str] | None
    doings: frozenset[str]
    ends_at: datetime
    ended: bool = False
    allowed: dict[str, datetime] = field(default_factory=dict)

    def covers(self, kind: str) -> bool:
        return self.papers is None or kind in self.papers


class Mandates(RuleBasedStateMachine):
    """One owner with two papers at first, an office with a dossier of theirs and questions, and two helpers."""

    world: World
    clock: MovableClock

    def __init__(self) -> None:
        super().__init__()
        self.house, self.numbers = House(self.world.wallet, self.clock), [fresh_id() for _ in range(3)]
        self.office = self.house.service("noi-cap-mau", deposits=(BIRTH, LICENCE))
        self.owner_in = self.house.citizen(self.numbers[0])
        self.papers = {kind: [self._deposited(kind)] for kind in VALUES}
        self.dossier = self.house.dossier(self.owner_in, self.office, f"MAU-{fresh_number()}")
        self.questions: list[Waiting] = []
        self.owner_is_asked = False
        self.given: list[Given] = []
        self._sign_in()

    @initialize(given=GIVEN)
    def begin(self, given: Wish) -> None:
        self.entrust(given)

    @rule(given=GIVEN)
    def entrust(self, given: Wish) -> None:
        last_day = (self.clock.moment + timedelta(days=given.days)).date().isoformat()
        papers, doings = given.papers, sorted(given.doings)
        mandate = entrust(self.owner, self.helpers[given.helper], papers=papers, doings=doings, last_day=last_day)
        held = answered(self.helpers[given.helper].get("/v1/mandates"), 200).json()["held"]
        ends_at = datetime.fromisoformat(next(one for one in held if one["id"] == mandate)["ends_at"])
        self.given.append(Given(mandate, given.helper, papers, given.doings, ends_at))

    @precondition(lambda self: len(self.given) > 1)
    @rule(which=WHICH, by_owner=st.booleans())
    def end(self, which: int, by_owner: bool) -> None:
        one = self.given[-1 - which % len(self.given)]
        answered((self.owner if by_owner else self.helpers[one.helper]).post(f"/v1/mandates/{one.mandate}/end"), 200)
        one.ended = True

    @rule(hours=st.sampled_from([1, 23, 25, 24 * 6]))
    def wait(self, hours: int) -> None:
        self.clock.pass_by(hours=hours)
        self.questions = [one for one in self.questions if self.clock.moment + A_DAY < one.until]
        self._sign_in()

    @rule(
        which=WHICH,
        as_helper=WHO,
        kind=st.sampled_from([BIRTH, LICENCE]),
        paper=st.integers(0, 3),
    )
    def read(self, which: int, as_helper: str, kind: str, paper: int) -> None:
        """Also under somebody else's mandate, and what a helper brought."""
        one, record_id = self.given[-1 - which % len(self.given)], self.papers[kind][paper % len(self.papers[kind])]
        answer = self._heard(self._helper(one, as_helper).get(f"/v1/me/records/{record_id}", headers=_acting(one)))
        may = self._holds(one, as_helper) and one.covers(kind)
        may = may and (kind not in SENSITIVE or self._confirmed(one, record_id))
        assert (answer.status_code == 200) == may, (answer.status_code, one, kind)
        if may:
            self._is_told(one, "record.read")

    @rule(
        which=WHICH,
        as_helper=WHO,
        kind=st.sampled_from([BIRTH, LICENCE]),
        pictured=st.sampled_from([True, True, False]),
    )
    def add(self, which: int, as_helper: str, kind: str, pictured: bool) -> None:
        """What was typed needs the right and the kind; the picture of a sensitive paper the owner's yes too."""
        one = self.given[-1 - which % len(self.given)]
        before = self._held_by_owner()
        answer = self._heard(self._bring(self._helper(one, as_helper), one, kind, pictured=pictured))
        may = self._holds(one, as_helper) and "add" in one.doings and one.covers(kind)
        may = may and (not pictured or kind not in SENSITIVE or self._confirmed(one, kind))
        assert (answer.status_code == 201) == may, (answer.status_code, one, kind, pictured)
        if may:
            self.papers[kind].append(answer.json()["record"])
            self._is_told(one, "record.deposit")
        assert self._held_by_owner() - before == set(self.papers[kind][-1:] if may else [])

    @rule(which=WHICH, as_helper=WHO)
    def see_what_a_dossier_needs(self, which: int, as_helper: str) -> None:
        """It speaks of no paper that the mandate does not cover, not even that it is there."""
        one = self.given[-1 - which % len(self.given)]
        answer = self._helper(one, as_helper).get(f"/v1/me/dossiers/{self.dossier.id}/coverage", headers=_acting(one))
        may = self._holds(one, as_helper) and "fill" in one.doings
        assert (answer.status_code == 200) == may, (answer.status_code, one)
        if may:
            fields, components = answer.json()["fields"], answer.json()["components"]
            told = {kind for field in fields for kind in field["record_types"]}
            told |= {kind for component in components for kind in component["held"]}
            assert {kind for kind in told if not one.covers(kind)} == set()
            self._is_told(one, "dossier.coverage")

    @rule(which=WHICH, as_helper=WHO, ask=SOME_ASK, agree=st.sampled_from([True, True, False]))
    def answer(self, which: int, as_helper: str, ask: Ask, agree: bool) -> None:
        """A yes to what is sensitive, and reading it, waits for the owner; a no gives nothing and waits for nobody."""
        one, asked = self.given[-1 - which % len(self.given)], self._asked(ask)
        helper, path = self._helper(one, as_helper), f"/v1/me/consents/{asked.consent}"
        may = self._holds(one, as_helper) and "answer" in one.doings and all(map(one.covers, asked.ask.about))
        sure = may and (not asked.ask.is_sensitive or self._confirmed(one, str(asked.consent)))
        read = self._heard(helper.get(path, headers=_acting(one)))
        assert (read.status_code == 200) == sure, (read.status_code, one, asked)
        keys = asked.ask.keys
        said = {"agree": agree, "chosen": keys, "confirmed": keys, "notice_hash": self._row(asked).notice_hash}
        answer = self._heard(helper.post(f"{path}/answer", json=said, headers=_acting(one)))
        assert (answer.status_code == 200) == (sure if agree else may), (answer.status_code, one, asked)
        if answer.status_code == 200:
            self._is_told(one, "consent.give" if agree else "consent.refuse")
            self._is_signed(one, asked, "ACTIVE" if agree else "REFUSED")
            self.questions.remove(asked)
        else:
            assert self._row(asked).state == "REQUESTED"

    @rule(which=WHICH, as_helper=WHO)
    def look_at_the_list(self, which: int, as_helper: str) -> None:
        one = self.given[-1 - which % len(self.given)]
        answer = self._helper(one, as_helper).get("/v1/me/records", headers=_acting(one))
        assert (answer.status_code == 200) == self._holds(one, as_helper)
        if answer.status_code == 200:
            assert {paper["type"] for paper in answer.json()} == {kind for kind in self.papers if one.covers(kind)}
            self._is_told(one, "record.list")

    @rule(which=WHICH, as_helper=WHO)
    def do_what_is_never_handed_over(self, which: int, as_helper: str) -> None:
        one = self.given[-1 - which % len(self.given)]
        helper, acting = self._helper(one, as_helper), _acting(one)
        answered(helper.get("/v1/me/access-log", headers=acting), 404)
        answered(helper.call("DELETE", f"/v1/me/records/{self.papers[LICENCE]}", headers=acting), 404)
        answered(helper.post("/v1/me/requests", json={"kind": "restriction"}, headers=acting), 404)

    @precondition(lambda self: self.owner_is_asked)
    @rule(allow=st.sampled_from([True, True, False]))
    def decide(self, allow: bool) -> None:
        """The owner answers whatever was asked; nobody asks for what they could not have been given. A yes holds for a
        day."""
        for asked in answered(self.owner.get("/v1/mandates"), 200).json()["asked"]:
            decided = self.owner.post(f"/v1/mandates/confirmations/{asked['id']}", json={"allow": allow})
            until = datetime.fromisoformat(answered(decided, 200).json()["until"])
            one = next(one for one in self.given if one.mandate == asked["mandate_id"])
            assert {"record": "look", "question": "answer", "kind": "add"}[asked["about"]] in one.doings | {"look"}
            if allow:
                one.allowed[asked["subject"]] = until
                assert until - self.clock.moment <= A_DAY
        self.owner_is_asked = False

    def _holds(self, one: Given, as_helper: str) -> bool:
        return as_helper == "the right one" and not one.ended and self.clock.moment < one.ends_at

    def _helper(self, one: Given, as_helper: str) -> Person:
        return self.helpers[one.helper if as_helper == "the right one" else 1 - one.helper]

    def _confirmed(self, one: Given, subject: str) -> bool:
        until = one.allowed.get(subject)
        return until is not None and self.clock.moment < until

    def _heard(self, answer: requests.Response) -> requests.Response:
        """409: the owner was asked, now or before."""
        self.owner_is_asked = self.owner_is_asked or answer.status_code == 409
        return answer

    def _asked(self, ask: Ask) -> Waiting:
        """The question that waits, or one that the office asks now."""
        known = next((one for one in self.questions if one.ask == ask), None)
        if known is not None:
            return known
        dossier = self.house.dossier(self.owner_in, self.office, f"MAU-{fresh_number()}")
        attributes, documents = dict.fromkeys(ask.attributes, "required"), dict.fromkeys(ask.documents, "required")
        asked: Any = self.house.ask(self.office, dossier, attributes, documents=documents)  # type: ignore[arg-type]
        assert isinstance(asked, Consent)
        self.questions.append(Waiting(asked.id, ask, asked.answer_until))
        return self.questions[-1]

    def _deposited(self, kind: str) -> str:
        return str(self.house.deposit(self.owner_in, self.office, VALUES[kind], record_type=kind)["record"])

    def _bring(self, helper: Person, one: Given, kind: str, *, pictured: bool) -> requests.Response:
        described = record(None, type=kind, values=VALUES[kind])
        if not pictured:
            return helper.post("/v1/me/records", json=described, headers=_acting(one))
        described["agreement"] = agreement_hash(kind)
        return helper.post("/v1/me/records", files=form(described, PDF), headers=_acting(one))

    def _held_by_owner(self) -> set[str]:
        return {paper["id"] for paper in answered(self.owner.get("/v1/me/records"), 200).json()}

    def _row(self, asked: Waiting) -> Consent:
        with self.world.wallet.database.reading() as session:
            return session.get_one(Consent, asked.consent)

    def _is_signed(self, one: Given, asked: Waiting, state: str) -> None:
        """What the wallet signed says who agreed, as what, under which mandate."""
        row, secrets = self._row(asked), self.world.wallet.secrets
        with self.world.wallet.database.reading() as session:
            body = artefact.holding(session, secrets, row) or {}
        assert row.state == state
        if state == "ACTIVE":
            party = body["acting_party"]
            assert (party["capacity"], party["evidence"]["mandate"]) == ("helper", one.mandate)

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
    bounds = settings(
        max_examples=RUNS,
        stateful_step_count=20,
        deadline=None,
        phases=(Phase.reuse, Phase.generate),  # a story of twenty steps is read as it is
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=bounds)


def test_people_sign_in_anew(moving_world: tuple[World, MovableClock]) -> None:
    """What the model rests on: a person is the same after a long time."""
    world, clock = moving_world
    person: Person = world.citizen(fresh_id())
    clock.pass_by(days=30)
    assert person.get("/v1/me/records").status_code == 401
