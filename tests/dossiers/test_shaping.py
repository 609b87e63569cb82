"""Values as a form wants them, and old addresses as proposals or choices, never as a guess."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from policies.catalogue import Catalogue, Field, Shape
from wallet.dossiers.shaping import address_help, written


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()


def test_names_are_written_in_capitals_with_their_diacritics_where_the_form_wants_it() -> None:
    name = catalogue().attributes["person.full_name"]
    field = next(one for one in catalogue().forms["CT01"].fields if one.attribute == "person.full_name")
    assert written(replace(field, shape=Shape.CAPITALS), name, "Nguyễn Thị Mẫu") == "NGUYỄN THỊ MẪU"
    assert written(replace(field, shape=Shape.AS_STORED), name, "Nguyễn Thị Mẫu") == "Nguyễn Thị Mẫu"
    assert written(None, name, "Nguyễn Thị Mẫu") == "Nguyễn Thị Mẫu"


def test_a_place_that_is_no_known_unit_stays_for_the_citizen_to_look_up() -> None:
    home = catalogue().attributes["residence.permanent"]
    help_ = address_help(home, {"text": "Số 1 phố Thử, xã Mẫu, tỉnh Thử", "scheme": "pre2025"})
    assert help_ is not None
    assert (help_.outcome, help_.addresses) == ("unknown", ())


def test_an_address_of_today_needs_no_help() -> None:
    home = catalogue().attributes["residence.permanent"]
    value = {"text": "Số 1 phố Thử, xã Mẫu, tỉnh Thử", "scheme": "2025"}
    help_ = address_help(home, value)
    assert help_ is not None
    assert (help_.outcome, help_.text) == ("current", value["text"])


OLD = "Số 1 phố Thử, Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"


@pytest.mark.parametrize("key", ["residence.permanent", "person.hometown"])
def test_an_old_address_with_one_successor_is_proposed_with_its_old_name(key: str) -> None:
    help_ = address_help(catalogue().attributes[key], {"text": OLD, "scheme": "pre2025"})
    assert help_ is not None
    assert help_.outcome == "proposal"
    assert "trước đây: Phường Trúc Bạch" in help_.text
    (address,) = help_.addresses
    assert (address["scheme"], address["detail"]) == ("2025", "Số 1 phố Thử")
    assert ("Trúc Bạch" in address["text"]) is (key == "person.hometown")


def test_what_is_no_address_gets_no_help() -> None:
    assert address_help(catalogue().attributes["person.full_name"], "Nguyễn Thị Mẫu") is None


def field(form: str, name: str) -> Field:
    return next(one for one in catalogue().forms[form].fields if one.id == name)


NEW = "Phường Ba Đình, Thành phố Hà Nội"
AS_THE_FORM_WANTS_IT = [
    ("KS", "child_dob", "2026-11-08", "08/11/2026 (ngày tám tháng mười một năm hai nghìn không trăm hai mươi sáu)"),
    ("KS", "child_dob", "2026", "2026 (năm hai nghìn không trăm hai mươi sáu)"),
    ("DC01", "hometown", {"text": f"Số 1 phố Thử, {NEW}", "scheme": "2025"}, NEW),
    ("DC01", "hometown", {"text": OLD, "scheme": "pre2025"}, OLD),
    ("DC01", "hometown", {"text": "Xã Mẫu, Tỉnh Thử", "scheme": "2025"}, "Xã Mẫu, Tỉnh Thử"),
    ("TK01", "birth_place", {"text": OLD, "scheme": "pre2025"}, "Thành phố Hà Nội"),
    ("TK01", "birth_place", {"text": "Lào", "scheme": "2025"}, "Lào"),
    (
        "DC01",
        "household",
        [{"full_name": "LÊ VĂN THỬ", "dob": "1984-01-30", "pid": "000084000033", "relation": "Chủ hộ"}],
        "LÊ VĂN THỬ, 000084000033, Chủ hộ",
    ),
]


@pytest.mark.parametrize(("form", "name", "value", "line"), AS_THE_FORM_WANTS_IT)
def test_a_value_is_written_as_the_form_wants_it(form: str, name: str, value: Any, line: str) -> None:
    place = field(form, name)
    assert written(place, catalogue().attributes[place.attribute or ""], value) == line
