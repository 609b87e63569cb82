"""What a card or passport says to machines becomes values to be confirmed: right in form, of that paper, or nothing."""

from datetime import date
from typing import Any

import pytest

from tests.intake.test_cards import CARD, NO_CARDS
from tests.intake.test_mrz import card, passport
from tests.papers import own_catalogue
from wallet.records.suggesting import ReadFrom, can_be_read, suggested

TODAY = date(2026, 11, 23)


def values(record_type: str, *texts: str) -> dict[str, Any]:
    return dict(suggested(own_catalogue(), record_type, texts, TODAY).values)


def test_a_cards_code_fills_what_the_card_carries() -> None:
    found = suggested(own_catalogue(), "can_cuoc", [CARD], TODAY)
    assert (found.read_from, found.issued_on) == (ReadFrom.QR_CODE, date(2021, 6, 5))
    assert found.values == {
        "person.full_name": "Nguyễn Thị Mẫu",
        "person.pid": "000099000001",
        "id_card.number": "000099000001",
        "person.dob": "1999-03-02",
        "person.sex": "Nữ",
        "residence.permanent": {"text": "Thôn Mẫu, Xã Mẫu, Tỉnh Mẫu", "scheme": "pre2025"},
        "id_card.issued_on": "2021-06-05",
    }


def test_an_address_that_names_one_place_gets_its_codes() -> None:
    text = CARD.replace("Xã Mẫu, Tỉnh Mẫu", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội")
    assert values("can_cuoc", text)["residence.permanent"]["commune"] == "00001"


def test_a_passports_zone_fills_what_the_passport_carries_and_no_name() -> None:
    found = values("ho_chieu", "\n".join(passport()))
    assert found["passport.number"] == "P00000001"
    assert found["passport.expires_on"] == "2031-04-04"
    assert (found["person.dob"], found["person.sex"]) == ("1961-04-12", "Nữ")
    assert "person.full_name" not in found


def test_the_back_of_a_card_is_read_too() -> None:
    assert values("cccd_chip", "\n".join(card()))["id_card.expires_on"] == "2031-04-12"


def test_what_a_kind_of_paper_does_not_carry_is_not_suggested_for_it() -> None:
    assert "id_card.number" not in values("ho_chieu", CARD)


@pytest.mark.parametrize("text", [*NO_CARDS.values(), "\n".join(passport())[:-1] + "x", "\n".join(passport()[:1])])
def test_anything_else_suggests_nothing(text: str) -> None:
    for kind in ("can_cuoc", "ho_chieu"):
        found = suggested(own_catalogue(), kind, [text], TODAY)
        assert (found.read_from, found.values) == (None, {})


def test_only_papers_with_such_a_number_can_be_read() -> None:
    kinds = {kind for kind in own_catalogue().record_types if can_be_read(own_catalogue(), kind)}
    assert kinds == {"can_cuoc", "cccd_chip", "ho_chieu"}
    assert values("giay_khai_sinh", CARD) == {}


def test_a_suggestion_never_shows_in_a_log() -> None:
    assert "Mẫu" not in repr(suggested(own_catalogue(), "can_cuoc", [CARD], TODAY))
