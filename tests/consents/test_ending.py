"""Consents end by silence, by time, with their dossier and with the papers; each end is signed, logged and told."""

from uuid import UUID

import jwt
import pytest
from sqlmodel import Session, select

from policies.grounds import Ground
from policies.release import Assurance
from tests.house import House
from tests.papers import PDF
from wallet.consents import answering, artefact, ending
from wallet.consents.asking import Refused
from wallet.consents.deleting import delete_record
from wallet.consents.errors import ConsentStateError
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.dossiers import results
from wallet.dossiers.models import Dossier
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.dossiers.revoking import revoke
from wallet.dossiers.schemas import ConsentAsk, Necessity
from wallet.dossiers.service import ask_consent
from wallet.identity.actors import Caller
from wallet.notices.models import OutboxMessage
from wallet.records.reading import Reader
from wallet.records.revoking import RevocationReason

NAME: dict[str, Necessity] = {"person.full_name": "required"}
RESIDENCE_PAPER = "xac_nhan_cu_tru_ct07"


class Agreed:
    """A citizen with a birth record, an office, and a consent of three uses for the name."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.owner, self.office = house.citizen(), house.service()
        self.record = UUID(house.deposit(self.owner, self.office, document=PDF)["record"])
        self.dossier = house.dossier(self.owner, self.office)
        self.consent = house.agreed(self.owner, self.office, self.dossier, NAME, max_uses=3)

    def fetch(self, consent: Consent | None = None) -> Released | Refusal:
        wallet, now = self.house.wallet, self.house.now()
        return release(wallet.vault, wallet.gate, self.office, self.dossier.id, (consent or self.consent).id, now=now)

    def grounds(self) -> tuple[Ground, ...]:
        answer = self.fetch()
        assert isinstance(answer, Refusal)
        return answer.deny.grounds

    def state(self, consent: Consent | None = None) -> State:
        with self.house.wallet.database.reading() as session:
            return State(session.get_one(Consent, (consent or self.consent).id).state)


@pytest.fixture
def agreed(house: House) -> Agreed:
    return Agreed(house)


def asked_for(house: House, office: Caller, dossier: Dossier, **limits: object) -> Consent | Refused:
    wanted = ConsentAsk.model_validate({"attributes": NAME, "max_uses": 5, **limits})
    wallet = house.wallet
    with wallet.database.transaction() as session:
        return ask_consent(
            session, wallet.vault, wallet.gate, office.service, dossier.id, wanted,
            actor=office.actor, how=office.how, now=house.now(),
        )  # fmt: skip


def agreed_with(house: House, owner: Reader, office: Caller, dossier: Dossier, **limits: object) -> Consent:
    consent = asked_for(house, office, dossier, **limits)
    assert isinstance(consent, Consent)
    return answering.answer(
        house.wallet.vault, owner, consent.id, agree=True, notice_hash=consent.notice_hash, now=house.now()
    )


def told(session: Session, kind: str) -> set[str]:
    return {message.audience for message in session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind))}


def signed_states(house: House, consent: Consent) -> list[str]:
    with house.wallet.database.reading() as session:
        kept = artefact.versions(session, consent)
        bodies = [artefact.verified(house.wallet.secrets, one.jws) for one in kept]
    assert [body["previous"] for body in bodies] == [None, *(one.hash for one in kept[:-1])]
    return [body["decision"]["state"] for body in bodies]


def test_what_nobody_answers_lapses_and_grants_nothing(house: House) -> None:
    owner, office = house.citizen(), house.service()
    house.deposit(owner, office)
    consent = house.ask(office, house.dossier(owner, office), NAME)
    assert isinstance(consent, Consent)
    assert ending.end_overdue(house.wallet.vault, now=house.now()) == 0
    house.now.pass_by(days=8)
    assert ending.end_overdue(house.wallet.vault, now=house.now()) == 1
    assert signed_states(house, consent) == ["LAPSED"]
    assert house.log_of(owner)[-1].operation == "consent.lapse"
    assert house.log_of(owner)[-1].groups["actor"] == {"kind": "system", "id": "wallet"}
    with house.wallet.database.reading() as session:
        assert told(session, "consent.lapsed") == {"citizen", "service"}
        assert session.get_one(Consent, consent.id).granted == []


def test_what_was_put_off_can_be_answered_and_lapses_too(house: House) -> None:
    owner, office = house.citizen(), house.service()
    house.deposit(owner, office)
    first, second = (house.ask(office, house.dossier(owner, office, f"H00-{n}"), NAME) for n in (1, 2))
    assert isinstance(first, Consent)
    assert isinstance(second, Consent)
    for one in (first, second):
        assert answering.defer(house.wallet.vault, owner, one.id, now=house.now()).state == State.DEFERRED
    answering.answer(
        house.wallet.vault, owner, first.id, agree=True, notice_hash=first.notice_hash, now=house.now()
    )  # fmt: skip
    house.now.pass_by(days=8)
    with pytest.raises(ConsentStateError):
        answering.defer(house.wallet.vault, owner, second.id, now=house.now())
    ending.end_overdue(house.wallet.vault, now=house.now())
    assert signed_states(house, first) == ["DEFERRED", "ACTIVE", "EXPIRED"]
    assert signed_states(house, second) == ["DEFERRED", "LAPSED"]


@pytest.mark.parametrize("paused", [False, True])
def test_what_is_over_expires_whether_paused_or_not(agreed: Agreed, paused: bool) -> None:
    house = agreed.house
    if paused:
        answering.change(house.wallet.vault, agreed.owner, agreed.consent.id, State.PAUSED, now=house.now())
    house.now.pass_by(days=8)
    assert ending.end_overdue(house.wallet.vault, now=house.now()) == 1
    assert signed_states(house, agreed.consent)[-1] == "EXPIRED"
    assert agreed.grounds() == (Ground.CONSENT_EXPIRED,)
    assert ending.end_overdue(house.wallet.vault, now=house.now()) == 0


def test_the_housekeeper_ends_them(agreed: Agreed) -> None:
    agreed.house.now.pass_by(days=8)
    agreed.house.wallet.housekeeper.run_once()
    assert agreed.state() is State.EXPIRED


def test_closing_the_dossier_ends_what_was_asked_for_it_and_nothing_else(agreed: Agreed) -> None:
    house, wallet = agreed.house, agreed.house.wallet
    waiting = house.ask(agreed.office, agreed.dossier, NAME)
    other = house.agreed(agreed.owner, agreed.office, house.dossier(agreed.owner, agreed.office, "H00-2"), NAME)
    assert isinstance(waiting, Consent)
    with wallet.database.transaction() as session:
        results.close(session, wallet.vault, agreed.office, agreed.dossier.id, now=house.now())
    assert [agreed.state(one) for one in (agreed.consent, waiting, other)] == ["TERMINATED", "TERMINATED", "ACTIVE"]
    assert agreed.grounds() == (Ground.CONSENT_EXPIRED,)
    assert house.log_of(agreed.owner)[-2].groups["actor"]["organisation"] == "Công an xã Mẫu"


def test_a_consent_lives_on_while_one_paper_can_still_be_used(agreed: Agreed) -> None:
    house, owner, office = agreed.house, agreed.owner, agreed.office
    second = UUID(house.deposit(owner, office)["record"])
    revoke(house.wallet.vault, office, agreed.record, reason=RevocationReason.REPLACED, now=house.now())
    assert agreed.state() is State.ACTIVE
    delete_record(house.wallet.vault, owner, second, now=house.now())
    assert agreed.state() is State.INVALIDATED
    assert signed_states(house, agreed.consent) == ["ACTIVE", "INVALIDATED"]
    assert house.log_of(owner)[-1].operation == "consent.invalidate"


def test_erasure_ends_what_waits_and_what_lives(agreed: Agreed) -> None:
    house, wallet = agreed.house, agreed.house.wallet
    waiting = house.ask(agreed.office, agreed.dossier, NAME)
    assert isinstance(waiting, Consent)
    with wallet.database.transaction() as session:
        ending.invalidate_all(
            session, wallet.vault, agreed.owner.citizen.id,
            actor=agreed.owner.actor, how=agreed.owner.circumstances, now=house.now(),
        )  # fmt: skip
    assert {agreed.state(one) for one in (agreed.consent, waiting)} == {State.INVALIDATED}
    assert agreed.grounds() == (Ground.CONSENT_REVOKED,)


def test_the_last_use_signs_that_the_consent_is_used_up(agreed: Agreed) -> None:
    answers = [agreed.fetch() for _ in range(3)]
    last = answers[-1]
    assert isinstance(last, Released)
    assert signed_states(agreed.house, agreed.consent) == ["ACTIVE", "EXHAUSTED"]
    proof = jwt.decode(last.proof, options={"verify_signature": False})
    assert proof["artefact"] == agreed.consent.artefact_hash, "the version that permitted it"


def test_a_consent_with_a_distance_between_uses_is_not_used_sooner(agreed: Agreed) -> None:
    house = agreed.house
    consent = agreed_with(house, agreed.owner, agreed.office, agreed.dossier, interval_hours=24)
    assert isinstance(agreed.fetch(consent), Released)
    house.now.pass_by(hours=23)
    early = agreed.fetch(consent)
    assert isinstance(early, Refusal)
    assert early.deny.grounds == (Ground.CONSENT_USED_TOO_SOON,)
    house.now.pass_by(hours=1)
    later = agreed.fetch(consent)
    assert isinstance(later, Released)
    assert later.uses_left == 3


def test_a_question_for_surer_papers_is_answered_from_surer_papers_only(house: House) -> None:
    owner, office = house.citizen(), house.service()
    house.deposit(owner, None, {"person.full_name": "NGUYỄN THỊ MẪU TỰ KHAI"})
    house.deposit(owner, office)
    dossier = house.dossier(owner, office)
    consent = agreed_with(house, owner, office, dossier, min_assurance=Assurance.ISSUER_ASSERTED.value)
    answer = release(house.wallet.vault, house.wallet.gate, office, dossier.id, consent.id, now=house.now())
    assert isinstance(answer, Released)
    assert [(field.chosen.value, len(field.others)) for field in answer.fields] == [("NGUYỄN THỊ MẪU", 0)]


def test_a_value_older_than_was_asked_for_stays_closed_unless_confirmed(agreed: Agreed) -> None:
    consent = agreed_with(agreed.house, agreed.owner, agreed.office, agreed.dossier, max_age_days=7)
    answer = agreed.fetch(consent)
    assert isinstance(answer, Refusal)
    assert answer.deny.grounds == (Ground.RECORD_STALE,)


@pytest.mark.parametrize("change", ["granted wider", "a signature of nobody", "another state", "another version"])
def test_a_consent_that_was_changed_by_hand_releases_nothing(agreed: Agreed, change: str) -> None:
    database = agreed.house.wallet.database
    with database.transaction() as session:
        consent = session.get_one(Consent, agreed.consent.id)
        version = artefact.latest(session, consent)
        assert version is not None
        if change == "granted wider":
            items = [dict(item, attributes=[*item["attributes"], "person.dob"]) for item in consent.granted]
            body = artefact.verified(agreed.house.wallet.secrets, version.jws) | {"items": items}
            version.jws = jwt.encode(body, "k" * 32, algorithm="HS256", headers={"typ": artefact.TYPE})
            version.hash = consent.artefact_hash = artefact.hash_of(version.jws)
        elif change == "a signature of nobody":
            version.jws = version.jws[:-6] + "AAAAAA"
            version.hash = consent.artefact_hash = artefact.hash_of(version.jws)
        elif change == "another state":
            consent.state = State.PAUSED
        else:
            consent.version = 7
        session.add_all([consent, version])
    assert agreed.grounds() == (Ground.NOT_DECIDABLE,)


def test_what_the_row_says_is_granted_opens_nothing_that_was_not_signed(agreed: Agreed) -> None:
    with agreed.house.wallet.database.transaction() as session:
        consent = session.get_one(Consent, agreed.consent.id)
        consent.granted = [dict(item, attributes=[*item["attributes"], "person.dob"]) for item in consent.granted]
        session.add(consent)
    answer = agreed.fetch()
    assert isinstance(answer, Refusal)
    assert answer.deny.grounds == (Ground.ATTRIBUTE_NOT_GRANTED,)
