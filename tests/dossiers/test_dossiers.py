"""A dossier from opening to result: coverage before consent, documents for fifteen minutes, results with their code."""

import io
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from policies.grounds import Ground
from tests.house import LAN, MINH, House
from tests.papers import PDF
from wallet.consents import answering
from wallet.consents.gate import Refusal
from wallet.consents.states import State
from wallet.dossiers import results, service
from wallet.dossiers.coverage import Readiness
from wallet.dossiers.errors import (
    DossierClosedError,
    DossierExistsError,
    DossierNotFoundError,
    ProcedureUnknownError,
    ReleaseEndedError,
    ResultTypeError,
)
from wallet.dossiers.models import Dossier
from wallet.dossiers.release import Released, ReleasedBytes, release, release_document
from wallet.identity.actors import Caller
from wallet.records.sealing import IncomingDocument

RESULT_TYPE = "thong_bao_cu_tru_ct08"
RESULT = {"person.full_name": "NGUYỄN THỊ MẪU", "person.pid": LAN}


def hand_in(house: House, caller: Caller, dossier: Dossier, record_type: str = RESULT_TYPE) -> dict[str, Any]:
    return results.deposit_result(
        house.wallet.vault,
        caller,
        dossier.id,
        record_type=record_type,
        values=RESULT,
        as_of=date(2026, 11, 23),
        expires_on=None,
        bound_procedure=None,
        document=IncomingDocument(io.BytesIO(PDF), "application/pdf"),
        idempotency_key="",
        now=house.now(),
    )


def test_coverage_tells_the_citizen_what_is_ready_and_what_is_missing(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    dossier = house.dossier(owner, caller)
    before = service.coverage(house.wallet.vault, owner, dossier.id, now=house.now())
    house.deposit(owner, caller)
    house.deposit(owner, None, {"contact.phone": "0900000000"}, record_type="tu_khai", as_of=date(2020, 1, 1))
    after = service.coverage(house.wallet.vault, owner, dossier.id, now=house.now())
    assert (before.count(Readiness.READY), after.count(Readiness.READY)) == (0, 4)
    assert after.count(Readiness.OUT_OF_DATE) == 1
    assert after.count(Readiness.MISSING) == before.count(Readiness.MISSING) - 5
    assert house.log_of(owner)[-1].operation == "dossier.coverage"


def test_coverage_is_for_the_citizen_of_the_dossier_only(house: House) -> None:
    owner, other, caller = house.citizen(), house.citizen(MINH), house.service()
    dossier = house.dossier(owner, caller)
    for asked in (dossier.id, uuid4()):
        with pytest.raises(DossierNotFoundError):
            service.coverage(house.wallet.vault, other, asked, now=house.now())


def test_the_same_reference_gives_the_same_dossier_and_never_another_persons(house: House) -> None:
    owner, other, caller = house.citizen(), house.citizen(MINH), house.service()
    assert house.dossier(owner, caller).id == house.dossier(owner, caller).id
    with pytest.raises(DossierExistsError):
        house.dossier(other, caller)


def test_an_unknown_procedure_opens_nothing(house: House) -> None:
    with pytest.raises(ProcedureUnknownError):
        house.dossier(house.citizen(), house.service(), procedure="9.999999")


def released(house: House) -> tuple[Any, Caller, Any, Released]:
    owner, caller = house.citizen(), house.service()
    house.deposit(owner, caller, document=PDF)
    dossier = house.dossier(owner, caller)
    consent = house.agreed(
        owner, caller, dossier, {"person.full_name": "required"}, documents={"giay_khai_sinh": "optional"}
    )
    answer = release(house.wallet.vault, house.wallet.gate, caller, dossier.id, consent.id, now=house.now())
    assert isinstance(answer, Released)
    return owner, caller, consent, answer


def fetch(house: House, caller: Caller, release_id: UUID, record: UUID) -> ReleasedBytes | Refusal:
    return release_document(house.wallet.vault, house.wallet.gate, caller, release_id, record, now=house.now())


def test_a_released_document_arrives_whole_with_an_entry_of_its_own(house: House) -> None:
    owner, caller, _, answer = released(house)
    (paper,) = answer.documents
    document = fetch(house, caller, answer.id, paper.record)
    assert isinstance(document, ReleasedBytes)
    assert b"".join(document.chunks) == PDF
    entry = house.log_of(owner)[-1]
    assert (entry.id, entry.operation, entry.outcome) == (document.entry, "release.document", "released")


def test_after_fifteen_minutes_the_document_needs_a_new_release(house: House) -> None:
    _, caller, _, answer = released(house)
    house.now.pass_by(minutes=15)
    with pytest.raises(ReleaseEndedError):
        fetch(house, caller, answer.id, answer.documents[0].record)


def test_once_revoked_the_document_of_an_earlier_release_stays_closed(house: House) -> None:
    owner, caller, consent, answer = released(house)
    answering.change(house.wallet.vault, owner, consent.id, State.REVOKED, now=house.now())
    refused = fetch(house, caller, answer.id, answer.documents[0].record)
    assert isinstance(refused, Refusal)
    assert refused.deny.grounds == (Ground.CONSENT_REVOKED,)


def test_another_services_release_is_as_absent_as_one_that_never_was(house: House) -> None:
    _, _, _, answer = released(house)
    other = house.service("cong-an-khac")
    for asked in (answer.id, uuid4()):
        with pytest.raises(ReleaseEndedError):
            fetch(house, other, asked, answer.documents[0].record)


def test_results_get_the_dossiers_code_with_a_running_number_and_can_be_reused(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    dossier = house.dossier(owner, caller)
    assert [hand_in(house, caller, dossier)["result_code"] for _ in range(2)] == ["H00-1-KQ1", "H00-1-KQ2"]
    coverage = service.coverage(house.wallet.vault, owner, dossier.id, now=house.now())
    assert coverage.count(Readiness.READY) >= 2


def test_a_procedure_hands_in_only_what_it_produces(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    dossier = house.dossier(owner, caller)
    with pytest.raises(ResultTypeError):
        hand_in(house, caller, dossier, "giay_khai_sinh")


def test_a_closed_dossier_takes_nothing_more(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    dossier = house.dossier(owner, caller)
    with house.wallet.database.transaction() as session:
        results.close(session, house.wallet.vault, caller, dossier.id, now=house.now())
    with pytest.raises(DossierClosedError):
        hand_in(house, caller, dossier)
    with pytest.raises(DossierClosedError):
        house.ask(caller, dossier, {"person.full_name": "required"})
