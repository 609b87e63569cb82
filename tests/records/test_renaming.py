"""An old address gets its new name from its owner and from nobody else: confirmed or chosen, never guessed."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.house import MINH, House
from wallet.addresses.proposals import Choice, Proposal, Unknown
from wallet.dossiers.prefill import FilledField, Standing
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.records import reading, renaming
from wallet.records.errors import AddressNotPossibleError, RecordNotFoundError
from wallet.records.reading import Reader
from wallet.records.renaming import Chosen

ONE = "Số 1 phố Mẫu, Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"
SEVERAL = "Phường Cống Vị, Quận Ba Đình, Thành phố Hà Nội"
NOWHERE = "Xã Không Có, Huyện Không Có, Tỉnh Không Có"
BA_DINH, GIANG_VO, NGOC_HA = "00004", "00025", "00008"
LICENCE_EXCHANGE = "3.000347"
HOME, BIRTHPLACE = "residence.permanent", "person.birth_place"


def paper_with(house: House, owner: Reader, text: str, name: str = HOME) -> UUID:
    kind = "giay_khai_sinh" if name == BIRTHPLACE else "xac_nhan_cu_tru_ct07"
    more: dict[str, Any] = {} if name == BIRTHPLACE else {"bound_procedure": None}
    values = {name: {"text": text, "scheme": "pre2025"}}
    return UUID(house.deposit(owner, house.service(), values, record_type=kind, **more)["record"])


def chosen(house: House, owner: Reader, paper: UUID, commune: str, name: str = HOME, detail: str | None = None) -> Any:
    kept = renaming.choose(house.wallet.vault, owner, paper, Chosen(name, commune, detail), now=house.now())
    return reading.read_record(house.wallet.vault, owner, UUID(kept["record"]), now=house.now())


def filled(house: House, owner: Reader) -> FilledField:
    """Of the field for the permanent residence, when an office asks."""
    office = house.service("mot-cua-mau", (LICENCE_EXCHANGE,))
    dossier = house.dossier(owner, office, f"H00-{uuid4().hex[:8]}", LICENCE_EXCHANGE)
    consent = house.agreed(owner, office, dossier, {HOME: "required"})
    answer = release(house.wallet.vault, house.wallet.gate, office, dossier.id, consent.id, now=house.now())
    assert isinstance(answer, Released)
    return next(field for field in answer.fields if field.attribute == HOME)


def test_one_successor_is_proposed_several_are_offered_and_the_unknown_is_asked_for(house: House) -> None:
    owner, vault = house.citizen(), house.wallet.vault
    kinds = []
    for text in (ONE, SEVERAL, NOWHERE):
        (old,) = renaming.old_addresses(vault, owner, paper_with(house, owner, text), now=house.now())
        kinds.append((type(old.outcome), [unit.code for unit in old.units or ()]))
    assert kinds == [(Proposal, [BA_DINH]), (Choice, [GIANG_VO, NGOC_HA]), (Unknown, [])]


def test_what_was_confirmed_has_scheme_codes_day_and_an_entry(house: House) -> None:
    owner = house.citizen()
    opened = chosen(house, owner, paper_with(house, owner, ONE), BA_DINH)
    assert opened.values[HOME] == {
        "text": "Số 1 phố Mẫu, Phường Ba Đình, Thành phố Hà Nội",
        "scheme": "2025",
        "province": "01",
        "commune": BA_DINH,
        "detail": "Số 1 phố Mẫu",
    }
    assert (opened.line.assurance, str(opened.line.as_of)) == ("self-declared", "2026-11-23")
    operations = [(entry.operation, entry.outcome) for entry in house.log_of(owner)]
    assert ("record.deposit", "done") in operations[-2:]


def test_a_birthplace_keeps_the_original_in_a_note(house: House) -> None:
    owner = house.citizen()
    opened = chosen(house, owner, paper_with(house, owner, SEVERAL, BIRTHPLACE), NGOC_HA, BIRTHPLACE)
    assert opened.values[BIRTHPLACE]["text"] == f"Phường Ngọc Hà, Thành phố Hà Nội (trước đây: {SEVERAL})"


@pytest.mark.parametrize(("text", "commune"), [(ONE, GIANG_VO), (SEVERAL, BA_DINH), (NOWHERE, "99999"), (ONE, "")])
def test_a_place_that_it_cannot_have_become_is_refused(house: House, text: str, commune: str) -> None:
    owner = house.citizen()
    paper = paper_with(house, owner, text)
    with pytest.raises(AddressNotPossibleError):
        chosen(house, owner, paper, commune)


def test_where_nothing_is_certain_any_commune_may_be_chosen(house: House) -> None:
    owner = house.citizen()
    opened = chosen(house, owner, paper_with(house, owner, NOWHERE), BA_DINH, detail="Thôn 1")
    assert opened.values[HOME]["text"] == "Thôn 1, Phường Ba Đình, Thành phố Hà Nội"


def test_choosing_again_is_another_version_and_no_second_record(house: House) -> None:
    owner = house.citizen()
    paper = paper_with(house, owner, SEVERAL)
    first, second = chosen(house, owner, paper, GIANG_VO), chosen(house, owner, paper, NGOC_HA)
    assert (first.line.id, second.line.version) == (second.line.id, 2)
    assert second.values[HOME]["commune"] == NGOC_HA


def test_nobody_else_may_and_the_attempt_is_the_owners_to_see(house: House) -> None:
    owner, other = house.citizen(), house.citizen(MINH)
    paper = paper_with(house, owner, ONE)
    for asked in (paper, uuid4()):
        with pytest.raises(RecordNotFoundError):
            chosen(house, other, asked, BA_DINH)
    assert house.log_of(owner)[-1].outcome == "denied"


@pytest.mark.parametrize(("text", "commune"), [(ONE, BA_DINH), (SEVERAL, NGOC_HA)])
def test_before_the_choice_a_form_asks_and_after_it_the_form_has_it(house: House, text: str, commune: str) -> None:
    owner = house.citizen()
    paper = paper_with(house, owner, text)
    assert filled(house, owner).standing in {Standing.TO_CONFIRM, Standing.TO_CHOOSE}
    chosen(house, owner, paper, commune)
    field = filled(house, owner)
    assert (field.standing, field.conflict) == (Standing.FILLED, "")
    assert field.address is not None
    assert (field.address.outcome, field.address.addresses[0]["commune"]) == ("confirmed", commune)
    assert field.shown == field.address.text
    assert [value.value["scheme"] for value in (field.chosen, *field.others)] == ["pre2025", "2025"]
