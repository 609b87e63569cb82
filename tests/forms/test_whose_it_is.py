"""A wallet holds papers about several people. Whose name stands where is never guessed."""

from pathlib import Path
from typing import Any

import pytest

from tests.forms.stocked import Stocked, deposit, stocked
from wallet.dossiers import results
from wallet.dossiers.gaps import Gap
from wallet.dossiers.models import StandsAs
from wallet.dossiers.prefill import Standing

BIRTH, RENEWED_BIRTH, HOUSEHOLD_BUSINESS = "1.001193", "1.004884", "1.001612"


@pytest.fixture
def woman(database_url: str, tmp_path: Path) -> Any:
    with stocked(database_url, tmp_path) as opened:
        yield opened


def shown(woman: Stocked, form: str, **how: Any) -> dict[str, str]:
    """Field id to what stands there."""
    return {place.field.id: place.filled.shown for place in woman.sheet(form, **how).places if place.filled}


def gaps(woman: Stocked, form: str, **how: Any) -> dict[str, Gap | None]:
    return {place.field.id: place.gap for place in woman.sheet(form, **how).places}


def result(woman: Stocked, procedure: str, record_type: str, values: dict[str, Any]) -> None:
    """An office finishes a dossier of hers and hands this in."""
    dossier = woman.house.dossier(woman.owner, woman.office, f"H00-{procedure}-result", procedure)
    results.deposit_result(
        woman.house.wallet.vault,
        woman.office,
        dossier.id,
        record_type=record_type,
        values=values,
        as_of=woman.house.now().date(),
        expires_on=None,
        bound_procedure=None,
        document=None,
        idempotency_key="",
        now=woman.house.now(),
    )


def test_a_childs_birth_certificate_in_its_mothers_wallet_never_fills_her_own_places(citizen: Stocked) -> None:
    for sheet in citizen.sheets().values():
        for place in sheet.places:
            if place.filled and place.field.attribute not in {"household.members"}:
                assert "LÊ THỊ CON" not in place.filled.shown, (sheet.form.id, place.field.id)
                assert place.filled.conflict == "", (sheet.form.id, place.field.id)


def test_the_certificate_that_a_birth_registration_gives_is_the_childs_even_without_a_number(woman: Stocked) -> None:
    result(woman, BIRTH, "giay_khai_sinh", {"person.full_name": "LÊ VĂN TRẺ", "person.dob": "2026-11-08"})
    assert shown(woman, "CT03")["full_name"] == "NGUYỄN THỊ MẪU"
    assert all(not place.filled.conflict for place in woman.sheet("CT03").places if place.filled)


def test_her_own_renewed_birth_certificate_is_hers(woman: Stocked) -> None:
    result(
        woman,
        RENEWED_BIRTH,
        "giay_khai_sinh",
        {
            "person.full_name": "NGUYỄN THỊ MẪU",
            "person.hometown": {"text": "Phường Hai Bà Trưng, Thành phố Hà Nội", "scheme": "2025"},
        },
    )
    hometown = next(place for place in woman.sheet("DC01").places if place.field.id == "hometown")
    assert hometown.gap is Gap.CONFLICT


def test_who_registers_the_own_birth_anew_is_not_taken_for_the_newborn_in_the_wallet(citizen: Stocked) -> None:
    found = gaps(citizen, "KS", procedure=RENEWED_BIRTH)
    assert {found[name] for name in ("child_name", "child_dob", "mother_name")} == {Gap.OTHER_MATTER}
    assert "child.full_name" not in citizen.catalogue.template(RENEWED_BIRTH).attributes


def test_a_new_business_is_not_given_the_name_of_the_old_one(citizen: Stocked) -> None:
    assert "name" not in shown(citizen, "HKD", procedure=HOUSEHOLD_BUSINESS)


def test_who_brings_a_dossier_for_somebody_else_fills_the_submitters_places_only(citizen: Stocked) -> None:
    found = shown(citizen, "XNTTHN", stands_as=StandsAs.SUBMITTER)
    assert found.keys() == {"requester", "requester_residence", "requester_pid"}
    assert gaps(citizen, "XNTTHN", stands_as=StandsAs.SUBMITTER)["full_name"] is Gap.ANOTHER_PERSON


def test_whose_dossier_another_person_brings_fills_the_owners_places_only(citizen: Stocked) -> None:
    found = shown(citizen, "XNTTHN", stands_as=StandsAs.OWNER)
    assert "full_name" in found
    assert not found.keys() & {"requester", "requester_residence", "requester_pid"}


def test_after_a_second_marriage_the_husbands_are_shown_side_by_side_and_never_mixed(woman: Stocked) -> None:
    deposit(
        woman,
        {
            "type": "giay_chung_nhan_ket_hon",
            "by": "issuer",
            "as_of": woman.house.now().date(),
            "values": {"spouse.full_name": "PHẠM VĂN KHÁC"},
        },
    )
    found = {place.field.id: place for place in woman.sheet("TK01").places}
    name = found["spouse_name"].filled
    assert name is not None
    assert (name.standing, name.chosen.value) == (Standing.TO_CHOOSE, "PHẠM VĂN KHÁC")
    assert [other.value for other in name.others] == ["LÊ VĂN THỬ"]
    assert found["spouse_dob"].filled is None, "the first husband's day of birth beside the second one's name"


def test_of_two_vehicles_none_gets_the_others_engine(woman: Stocked) -> None:
    deposit(
        woman,
        {
            "type": "dang_ky_o_to",
            "by": "issuer",
            "as_of": woman.house.now().date(),
            "values": {"vehicle.plate": "29A-000.02", "vehicle.load": "5 chỗ"},
        },
    )
    found = {place.field.id: place for place in woman.sheet("DKX10").places}
    assert found["plate"].gap is Gap.CONFLICT
    assert found["load"].filled is not None
    assert found["capacity"].filled is None
