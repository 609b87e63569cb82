"""What a citizen is asked, what an answer grants, and that nothing is granted by silence or by accident."""

import hashlib
from uuid import UUID, uuid4

import jwt
import pytest
from sqlmodel import Session, select

from policies.grounds import Ground
from tests.house import MINH, House
from tests.papers import PDF
from wallet.consents import answering, viewing
from wallet.consents.asking import Refused
from wallet.consents.errors import (
    ConsentNotFoundError,
    ConsentStateError,
    NothingAskedError,
    NoticeChangedError,
    RequiredItemsMissingError,
)
from wallet.consents.models import Consent, ConsentVersion, Notice
from wallet.consents.states import State
from wallet.dossiers.schemas import Necessity
from wallet.records.reading import Reader

NAME_AND_SEX: dict[str, Necessity] = {"person.full_name": "required", "person.sex": "optional"}


def asked(house: House) -> tuple[Reader, Consent]:
    owner, caller = house.citizen(), house.service()
    house.deposit(owner, caller, document=PDF)
    consent = house.ask(caller, house.dossier(owner, caller), NAME_AND_SEX, documents={"giay_khai_sinh": "optional"})
    assert isinstance(consent, Consent)
    return owner, consent


def agree(house: House, owner: Reader, consent: Consent, *chosen: str) -> Consent:
    return answering.answer(
        house.wallet.vault,
        owner,
        consent.id,
        agree=True,
        chosen=chosen,
        notice_hash=consent.notice_hash,
        now=house.now(),
    )


