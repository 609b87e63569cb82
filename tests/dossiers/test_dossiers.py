"""A dossier from opening to result: coverage before consent, documents for fifteen minutes, results with their code."""

import io
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from policies.grounds import Ground
from tests.house import LAN, MINH, RESIDENCE, House
from tests.papers import PDF
from wallet.consents import answering
from wallet.consents.gate import Refusal
from wallet.consents.states import State
from wallet.dossiers import results, service
from wallet.dossiers.answers import coverage_read, release_read
from wallet.dossiers.coverage import Readiness
from wallet.dossiers.errors import (
    DossierClosedError,
    DossierExistsError,
    DossierNotFoundError,
    ProcedureUnknownError,
    ReleaseEndedError,
    ResultTypeError,
)
from wallet.dossiers.gaps import Gap
from wallet.dossiers.models import Dossier
from wallet.dossiers.release import ReleasedBytes, release, release_document
from wallet.dossiers.released import Released
from wallet.identity.actors import Caller
from wallet.notices import service as notices
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


def test_coverage_says_why_a_field_stays_empty_and_what_the_authority_finds_itself(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    house.deposit(owner, caller)
    coverage = service.coverage(house.wallet.vault, owner, house.dossier(owner, caller).id, now=house.now())
    read = coverage_read(coverage)
    why = {field.id: (field.gap, field.why) for field in read.fields}
    assert why["full_name"] == (None, "")
    assert why["declarant"] == ("signature", Gap.SIGNATURE.label_vi)
    assert why["phone"] == ("not-held", Gap.NOT_HELD.label_vi)
    spouse = next(one for one in read.components if one.id == "kinship_spouse")
    assert [found.authority for found in spouse.looked_up] == ["Bộ Tư pháp"]
    assert (spouse.proof, spouse.also) == ("scan", ["Xác nhận của UBND cấp xã"])
    assert read.looks_first[0] == "VNeID"


def test_with_the_values_a_service_gets_what_else_the_dossier_takes_and_where_it_has_to_look_itself(
    house: House,
) -> None:
    _, _, _, answer = released(house)
    read = release_read(answer)
    assert read.looks_first[-1].startswith("Kho dữ liệu")
    assert {one.id for one in read.components} >= {"dwelling", "kinship_spouse"}
    assert {field.role for field in read.fields} == {"owner"}
    assert {field.standing for field in read.fields} == {"filled"}


@pytest.mark.parametrize(("procedure", "told"), [("1.004859", ["dossier.outdates-papers"]), (RESIDENCE, [])])
def test_at_the_end_the_citizen_is_told_what_it_means_for_papers_held_already(
    house: House, procedure: str, told: list[str]
) -> None:
    owner, caller = house.citizen(), house.service(procedures=(procedure,))
    dossier = house.dossier(owner, caller, procedure=procedure)
    with house.wallet.database.transaction() as session:
        results.close(session, house.wallet.vault, caller, dossier.id, now=house.now())
    with house.wallet.database.reading() as session:
        kinds = [message.kind for message in notices.for_citizen(session, owner.citizen.id)]
    assert [kind for kind in kinds if kind.startswith("dossier.")] == told


def test_a_joint_procedure_hands_in_each_of_its_results(house: House) -> None:
    owner, caller = house.citizen(), house.service(procedures=("2.000986",))
    dossier = house.dossier(owner, caller, procedure="2.000986")
    assert hand_in(house, caller, dossier, RESULT_TYPE)["type"] == RESULT_TYPE
    with pytest.raises(ResultTypeError):
        hand_in(house, caller, dossier, "gplx")
