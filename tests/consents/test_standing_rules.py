"""A citizen's own rule answers in their stead: never more than it says, never something private, and not for ever."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import jwt
import pytest
from sqlmodel import select

from policies.grounds import Ground
from tests.consents.test_ending import signed_states
from tests.house import RESIDENCE, House, open_house
from tests.world import BIRTH_VALUES
from wallet.audit.replaying import replay
from wallet.clock import day_of
from wallet.consents import answering, artefact, viewing
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent, StandingPolicy, StandingPolicyVersion
from wallet.consents.standing import setting, trying
from wallet.consents.standing.drafting import Draft
from wallet.consents.standing.errors import (
    PolicyChangedError,
    PolicyEndedError,
    PolicyNotFoundError,
    PolicyUnfitError,
    ServiceOwesDisposalError,
)
from wallet.consents.standing.rule import Kind
from wallet.consents.standing.trying import Effect
from wallet.consents.states import State
from wallet.disposals.owing import Debt, owe
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.dossiers.schemas import Necessity
from wallet.ledger.entries import Actor, ActorKind
from wallet.notices.models import OutboxMessage

NAME, BORN, PHONE, FAITH = "person.full_name", "person.dob", "contact.phone", "person.religion"
PAPER = "giay_khai_sinh"
Asked = dict[str, Necessity]
_numbers = count(1)


class Rules:
    """A citizen with a birth record, an office, and a day on which they make rules."""

    def __init__(self, house: House) -> None:
        number = next(_numbers)
        self.house, self.client_id = house, f"cong-an-mau-{number}"
        self.owner, self.office = house.citizen(f"000198{number:06d}"), house.service(self.client_id)
        house.deposit(self.owner, self.office, BIRTH_VALUES, as_of=day_of(house.now()) - timedelta(days=20))
        self._dossiers = 0

    def draft(self, *names: str, **changes: Any) -> Draft:
        until = day_of(self.house.now()) + timedelta(days=90)
        allow: dict[str, Any] = {"client_id": self.client_id, "procedure": RESIDENCE, "until": until}
        return replace(Draft(kind=Kind.ALLOW, names=frozenset(names), **allow), **changes)

    def never(self, *names: str) -> Draft:
        return Draft(kind=Kind.NEVER, names=frozenset(names))

    def save(self, draft: Draft) -> StandingPolicy:
        vault, now = self.house.wallet.vault, self.house.now
        trial = trying.try_rule(vault, self.owner, draft, now=now())
        return setting.set_policy(vault, self.owner, draft, notice_hash=trial.text.hash, now=now())

    def end(self, policy: StandingPolicy) -> None:
        setting.end_policy(self.house.wallet.vault, self.owner, policy.id, now=self.house.now())

    def asked(self, attributes: Asked, **more: Any) -> Consent:
        self._dossiers += 1
        dossier = self.house.dossier(self.owner, self.office, f"H01-{self._dossiers}")
        consent = self.house.ask(self.office, dossier, attributes, **more)
        assert isinstance(consent, Consent)
        return consent

    def fetch(self, consent: Consent) -> Released | Refusal:
        wallet = self.house.wallet
        return release(wallet.vault, wallet.gate, self.office, consent.dossier_id, consent.id, now=self.house.now())

    def now(self, consent: Consent) -> Consent:
        with self.house.wallet.database.reading() as session:
            return session.get_one(Consent, consent.id)

    def told(self, kind: str) -> list[dict[str, str]]:
        with self.house.wallet.database.reading() as session:
            mine = OutboxMessage.recipient_id == self.owner.citizen.id
            wanted = select(OutboxMessage).where(OutboxMessage.audience == "citizen", OutboxMessage.kind == kind, mine)
            return [message.payload for message in session.exec(wanted)]


@pytest.fixture(scope="module")
def kept_house(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[House]:
    """One house for all of them, with a new citizen and a new office in each."""
    with open_house(kept_database_url, tmp_path_factory.mktemp("rules")) as house:
        yield house


@pytest.fixture
def rules(kept_house: House) -> Rules:
    return Rules(kept_house)


def names_in(answer: Released | Refusal) -> set[str]:
    assert isinstance(answer, Released)
    return {field.attribute for field in answer.fields}


def test_what_a_rule_lets_a_service_have_is_agreed_to_without_asking(rules: Rules) -> None:
    policy = rules.save(rules.draft(NAME, BORN))
    consent = rules.asked({NAME: "required", BORN: "optional", PHONE: "optional"})
    assert (consent.state, consent.channel, consent.rule) == (State.ACTIVE, "standing-policy", policy.artefact_hash)
    assert names_in(rules.fetch(consent)) == {NAME, BORN}
    with rules.house.wallet.database.reading() as session:
        version = artefact.latest(session, consent)
    assert version is not None
    body = artefact.verified(rules.house.wallet.secrets, version.jws)
    assert (body["decision"]["channel"], body["rule"]) == ("standing-policy", policy.artefact_hash)
    assert signed_states(rules.house, consent)[0] == "ACTIVE"


def test_the_answer_is_an_entry_of_the_wallets_that_names_the_rule_and_for_whom(rules: Rules) -> None:
    policy = rules.save(rules.draft(NAME))
    rules.asked({NAME: "required"})
    asked, given = rules.house.log_of(rules.owner)[-2:]
    assert (asked.operation, given.operation) == ("consent.ask", "consent.give")
    citizen = str(rules.owner.citizen.id)
    assert given.groups["actor"] == {
        "kind": "system", "id": "wallet", "role": "standing-policy", "on_behalf_of": citizen
    }  # fmt: skip
    assert given.groups["context"]["detail"] == policy.artefact_hash
    (told,) = rules.told("consent.answered-by-rule")
    assert told["state"] == "ACTIVE"
    assert not rules.told("consent.asked")


ASKED_ALL_THE_SAME: dict[str, tuple[Asked, dict[str, Any]]] = {
    "something that the rule does not name": ({NAME: "required", PHONE: "required"}, {}),
    "something that no paper says": ({"person.sex": "required", "household.members": "required"}, {}),
    "the copy of the paper": ({NAME: "required"}, {"documents": {PAPER: "required"}}),
    "to keep it longer": ({NAME: "required"}, {"data_life_days": 31}),
    "a value that is older than they take": ({NAME: "required"}, {"max_age_days": 3}),
    "nothing that the rule names": ({PHONE: "optional"}, {}),
}


@pytest.mark.parametrize("what", ASKED_ALL_THE_SAME)
def test_the_citizen_is_asked_where_a_service_wants(rules: Rules, what: str) -> None:
    rules.save(rules.draft(NAME, BORN, "person.sex", "household.members", data_life_days=30))
    attributes, more = ASKED_ALL_THE_SAME[what]
    assert rules.asked(attributes, **more).state == State.REQUESTED


def test_another_service_and_another_procedure_are_not_answered(rules: Rules) -> None:
    house = rules.house
    rules.save(rules.draft(NAME))
    other = house.service(f"{rules.client_id}-khac")
    asked = house.ask(other, house.dossier(rules.owner, other, "K-1"), {NAME: "required"})
    assert isinstance(asked, Consent)
    assert asked.state == State.REQUESTED
    both = house.service(f"{rules.client_id}-hai-viec", (RESIDENCE, "1.004194"))
    rules.save(rules.draft(NAME, client_id=both.service.client_id))
    asked = house.ask(both, house.dossier(rules.owner, both, "K-2", "1.004194"), {NAME: "required"})
    assert isinstance(asked, Consent)
    assert asked.state == State.REQUESTED


def test_a_rule_ends_with_its_last_day_and_so_does_what_it_gave(rules: Rules) -> None:
    last_day = day_of(rules.house.now()) + timedelta(days=2)
    policy = rules.save(rules.draft(NAME, until=last_day))
    consent = rules.asked({NAME: "required"}, max_uses=5, valid_days=90)
    assert consent.valid_until == policy.valid_until
    rules.house.now.pass_by(days=3)
    answer = rules.fetch(consent)
    assert isinstance(answer, Refusal)
    assert answer.deny.grounds == (Ground.CONSENT_EXPIRED,)
    assert rules.asked({NAME: "required"}).state == State.REQUESTED


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "without an end": ({"until": None}, "/until"),
    "for longer than a year": ({"until": date(2028, 1, 1)}, "/until"),
    "until yesterday": ({"until": date(2026, 11, 22)}, "/until"),
    "for something sensitive": ({"names": frozenset({NAME, PAPER})}, "/names"),
    "for what the procedure does not need": ({"names": frozenset({FAITH})}, "/names"),
    "for nothing": ({"names": frozenset()}, "/names"),
    "for a service that nobody knows": ({"client_id": "khong-co"}, "/client_id"),
    "for a procedure that the service has not": ({"procedure": "1.004194"}, "/procedure"),
    "of never with a service": ({"kind": Kind.NEVER}, "/kind"),
    "of never about something unknown": ({"kind": Kind.NEVER, "names": frozenset({"x.y"})}, "/names"),
}


@pytest.mark.parametrize("what", UNFIT)
def test_there_is_no_rule(rules: Rules, what: str) -> None:
    changes, pointer = UNFIT[what]
    with pytest.raises(PolicyUnfitError) as refused:
        rules.save(rules.draft(NAME, **changes))
    assert pointer in {place for place, _ in refused.value.fields}


def test_what_became_sensitive_since_is_asked_again(rules: Rules) -> None:
    """Whatever the rule says: the engine would refuse it, and already the question goes to the citizen."""
    rules.save(rules.draft(NAME))
    wallet = rules.house.wallet
    changed = copy(wallet.vault.catalogue)
    changed.attributes = dict(changed.attributes) | {NAME: replace(changed.attributes[NAME], sensitive=True)}
    rules.house = House(replace(wallet, vault=wallet.vault.under(changed)), rules.house.now)
    assert rules.asked({NAME: "required"}).state == State.REQUESTED


def test_a_service_that_is_late_to_delete_gets_no_rule_and_no_answer_of_one(rules: Rules) -> None:
    house = rules.house
    rules.save(rules.draft(NAME))
    living = rules.asked({NAME: "required"}, max_uses=3)
    with house.wallet.database.transaction() as session:
        debt = Debt(consent=living.id, citizen=rules.owner.citizen.id, service=rules.office.service.id,
                    artefact_hash="", granted=(), cause="revoked")  # fmt: skip
        owe(session, house.wallet.log, debt, now=house.now())
    house.now.pass_by(days=16)
    assert rules.asked({NAME: "required"}).state == State.REQUESTED
    with pytest.raises(ServiceOwesDisposalError):
        rules.save(rules.draft(NAME))


def test_never_wins_over_a_rule_that_allows_and_refuses_by_itself(rules: Rules) -> None:
    rules.save(rules.draft(NAME, BORN))
    never = rules.save(rules.never(BORN))
    refused = rules.asked({NAME: "required", BORN: "required"})
    assert (refused.state, refused.channel, refused.rule) == (State.REFUSED, "standing-policy", never.artefact_hash)
    given = rules.asked({NAME: "required", BORN: "optional"})
    assert names_in(rules.fetch(given)) == {NAME}
    assert [told["state"] for told in rules.told("consent.answered-by-rule")] == ["REFUSED", "ACTIVE"]


def test_never_wins_over_what_was_agreed_to_by_hand_before_and_after(rules: Rules) -> None:
    house, vault = rules.house, rules.house.wallet.vault
    before = rules.asked({NAME: "required", BORN: "required"}, max_uses=5)
    answering.answer(vault, rules.owner, before.id, agree=True, notice_hash=before.notice_hash, now=house.now())
    assert names_in(rules.fetch(before)) == {NAME, BORN}
    never = rules.save(rules.never(BORN))
    answer = rules.fetch(before)
    assert names_in(answer) == {NAME}
    assert isinstance(answer, Released)
    assert [one.deny.grounds for one in answer.withheld] == [(Ground.CITIZEN_REFUSES,)]
    asked = rules.asked({NAME: "required", BORN: "optional"})
    question = viewing.read_question(vault, rules.owner, asked.id, now=house.now())
    assert [(item.key, item.refused, bool(item.previews)) for item in question.items] == [
        (NAME, False, True), (BORN, True, False)
    ]  # fmt: skip
    after = answering.answer(
        vault, rules.owner, asked.id, agree=True, chosen=[BORN], notice_hash=asked.notice_hash, now=house.now()
    )
    assert [item["attributes"] for item in after.granted] == [[NAME]]
    rules.end(never)
    assert names_in(rules.fetch(before)) == {NAME, BORN}


def test_stopping_a_rule_stops_at_once_what_it_gave(rules: Rules) -> None:
    policy = rules.save(rules.draft(NAME))
    given = rules.asked({NAME: "required"}, max_uses=5)
    by_hand = rules.asked({BORN: "required"}, max_uses=5)
    answering.answer(rules.house.wallet.vault, rules.owner, by_hand.id, agree=True, notice_hash=by_hand.notice_hash,
                     now=rules.house.now())  # fmt: skip
    assert isinstance(rules.fetch(given), Released)
    rules.end(policy)
    answer = rules.fetch(given)
    assert isinstance(answer, Refusal)
    assert answer.deny.grounds == (Ground.CONSENT_REVOKED,)
    assert isinstance(rules.fetch(by_hand), Released)
    assert rules.asked({NAME: "required"}).state == State.REQUESTED
    with pytest.raises(PolicyEndedError):
        rules.end(policy)


def test_one_answer_of_a_rule_is_stopped_like_every_other_consent(rules: Rules) -> None:
    rules.save(rules.draft(NAME))
    given = rules.asked({NAME: "required"}, max_uses=5)
    answering.change(rules.house.wallet.vault, rules.owner, given.id, State.REVOKED, now=rules.house.now())
    assert isinstance(rules.fetch(given), Refusal)
    assert rules.asked({NAME: "required"}).state == State.ACTIVE


def test_the_trial_says_what_it_would_have_answered_and_saves_nothing(rules: Rules) -> None:
    vault, house = rules.house.wallet.vault, rules.house
    for agree in (True, False):
        consent = rules.asked({NAME: "required"})
        answering.answer(vault, rules.owner, consent.id, agree=agree, notice_hash=consent.notice_hash, now=house.now())
    rules.asked({NAME: "required", PHONE: "optional"})
    rules.asked({PHONE: "required"})
    allow = trying.try_rule(vault, rules.owner, rules.draft(NAME), now=house.now())
    assert [tried.effect for tried in allow.questions] == ["nothing", "agrees", "agrees", "agrees"]
    assert (allow.count(Effect.AGREES), allow.contrary) == (3, 1)
    never = trying.try_rule(vault, rules.owner, rules.never(PHONE), now=house.now())
    assert [tried.effect for tried in never.questions] == ["refuses", "withholds", "nothing", "nothing"]
    assert setting.list_policies(vault, rules.owner, now=house.now()) == []
    assert [entry.operation for entry in house.log_of(rules.owner)[-3:]] == ["policy.try", "policy.try", "policy.list"]


def test_no_more_than_the_last_twenty_questions_are_tried(rules: Rules) -> None:
    for _ in range(21):
        rules.asked({NAME: "required"})
    trial = trying.try_rule(rules.house.wallet.vault, rules.owner, rules.draft(NAME), now=rules.house.now())
    assert trial.count(Effect.AGREES) == len(trial.questions) == 20


def test_a_rule_is_saved_only_as_it_was_read(rules: Rules) -> None:
    draft, house = rules.draft(NAME), rules.house
    with pytest.raises(PolicyChangedError):
        setting.set_policy(house.wallet.vault, rules.owner, draft, notice_hash="0" * 64, now=house.now())


def test_somebody_elses_rule_is_like_an_absent_one(rules: Rules) -> None:
    policy, stranger = rules.save(rules.draft(NAME)), rules.house.citizen()
    with pytest.raises(PolicyNotFoundError):
        setting.end_policy(rules.house.wallet.vault, stranger, policy.id, now=rules.house.now())


@pytest.mark.parametrize("change", ["names wider", "a signature of nobody", "an ended one revived"])
def test_a_rule_that_was_changed_by_hand_gives_nothing_that_was_not_signed(rules: Rules, change: str) -> None:
    policy = rules.save(rules.draft(NAME))
    if change == "an ended one revived":
        rules.end(policy)
    with rules.house.wallet.database.transaction() as session:
        row = session.get_one(StandingPolicy, policy.id)
        version = session.get_one(StandingPolicyVersion, (policy.id, row.version))
        row.state, row.names = "ACTIVE", [NAME, BORN]
        if change == "a signature of nobody":
            version.jws = jwt.encode({"names": [NAME, BORN]}, "k" * 32, algorithm="HS256")
            version.hash = row.artefact_hash = artefact.hash_of(version.jws)
        session.add_all([row, version])
    assert rules.asked({BORN: "required"}).state == State.REQUESTED


def test_a_never_that_was_blanked_by_hand_still_refuses(rules: Rules) -> None:
    policy = rules.save(rules.never(BORN))
    with rules.house.wallet.database.transaction() as session:
        row = session.get_one(StandingPolicy, policy.id)
        row.names, row.state = [], "ENDED"
        session.add(row)
    assert rules.asked({BORN: "required"}).state == State.REFUSED


def test_every_decision_under_rules_is_derived_again(rules: Rules) -> None:
    rules.save(rules.draft(NAME, BORN))
    given = rules.asked({NAME: "required", BORN: "optional"}, max_uses=3)
    rules.fetch(given)
    rules.save(rules.never(BORN))
    rules.fetch(given)
    done = replay(rules.house.wallet.vault, Actor(kind=ActorKind.AUDITOR, id="kiem-tra-mau"), now=rules.house.now())
    assert done.differences == ()
    assert done.decisions >= 3
