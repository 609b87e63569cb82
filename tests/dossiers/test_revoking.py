"""The end of a record reaches the gate and every open dossier that holds something of it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import select

from policies.grounds import Ground
from tests.dossiers.submission import BORN, NAME, Submission, events_of, fetched, submitted
from tests.house import House
from tests.papers import PDF
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.dossiers import results
from wallet.dossiers.models import ReleasedRecord
from wallet.dossiers.release import release, release_document
from wallet.dossiers.released import Released
from wallet.dossiers.revoking import revoke
from wallet.records.revoking import RevocationReason

WRONG = RevocationReason.ISSUED_IN_ERROR


@pytest.fixture
def form(house: House) -> Submission:
    return submitted(house)


def end(form: Submission, record: UUID | None = None) -> None:
    revoke(form.house.wallet.vault, form.issuer, record or form.record, reason=WRONG, now=form.house.now())


def again(form: Submission, key: str = "") -> Released | Refusal:
    vault, gate, now = form.house.wallet.vault, form.house.wallet.gate, form.house.now()
    return release(vault, gate, form.office, form.dossier.id, form.consent.id, idempotency_key=key, now=now)


def covered(form: Submission) -> list[tuple[UUID, int]]:
    with form.house.wallet.database.reading() as session:
        rows = session.exec(select(ReleasedRecord)).all()
    return sorted((row.record_id, row.version) for row in rows)


def test_a_consent_to_the_record_and_to_nothing_else_ends_with_it(form: Submission) -> None:
    end(form)
    answer = again(form)
    assert isinstance(answer, Refusal)
    assert answer.deny.grounds == (Ground.CONSENT_REVOKED,)
    with form.house.wallet.database.reading() as session:
        assert session.get_one(Consent, form.consent.id).state == State.INVALIDATED


def test_a_document_of_an_earlier_release_stays_closed_too(house: House) -> None:
    owner, issuer, office = house.citizen(), house.service("ubnd-mau"), house.service("mot-cua-mau")
    record = UUID(house.deposit(owner, issuer, document=PDF)["record"])
    dossier = house.dossier(owner, office)
    consent = house.agreed(owner, office, dossier, {NAME: "required"}, documents={"giay_khai_sinh": "required"})
    released = fetched(house, office, dossier, consent)
    revoke(house.wallet.vault, issuer, record, reason=WRONG, now=house.now())
    vault, gate = house.wallet.vault, house.wallet.gate
    answer = release_document(vault, gate, office, released.id, record, now=house.now())
    assert isinstance(answer, Refusal)


def test_each_open_dossier_that_holds_a_value_is_told(form: Submission) -> None:
    end(form)
    (event,) = events_of(form.house, form.office, "record.revoked")
    assert event == {
        "record": str(form.record),
        "dossier": str(form.dossier.id),
        "status": "revoked",
        "reason": "issued-in-error",
    }


def test_a_closed_dossier_is_not_told(form: Submission) -> None:
    with form.house.wallet.database.transaction() as session:
        results.close(session, form.house.wallet.vault, form.office, form.dossier.id, now=form.house.now())
    end(form)
    assert events_of(form.house, form.office, "record.revoked") == []


def test_a_service_that_got_nothing_of_the_record_is_not_told(form: Submission) -> None:
    other = UUID(form.house.deposit(form.owner, form.issuer)["record"])
    end(form, other)
    assert events_of(form.house, form.office, "record.revoked") == []


def test_two_releases_to_one_dossier_make_one_event_and_two_dossiers_two(form: Submission) -> None:
    assert isinstance(again(form), Released)
    second = form.house.dossier(form.owner, form.office, "H00-2")
    consent = form.house.agreed(form.owner, form.office, second, {BORN: "required"})
    fetched(form.house, form.office, second, consent)
    end(form)
    told = [event["dossier"] for event in events_of(form.house, form.office, "record.revoked")]
    assert sorted(told) == sorted([str(form.dossier.id), str(second.id)])


def test_a_retried_release_covers_its_record_once_and_a_later_version_too(form: Submission) -> None:
    for _ in range(2):
        assert isinstance(again(form, "k-1"), Released)
    assert covered(form) == [(form.record, 1)] * 2  # the form's own release, and the one with the key
    form.house.deposit(form.owner, form.issuer, replaces=form.record)
    assert isinstance(again(form, "k-1"), Released)
    assert covered(form) == [(form.record, 1), (form.record, 1), (form.record, 2)]


def test_a_refused_release_covers_nothing(form: Submission) -> None:
    known = covered(form)
    end(form)
    again(form)
    assert covered(form) == known


def test_a_release_at_the_moment_of_the_revocation_is_refused_or_told(house: House) -> None:
    """Never in between: no dossier keeps a revoked value that it was not told about."""
    form = submitted(house, max_uses=20)
    records = [UUID(house.deposit(form.owner, form.issuer)["record"]) for _ in range(12)]
    for record in records:
        _at_once(lambda: again(form), lambda record=record: end(form, record))  # type: ignore[misc]  # lambda's default
    told = {event["record"] for event in events_of(house, form.office, "record.revoked")}
    assert told == {str(record) for record, _ in covered(form)} & {str(record) for record in records}


def _at_once(*acts: Callable[[], object]) -> None:
    start = threading.Barrier(len(acts))

    def act(one: Callable[[], object]) -> None:
        start.wait()
        one()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act, one) for one in acts]:
            done.result()


def test_a_document_comes_with_the_link_that_can_stand_for_a_copy(house: House) -> None:
    owner, issuer, office = house.citizen(), house.service("ubnd-mau"), house.service("mot-cua-mau")
    receipt = house.deposit(owner, issuer, document=PDF)
    dossier = house.dossier(owner, office)
    consent = house.agreed(owner, office, dossier, {NAME: "required"}, documents={"giay_khai_sinh": "required"})
    (paper,) = fetched(house, office, dossier, consent).documents
    source = paper.source
    assert (str(source.record), source.version, source.result_code) == (receipt["record"], 1, None)
    assert (source.issuer, source.assurance) == ("Công an xã Mẫu", "issuer-asserted")
    assert f"{source.as_of}" == "2026-11-01"
