"""What twelve digits say, and that they never stand in anybody's way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.id_number import PROVINCES, Doubt, digits_of, doubts, read

NOBODYS = "000"
"""A province code that does not exist."""


def number(century_and_sex: int, year: int) -> str:
    return f"{NOBODYS}{century_and_sex}{year:02}000001"


def test_there_are_63_provinces_of_three_digits_each() -> None:
    assert len(PROVINCES) == len(set(PROVINCES.values())) == 63
    assert all(len(code) == 3 and code.isdigit() and code.startswith("0") for code in PROVINCES)


@pytest.mark.parametrize(
    ("digit", "sex", "century"),
    [
        (0, "Nam", 1900),
        (1, "Nữ", 1900),
        (2, "Nam", 2000),
        (3, "Nữ", 2000),
        (4, "Nam", 2100),
        (5, "Nữ", 2100),
        (6, "Nam", 2200),
        (7, "Nữ", 2200),
        (8, "Nam", 2300),
        (9, "Nữ", 2300),
    ],
)
def test_the_fourth_digit_tells_sex_and_century(digit: int, sex: str, century: int) -> None:
    reading = read(number(digit, 61))
    assert reading
    assert (reading.sex, reading.year_of_birth) == (sex, century + 61)


def test_the_province_is_the_one_of_before_the_reform() -> None:
    reading = read("060" + number(0, 61)[3:])
    assert reading
    assert reading.province == "Bình Thuận"


def test_an_unknown_province_raises_no_doubt() -> None:
    reading = read(number(1, 61))
    assert reading
    assert reading.province is None
    assert doubts(number(1, 61), born="1961-04-12", sex="Nữ") == ()


@pytest.mark.parametrize("born", ["1961", "1961-04", "1961-04-12"])
def test_a_birthday_of_which_only_the_year_is_known_is_enough(born: str) -> None:
    assert doubts(number(1, 61), born=born) == ()


def test_another_year_or_sex_is_a_doubt_and_both_are_told() -> None:
    assert doubts(number(1, 61), born="1962-01-01") == (Doubt.OTHER_YEAR_OF_BIRTH,)
    assert doubts(number(1, 61), born="2061") == (Doubt.OTHER_YEAR_OF_BIRTH,)
    assert doubts(number(1, 61), sex="Nam") == (Doubt.OTHER_SEX,)
    assert doubts(number(1, 61), born="1962", sex="Nam") == (Doubt.OTHER_YEAR_OF_BIRTH, Doubt.OTHER_SEX)


def test_what_is_not_given_is_not_doubted() -> None:
    assert doubts(number(1, 61)) == ()


def test_spaces_dots_and_dashes_between_the_digits_are_not_minded() -> None:
    assert digits_of(" 000 161.000-001 ") == "000161000001"
    assert doubts("000 161 000 001", born="1961", sex="Nữ") == ()


@pytest.mark.parametrize("text", ["", "00016100000", "0001610000011", "00016100000a", "٠٠٠١٦١٠٠٠٠٠١"])
def test_anything_but_twelve_digits_is_doubted_and_not_read(text: str) -> None:
    assert read(text) is None
    assert doubts(text) == (Doubt.NOT_TWELVE_DIGITS,)


@given(st.text(), st.none() | st.text(), st.none() | st.text())
def test_nothing_that_can_be_typed_is_refused(text: str, born: str | None, sex: str | None) -> None:
    assert set(doubts(text, born=born, sex=sex)) <= set(Doubt)


@given(st.from_regex(r"000[0-9]{9}", fullmatch=True))
def test_a_number_never_doubts_what_itself_says(digits: str) -> None:
    reading = read(digits)
    assert reading
    assert doubts(digits, born=f"{reading.year_of_birth}-01-01", sex=reading.sex) == ()


def test_a_reading_does_not_show_itself_in_a_log() -> None:
    assert "1961" not in repr(read(number(1, 61)))


@pytest.mark.parametrize("doubt", Doubt)
def test_a_doubt_is_told_in_both_languages(doubt: Doubt) -> None:
    assert doubt.sentence_vi.startswith(("Số", "Năm", "Giới"))
    assert doubt.sentence_en.endswith(".")
