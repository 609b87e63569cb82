"""An auditor derives every decision again, and finds each one that was written down otherwise than it was taken."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from policies.release import Engine
from tests.consents.test_ending import NAME, Agreed
from tests.house import House
from wallet.audit.replaying import Replay, replay
from wallet.consents import answering
from wallet.consents.gate import Refusal
from wallet.consents.models import ConsentVersion, PolicySet
from wallet.consents.states import State
from wallet.dossiers.release import release, release_document
from wallet.dossiers.released import Released
from wallet.ledger.entries import Actor, ActorKind, Circumstances, Entry, Operation, Outcome, Purpose, Touched
from wallet.records.revoking import RevocationReason, revoke

AUDITOR = Actor(kind=ActorKind.AUDITOR, id="kiem-tra-mau")


def replayed(house: House) -> Replay:
    return replay(house.wallet.vault, AUDITOR, now=house.now())


@pytest.fixture
def decided(house: House) -> Agreed:
    """Permits and refusals of many kinds."""
    agreed = Agreed(house)
    assert isinstance(agreed.fetch(), Released)
    house.ask(agreed.office, agreed.dossier, {"person.religion": "optional"})
    stranger = house.service("noi-khac-mau", procedures=("1.004873",))
    house.ask(stranger, house.dossier(agreed.owner, stranger, "X-1"), NAME)
    wallet, owner, consent = house.wallet, agreed.owner, agreed.consent.id
    for documents in ({"giay_khai_sinh"}, {"gplx"}):
        release(wallet.vault, wallet.gate, agreed.office, agreed.dossier.id, consent,
                attributes=frozenset({"person.dob"}), documents=frozenset(documents), now=house.now())  # fmt: skip
    release(wallet.vault, wallet.gate, agreed.office, agreed.dossier.id, uuid4(), now=house.now())
    answering.change(wallet.vault, owner, consent, State.PAUSED, now=house.now())
    agreed.fetch()
    answering.change(wallet.vault, owner, consent, State.ACTIVE, now=house.now())
    agreed.fetch()
    agreed.fetch()
    agreed.fetch()
    return agreed


def test_every_decision_comes_out_as_it_was_logged(decided: Agreed) -> None:
    done = replayed(decided.house)
    assert (done.decisions, done.differences) == (11, ())
    outcomes = [(entry.operation, entry.outcome) for entry in decided.house.log_of(decided.owner)]
    assert outcomes.count(("release", "released")) == 3
    assert outcomes.count(("release", "denied")) == 5


def test_documents_and_revoked_records_come_out_too(house: House) -> None:
    agreed = Agreed(house)
    wallet, now = house.wallet, house.now
    consent = house.agreed(agreed.owner, agreed.office, agreed.dossier, NAME, documents={"giay_khai_sinh": "required"})
    released = agreed.fetch(consent)
    assert isinstance(released, Released)
    release_document(wallet.vault, wallet.gate, agreed.office, released.id, agreed.record, now=now())
    revoke(wallet.vault, agreed.office, agreed.record, reason=RevocationReason.REPLACED, now=now())
    answer = release_document(wallet.vault, wallet.gate, agreed.office, released.id, agreed.record, now=now())
    assert isinstance(answer, Refusal)
    assert replayed(house).differences == ()


def test_the_look_is_an_entry_of_the_wallets_own_chain(decided: Agreed) -> None:
    replayed(decided.house)
    house = decided.house
    with house.wallet.database.reading() as session:
        last = house.wallet.log.history(session, UUID(int=0))[-1]
    assert (last.operation, last.groups["actor"]["id"]) == ("audit.replay", "kiem-tra-mau")


def lied(decided: Agreed, change: Callable[[Entry], Entry]) -> Replay:
    """A wallet that writes down another decision than it took: the last refusal once more, changed."""
    house = decided.house
    refused = next(one for one in reversed(house.log_of(decided.owner)) if one.outcome == "denied")
    context = refused.groups["context"]
    honest = Entry(
        citizen=decided.owner.citizen.id,
        operation=Operation.RELEASE,
        outcome=Outcome.DENIED,
        actor=decided.office.actor,
        purpose=Purpose(**refused.groups["purpose"]),
        circumstances=Circumstances(
            policy_set=context["policy_set"], rules=tuple(context["rules"]), decision=context["decision"]
        ),
        at=refused.at,
    )
    with house.wallet.database.transaction() as session:
        house.wallet.log.append(session, change(honest))
    return replayed(house)


def released_instead(entry: Entry) -> Entry:
    touched = (Touched(record=str(uuid4()), type="giay_khai_sinh", version=1, attributes=("person.dob",)),)
    how = replace(entry.circumstances, rules=("release",))
    return replace(entry, outcome=Outcome.RELEASED, touched=touched, circumstances=how)


LIES: dict[str, Callable[[Entry], Entry]] = {
    "a release that the rules refuse": released_instead,
    "another ground": lambda entry: replace(
        entry, circumstances=replace(entry.circumstances, rules=("consent-revoked",))
    ),
    "a release without its facts": lambda entry: replace(
        released_instead(entry), circumstances=Circumstances(policy_set=entry.circumstances.policy_set)
    ),
    "another artefact": lambda entry: replace(entry, purpose=replace(entry.purpose, artefact="0" * 64)),
    "rules that nobody has": lambda entry: replace(
        entry, circumstances=replace(entry.circumstances, policy_set="0" * 64)
    ),
}


def test_the_same_decision_once_more_is_no_lie(decided: Agreed) -> None:
    assert lied(decided, lambda entry: entry).differences == ()


@pytest.mark.parametrize("lie", LIES)
def test_a_wallet_is_found_out_that_wrote_down(lie: str, decided: Agreed) -> None:
    (found,) = lied(decided, LIES[lie]).differences
    assert found.said != found.derived


def test_an_artefact_changed_afterwards_is_found_out(decided: Agreed) -> None:
    with decided.house.wallet.database.transaction() as session:
        version = session.get_one(ConsentVersion, (decided.consent.id, 1))
        version.jws = version.jws[:-4] + "AAAA"
        session.add(version)
    assert len(replayed(decided.house).differences) == 3, "one release and two refusals rest on it"


def test_decisions_of_rules_that_have_changed_since_are_derived_by_the_old_ones(decided: Agreed) -> None:
    house = decided.house
    policies, schema = house.wallet.gate.engine.texts
    with house.wallet.database.reading() as session:
        kept = session.exec(select(PolicySet)).one()
    assert Engine.of_old(kept.policies, kept.schema_text).policy_set == kept.hash
    stricter = policies.replace("context.consent.uses >= context.consent.maxUses", "context.consent.uses >= 0")
    assert Engine.of_old(stricter, schema).policy_set != kept.hash


def test_without_the_rules_of_that_time_nothing_is_taken_for_derived(decided: Agreed) -> None:
    with decided.house.wallet.database.transaction() as session:
        session.execute(delete(PolicySet).where(col(PolicySet.hash) != ""))
    differences = replayed(decided.house).differences
    assert len(differences) == 8
    assert {one.derived for one in differences} == {"cannot be derived: no rules are kept under this hash"}


def test_no_value_stands_among_the_facts(decided: Agreed) -> None:
    said = repr([entry.groups for entry in decided.house.log_of(decided.owner)])
    assert "MẪU" not in said.replace("cong-an-mau", "")
    assert "1961-04-12" not in said
