"""Consents against a model that fits on a page: whatever happens in whatever order, on two workers of one wallet.

Questions, answers, pauses, time, papers that come and go, rules of the citizen's, closed dossiers and erasure are drawn
at random and go through the real services. The model says beforehand what each fetch may give; afterwards every use
was counted exactly once, and every release stands in the log beside a living consent.

`WALLET_MODEL_RUNS` (default 8) is how many sequences are drawn; 500 take some minutes.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.consents.driving import BORN, DONE, NAME, RELEASED, Driver
from tests.house import House, open_house
from wallet.clock import day_of
from wallet.consents import ending
from wallet.consents.models import Consent, StandingPolicy
from wallet.consents.standing import setting, trying
from wallet.consents.standing.drafting import Draft
from wallet.consents.standing.rule import Kind
from wallet.consents.states import State
from wallet.identity.models import Citizen

RUNS = int(os.environ.get("WALLET_MODEL_RUNS", "8"))
STEPS = 30
ANSWER_DAYS, VALID_DAYS = 7, 7
LIVING = {State.ACTIVE, State.PAUSED}


@dataclass
class Modelled:
    """What one consent is, as a reader of the documentation would say."""

    id: UUID
    optional: bool
    max_uses: int
    interval_hours: int
    asked_at: datetime
    state: State
    granted: frozenset[str] = frozenset()
    by_rule: bool = False
    uses: int = 0
    last_used: datetime | None = None

    def living(self, now: datetime) -> bool:
        return self.state is State.ACTIVE and now < self.asked_at + timedelta(days=VALID_DAYS)

    def rested(self, now: datetime) -> bool:
        return self.last_used is None or now >= self.last_used + timedelta(hours=self.interval_hours)

    def left(self, now: datetime) -> int:
        """How many fetches at this moment may succeed."""
        if not self.living(now) or not self.rested(now):
            return 0
        return min(self.max_uses - self.uses, 1) if self.interval_hours else self.max_uses - self.uses

    def use(self, now: datetime) -> None:
        self.uses, self.last_used = self.uses + 1, now
        if self.uses == self.max_uses:
            self.state = State.EXHAUSTED


class Consents(RuleBasedStateMachine):
    """`house` and `other` are two workers; they share the clock and the database."""

    def __init__(self, house: House, other: House) -> None:
        super().__init__()
        self.driver, self.other = Driver(house), other
        self.clock = house.now
        self.known: list[Modelled] = []
        self.papers = {self.driver.record}
        self.held_rules: dict[Kind, StandingPolicy] = {}
        self.erased = False
        self.keys = 0

    @property
    def now(self) -> datetime:
        """Without moving the clock."""
        return self.clock.moment

    def _some(self, data: st.DataObject) -> Modelled:
        chosen = data.draw(st.sampled_from(self.known[-3:]))
        self.driver.consent = chosen.id
        return chosen

    # ---- the citizen and the office

    @precondition(lambda self: not self.erased)
    @rule(optional=st.booleans(), max_uses=st.integers(1, 3), interval=st.sampled_from([0, 0, 24]))
    def ask(self, optional: bool, max_uses: int, interval: int) -> None:
        attributes = {NAME: "required"} | ({BORN: "optional"} if optional else {})
        limits = {"attributes": attributes, "max_uses": max_uses, "interval_hours": interval}
        assert self.driver.ask(**limits) == DONE
        asked = Modelled(self.driver.consent, optional, max_uses, interval, self.now, State.REQUESTED)
        if Kind.NEVER in self.held_rules:
            asked.state = State.REFUSED
        elif Kind.ALLOW in self.held_rules and self.papers:
            asked.state, asked.granted, asked.by_rule = State.ACTIVE, frozenset({NAME}), True
        self.known.append(asked)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), agree=st.booleans(), tick=st.booleans())
    def answer(self, data: st.DataObject, agree: bool, tick: bool) -> None:
        asked = self._some(data)
        open_ = asked.state in {State.REQUESTED, State.DEFERRED} and not self._too_late(asked)
        names = frozenset({NAME, BORN} if tick and asked.optional else {NAME}) - (
            {NAME} if Kind.NEVER in self.held_rules else set()
        )
        given = names if self.papers else frozenset[str]()
        expected = "consent-state" if not open_ else "nothing-to-show" if agree and not given else DONE
        assert self.driver.answer(agree=agree, chosen=[BORN] if tick else []) == expected
        if expected == DONE:
            asked.state = State.ACTIVE if agree else State.REFUSED
            asked.granted = given if agree else frozenset()

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def defer(self, data: st.DataObject) -> None:
        asked = self._some(data)
        can = asked.state is State.REQUESTED and not self._too_late(asked)
        assert self.driver.defer() == (DONE if can else "consent-state")
        asked.state = State.DEFERRED if can else asked.state

    @precondition(lambda self: self.known)
    @rule(data=st.data(), to=st.sampled_from([State.PAUSED, State.ACTIVE, State.REVOKED]))
    def change(self, data: st.DataObject, to: State) -> None:
        consent = self._some(data)
        ways = {
            State.PAUSED: {State.ACTIVE},
            State.ACTIVE: {State.PAUSED},
            State.REVOKED: {State.ACTIVE, State.PAUSED, State.EXHAUSTED},
        }
        can = consent.state in ways[to]
        assert self.driver.change(to) == (DONE if can else "consent-state")
        consent.state = to if can else consent.state

    @precondition(lambda self: self.known)
    @rule(data=st.data(), twice=st.booleans(), elsewhere=st.booleans())
    def fetch(self, data: st.DataObject, twice: bool, elsewhere: bool) -> None:
        """A retry with the same key gives the same again, and is no second use."""
        consent = self._some(data)
        self.keys += 1
        worker, opens = self.other if elsewhere else None, self._opens(consent)
        allowed = opens and consent.left(self.now + timedelta(seconds=1)) > 0
        assert (self.driver.fetch(key=f"k-{self.keys}", at=worker) == RELEASED) is allowed
        if allowed:
            consent.use(self.now)
        if allowed and twice:
            assert self.driver.fetch(key=f"k-{self.keys}") == RELEASED

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def fetch_more_than_was_agreed(self, data: st.DataObject) -> None:
        consent = self._some(data)
        if BORN not in consent.granted:
            assert self.driver.fetch(NAME, BORN) != RELEASED

    @precondition(lambda self: self.known)
    @rule(data=st.data(), revoking=st.booleans())
    def fetch_at_once_on_two_workers(self, data: st.DataObject, revoking: bool) -> None:
        """As many as are left, whoever is faster; and either before the revocation or not at all."""
        consent = self._some(data)
        left = consent.left(self.now + timedelta(seconds=1)) if self._opens(consent) else 0
        with ThreadPoolExecutor(3) as pool:
            jobs = [pool.submit(self.driver.fetch, at=worker) for worker in (None, self.other)]
            revoked = pool.submit(self.driver.change, State.REVOKED) if revoking else None
            outcomes = [job.result() for job in jobs]
        released = outcomes.count(RELEASED)
        assert released <= left
        if revoked is None:
            assert released == min(left, 2), outcomes
        for _ in range(released):
            consent.use(self.now)
        if revoked is not None and revoked.result() == DONE:
            consent.state = State.REVOKED

    # ---- what happens around them

    @rule(hours=st.sampled_from([1, 25, 24 * 4]))
    def time_passes(self, hours: int) -> None:
        self.clock.pass_by(hours=hours)

    @rule()
    def somebody_keeps_house(self) -> None:
        self.driver.keep_house()
        if self.erased:
            return
        for one in self.known:
            if one.state in {State.REQUESTED, State.DEFERRED} and self._too_late(one):
                one.state = State.LAPSED
            elif one.state in LIVING and self.now >= one.asked_at + timedelta(days=VALID_DAYS):
                one.state = State.EXPIRED

    @precondition(lambda self: self.papers and not self.erased)
    @rule(by_its_issuer=st.booleans())
    def a_paper_goes(self, by_its_issuer: bool) -> None:
        self.driver.record = self.papers.pop()
        if by_its_issuer:
            self.driver.revoke_record()
        else:
            self.driver.delete_record()
        for one in self.known:
            if not self.papers and one.state in LIVING:
                one.state = State.INVALIDATED

    @precondition(lambda self: len(self.papers) < 2 and not self.erased)
    @rule()
    def a_paper_comes(self) -> None:
        self.papers.add(self.driver.deposit())

    @precondition(lambda self: not self.erased)
    @rule(kind=st.sampled_from(list(Kind)))
    def a_rule_comes_or_goes(self, kind: Kind) -> None:
        if self.held_rules.get(kind) is None:
            self.held_rules[kind] = self._set(kind)
        else:
            self._end(self.held_rules.pop(kind), kind)

    @precondition(lambda self: len(self.known) > 4 and not self.erased)
    @rule()
    def the_person_is_erased(self) -> None:
        wallet, owner = self.driver.house.wallet, self.driver.owner
        with wallet.database.transaction() as session:
            ending.invalidate_all(session, wallet.vault, owner.citizen.id, actor=owner.actor,
                                  how=owner.circumstances, now=self.clock())  # fmt: skip
            session.get_one(Citizen, owner.citizen.id).state = "erased"
        self.erased = True
        for one in self.known:
            if one.state in LIVING | {State.REQUESTED, State.DEFERRED}:
                one.state = State.INVALIDATED

    # ---- what holds at every moment

    @invariant()
    def every_use_is_counted_once_and_every_state_is_as_it_is_said(self) -> None:
        with self.other.wallet.database.reading() as session:
            rows = {one.id: session.get_one(Consent, one.id) for one in self.known}
        for one in self.known:
            assert (rows[one.id].state, rows[one.id].uses) == (one.state, one.uses)

    def teardown(self) -> None:
        """The log says the same: a release for each use and each retry, none after its consent was revoked."""
        if self.erased:
            return  # nobody opens the log of an erased person any more
        entries = [entry.groups["purpose"].get("consent", "") + " " + entry.operation + " " + entry.outcome
                   for entry in self.driver.house.log_of(self.driver.owner)]  # fmt: skip
        for one in self.known:
            releases = [number for number, said in enumerate(entries) if said == f"{one.id} release released"]
            assert len(releases) >= one.uses
            ends = [number for number, said in enumerate(entries) if said == f"{one.id} consent.revoke done"]
            assert not ends or all(number < ends[0] for number in releases)
            assert bool(releases) is bool(one.uses)

    def _too_late(self, asked: Modelled) -> bool:
        return self.now + timedelta(seconds=1) >= asked.asked_at + timedelta(days=ANSWER_DAYS)

    def _opens(self, consent: Modelled) -> bool:
        """Whether a paper has something that was granted and is not given to nobody."""
        names = consent.granted - ({NAME} if Kind.NEVER in self.held_rules else set())
        return bool(names) and bool(self.papers) and not self.erased

    def _set(self, kind: Kind) -> StandingPolicy:
        vault, owner = self.driver.house.wallet.vault, self.driver.owner
        draft = Draft(kind=kind, names=frozenset({NAME}))
        if kind is Kind.ALLOW:
            until = day_of(self.clock()) + timedelta(days=200)
            draft = Draft(kind=kind, names=draft.names, client_id=self.driver.office.service.client_id,
                          procedure=self.driver.dossier.procedure, until=until)  # fmt: skip
        text = trying.try_rule(vault, owner, draft, now=self.clock()).text
        return setting.set_policy(vault, owner, draft, notice_hash=text.hash, now=self.clock())

    def _end(self, held: StandingPolicy, kind: Kind) -> None:
        setting.end_policy(self.driver.house.wallet.vault, self.driver.owner, held.id, now=self.clock())
        for one in self.known:
            just_used = one.last_used is not None and one.last_used > self.now - timedelta(minutes=15)
            ends = one.state in LIVING or (one.state is State.EXHAUSTED and just_used)
            if kind is Kind.ALLOW and one.by_rule and ends:
                one.state = State.REVOKED


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[tuple[House, House]]:
    folder = tmp_path_factory.mktemp("model")
    url = kept_database_url or f"sqlite:///{folder / 'wallet.db'}"
    with open_house(url, folder) as first, open_house(url, folder) as second:
        yield first, House(second.wallet, first.now)


def test_no_sequence_of_events_lets_a_value_out_or_miscounts_a_use(workers: tuple[House, House]) -> None:
    run_state_machine_as_test(
        lambda: Consents(*workers),  # type: ignore[arg-type]  # it calls whatever makes a machine
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),  # a story of thirty steps is read as it is; shortening takes minutes
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