def test_asking_for_more_than_the_procedure_needs_is_refused_by_name_before_anybody_is_bothered(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    answer = house.ask(
        caller, house.dossier(owner, caller), {"person.full_name": "required", "person.religion": "optional"}
    )
    assert isinstance(answer, Refused)
    assert (answer.deny.grounds, answer.names) == ((Ground.OVER_ASKING,), ("person.religion",))
    entry = house.log_of(owner)[-1]
    assert (entry.operation, entry.outcome) == ("consent.ask", "denied")
    assert entry.groups["context"]["rules"] == ["over-asking"]
    assert viewing.list_consents(house.wallet.vault, owner, now=house.now()) == []


def test_a_service_that_is_not_registered_for_the_procedure_may_not_ask(house: House) -> None:
    owner, caller = house.citizen(), house.service(procedures=("1.004873",))
    answer = house.ask(caller, house.dossier(owner, caller), {"person.full_name": "required"})
    assert isinstance(answer, Refused)
    assert answer.deny.grounds == (Ground.SERVICE_NOT_REGISTERED,)


def test_asking_for_nothing_is_an_error(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    dossier = house.dossier(owner, caller)
    with pytest.raises(NothingAskedError):
        house.ask(caller, dossier, {})


def test_the_question_shows_exactly_the_values_and_reading_it_is_an_entry(house: House) -> None:
    owner, consent = asked(house)
    question = viewing.read_question(house.wallet.vault, owner, consent.id, now=house.now())
    shown = {item.key: [preview.text for preview in item.previews] for item in question.items}
    assert shown == {
        "person.full_name": ["NGUYỄN THỊ MẪU"],
        "person.sex": ["Nữ"],
        "giay_khai_sinh": ["Giấy khai sinh"],
    }
    assert [item.required for item in question.items] == [True, False, False]
    assert house.log_of(owner)[-1].operation == "consent.view"


def test_the_notice_is_kept_as_shown_under_its_hash_and_holds_no_value(house: House) -> None:
    _, consent = asked(house)
    with house.wallet.database.reading() as session:
        notice = session.get_one(Notice, consent.notice_hash)
    assert hashlib.sha256(notice.text.encode()).hexdigest() == consent.notice_hash
    assert "MẪU" not in notice.text


def test_what_is_not_ticked_is_not_granted(house: House) -> None:
    owner, consent = asked(house)
    granted = agree(house, owner, consent).granted
    assert [(item["attributes"], item["document"]) for item in granted] == [(["person.full_name"], False)]


def test_what_is_ticked_is_granted_from_the_paper_that_holds_it(house: House) -> None:
    owner, consent = asked(house)
    granted = agree(house, owner, consent, "person.sex", "giay_khai_sinh").granted
    assert {(item["record_type"], *item["attributes"], item["document"]) for item in granted} == {
        ("giay_khai_sinh", "person.full_name", False),
        ("giay_khai_sinh", "person.sex", True),
    }


def test_a_refusal_is_final_and_grants_nothing(house: House) -> None:
    owner, consent = asked(house)
    refused = answering.answer(
        house.wallet.vault, owner, consent.id, agree=False, notice_hash=consent.notice_hash, now=house.now()
    )
    assert (refused.state, refused.granted) == (State.REFUSED, [])
    with pytest.raises(ConsentStateError):
        agree(house, owner, consent)


def test_a_question_that_nobody_answered_cannot_be_resumed_into_a_yes(house: House) -> None:
    owner, consent = asked(house)
    with pytest.raises(ConsentStateError):
        answering.change(house.wallet.vault, owner, consent.id, State.ACTIVE, now=house.now())


def test_an_answer_to_another_question_than_the_one_shown_decides_nothing(house: House) -> None:
    owner, consent = asked(house)
    with pytest.raises(NoticeChangedError):
        answering.answer(house.wallet.vault, owner, consent.id, agree=True, notice_hash="0" * 64, now=house.now())
    assert agree(house, owner, consent).state == State.ACTIVE


def test_silence_is_never_consent(house: House) -> None:
    owner, consent = asked(house)
    house.now.pass_by(days=8)
    with pytest.raises(ConsentStateError):
        agree(house, owner, consent)


def test_there_is_nothing_to_agree_to_when_the_wallet_holds_nothing_of_it(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    consent = house.ask(caller, house.dossier(owner, caller), NAME_AND_SEX)
    assert isinstance(consent, Consent)
    with pytest.raises(RequiredItemsMissingError):
        agree(house, owner, consent)


@pytest.mark.parametrize("to", [State.REVOKED, State.PAUSED])
def test_only_ones_own_consents_can_be_read_answered_or_changed(house: House, to: State) -> None:
    owner, consent = asked(house)
    agree(house, owner, consent)
    other = house.citizen(MINH)
    for asked_id in (consent.id, uuid4()):
        with pytest.raises(ConsentNotFoundError):
            viewing.read_question(house.wallet.vault, other, asked_id, now=house.now())
        with pytest.raises(ConsentNotFoundError):
            answering.change(house.wallet.vault, other, asked_id, to, now=house.now())


def versions(session: Session, consent: UUID) -> list[ConsentVersion]:
    wanted = select(ConsentVersion).where(ConsentVersion.consent_id == consent).order_by("version")
    return list(session.exec(wanted))


def test_every_decision_is_a_signed_version_whose_hash_stands_in_the_log(house: House) -> None:
    owner, consent = asked(house)
    agree(house, owner, consent)
    answering.change(house.wallet.vault, owner, consent.id, State.PAUSED, now=house.now())
    answering.change(house.wallet.vault, owner, consent.id, State.REVOKED, now=house.now())
    public = house.wallet.secrets.signing_key("artefact-signing").public_key()
    with house.wallet.database.reading() as session:
        kept = versions(session, consent.id)
    artefacts = [jwt.decode(one.jws, public, algorithms=["EdDSA"]) for one in kept]
    assert [artefact["decision"]["state"] for artefact in artefacts] == ["ACTIVE", "PAUSED", "REVOKED"]
    assert [artefact["previous"] for artefact in artefacts] == [None, kept[0].hash, kept[1].hash]
    assert artefacts[0]["notice"]["hash"] == consent.notice_hash
    logged = [entry.groups["purpose"]["artefact"] for entry in house.log_of(owner)[-3:]]
    assert logged == [one.hash for one in kept]
