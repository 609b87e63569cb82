"""Nothing leaves without a living consent, and each use is counted exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from policies.grounds import Ground
from tests.house import House
from tests.papers import PDF
from wallet.consents import answering
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.dossiers.models import Dossier
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.dossiers.schemas import Necessity
from wallet.identity.actors import Caller
from wallet.records.errors import IdempotencyKeyReusedError
from wallet.records.reading import Reader

NAME: dict[str, Necessity] = {"person.full_name": "required"}


@pytest.fixture
def agreed(house: House) -> tuple[Reader, Caller, Dossier, Consent]:
    owner, caller = house.citizen(), house.service()
    house.deposit(owner, caller, document=PDF)
    dossier = house.dossier(owner, caller)
    return owner, caller, dossier, house.agreed(owner, caller, dossier, NAME, max_uses=3)


def fetch(house: House, caller: Caller, dossier: Dossier, consent: Consent, *names: str) -> Released | Refusal:
    return release(
        house.wallet.vault,
        house.wallet.gate,
        caller,
        dossier.id,
        consent.id,
        attributes=frozenset(names),
        now=house.now(),
    )


def grounds(answer: Released | Refusal) -> tuple[Ground, ...]:
    assert isinstance(answer, Refusal)
    return answer.deny.grounds


Agreed = tuple[Reader, Caller, Dossier, Consent]


def test_what_was_agreed_is_released_with_an_entry_that_names_it(house: House, agreed: Agreed) -> None:
    owner, caller, dossier, consent = agreed
    answer = fetch(house, caller, dossier, consent)
    assert isinstance(answer, Released)
    assert [(field.attribute, field.chosen.value) for field in answer.fields] == [
        ("person.full_name", "NGUYỄN THỊ MẪU")
    ]
    entry = house.log_of(owner)[-1]
    assert (entry.id, entry.operation, entry.outcome) == (answer.entry, "release", "released")
    assert entry.groups["object"]["records"][0]["attributes"] == ["person.full_name"]
    assert entry.groups["context"]["policy_set"] == house.wallet.gate.engine.policy_set


def test_more_than_was_granted_is_refused_by_name_and_counts_no_use(house: House, agreed: Agreed) -> None:
    owner, caller, dossier, consent = agreed
    answer = fetch(house, caller, dossier, consent, "person.full_name", "person.dob")
    assert grounds(answer) == (Ground.ATTRIBUTE_NOT_GRANTED,)
    assert isinstance(answer, Refusal)
    assert answer.names == ("person.dob",)
    entry = house.log_of(owner)[-1]
    assert (entry.operation, entry.outcome) == ("release", "denied")
    after = fetch(house, caller, dossier, consent)
    assert isinstance(after, Released)
    assert after.uses_left == 2


def test_over_asking_is_refused_at_the_release_too(house: House, agreed: Agreed) -> None:
    _, caller, dossier, consent = agreed
    answer = fetch(house, caller, dossier, consent, "person.religion")
    assert Ground.OVER_ASKING in grounds(answer)
    assert isinstance(answer, Refusal)
    assert answer.names == ("person.religion",)


def test_after_the_last_use_nothing_more_leaves(house: House, agreed: Agreed) -> None:
    _, caller, dossier, consent = agreed
    for left in (2, 1, 0):
        answer = fetch(house, caller, dossier, consent)
        assert isinstance(answer, Released)
        assert answer.uses_left == left
    assert grounds(fetch(house, caller, dossier, consent)) == (Ground.CONSENT_EXHAUSTED,)


def test_many_at_once_share_exactly_the_uses_that_were_granted(house: House, agreed: Agreed) -> None:
    _, caller, dossier, consent = agreed
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: fetch(house, caller, dossier, consent), range(8)))
    assert sum(isinstance(answer, Released) for answer in answers) == 3
    assert {grounds(answer) for answer in answers if isinstance(answer, Refusal)} == {(Ground.CONSENT_EXHAUSTED,)}


def test_a_revoked_consent_refuses_the_next_fetch(house: House, agreed: Agreed) -> None:
    owner, caller, dossier, consent = agreed
    answering.change(house.wallet.vault, owner, consent.id, State.REVOKED, now=house.now())
    assert grounds(fetch(house, caller, dossier, consent)) == (Ground.CONSENT_REVOKED,)


def test_a_paused_consent_refuses_until_it_is_resumed(house: House, agreed: Agreed) -> None:
    owner, caller, dossier, consent = agreed
    answering.change(house.wallet.vault, owner, consent.id, State.PAUSED, now=house.now())
    assert grounds(fetch(house, caller, dossier, consent)) == (Ground.CONSENT_PAUSED,)
    answering.change(house.wallet.vault, owner, consent.id, State.ACTIVE, now=house.now())
    assert isinstance(fetch(house, caller, dossier, consent), Released)


def test_an_expired_consent_refuses(house: House, agreed: Agreed) -> None:
    _, caller, dossier, consent = agreed
    house.now.pass_by(days=8)
    assert grounds(fetch(house, caller, dossier, consent)) == (Ground.CONSENT_EXPIRED,)


def test_another_dossiers_consent_is_no_consent(house: House, agreed: Agreed) -> None:
    owner, caller, _, consent = agreed
    other = house.dossier(owner, caller, "H00-2")
    assert grounds(fetch(house, caller, other, consent)) == (Ground.NO_CONSENT,)


def test_a_question_nobody_answered_is_no_consent(house: House, agreed: Agreed) -> None:
    owner, caller, _, _ = agreed
    dossier = house.dossier(owner, caller, "H00-2")
    consent = house.ask(caller, dossier, NAME)
    assert isinstance(consent, Consent)
    assert grounds(fetch(house, caller, dossier, consent)) == (Ground.NO_CONSENT,)


def test_an_old_value_waits_for_the_citizen_to_say_that_it_still_holds(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    house.deposit(
        owner,
        caller,
        {"household.relation_to_head": "Vợ", "household.head.full_name": "TRẦN VĂN MẪU"},
        record_type="xac_nhan_cu_tru_ct07",
    )
    house.deposit(owner, None, {"contact.phone": "0900000000"}, record_type="tu_khai", as_of=date(2020, 1, 1))
    asked: dict[str, Necessity] = {"contact.phone": "required", "household.relation_to_head": "required"}
    dossier = house.dossier(owner, caller)
    consent = house.agreed(owner, caller, dossier, asked)
    answer = fetch(house, caller, dossier, consent)
    assert isinstance(answer, Released)
    assert [field.attribute for field in answer.fields] == ["household.relation_to_head"]
    assert [(part.attributes, part.deny.grounds) for part in answer.withheld] == [
        (("contact.phone",), (Ground.RECORD_STALE,))
    ]
    dossier = house.dossier(owner, caller, "H00-2")
    consent = house.agreed(owner, caller, dossier, asked, confirmed=["contact.phone"])
    answer = fetch(house, caller, dossier, consent)
    assert isinstance(answer, Released)
    assert not answer.withheld


def test_a_retry_with_the_same_key_gets_the_values_again_without_a_second_use(house: House, agreed: Agreed) -> None:
    owner, caller, dossier, consent = agreed

    def fetch_again(*names: str) -> Released | Refusal:
        return release(
            house.wallet.vault,
            house.wallet.gate,
            caller,
            dossier.id,
            consent.id,
            attributes=frozenset(names),
            idempotency_key="k-1",
            now=house.now(),
        )

    answers = [fetch_again() for _ in range(5)]
    first = answers[0]
    assert isinstance(first, Released)
    assert {(answer.id, answer.uses_left) for answer in answers if isinstance(answer, Released)} == {(first.id, 2)}
    assert [entry.operation for entry in house.log_of(owner)[-5:]] == ["release"] * 5
    with pytest.raises(IdempotencyKeyReusedError):
        fetch_again("person.full_name")
    answering.change(house.wallet.vault, owner, consent.id, State.REVOKED, now=house.now())
    assert grounds(fetch_again()) == (Ground.CONSENT_REVOKED,)
