"""Numbers and days as they are read out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.dossiers.spoken import END, day_in_words, number_in_words

NUMBERS = {
    0: "không",
    4: "bốn",
    10: "mười",
    15: "mười lăm",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    105: "một trăm linh năm",
    110: "một trăm mười",
    1986: "một nghìn chín trăm tám mươi sáu",
    2000: "hai nghìn",
    2005: "hai nghìn không trăm linh năm",
    50_000_000: "năm mươi triệu",
    1_000_001: "một triệu không trăm linh một",
    2_034_500_000: "hai tỷ không trăm ba mươi tư triệu năm trăm nghìn",
}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number_is_read_out(number: int, words: str) -> None:
    assert number_in_words(number) == words


@given(st.integers(0, END - 1), st.integers(0, END - 1))
def test_no_two_numbers_sound_the_same(one: int, other: int) -> None:
    assert (number_in_words(one) == number_in_words(other)) is (one == other)


@pytest.mark.parametrize("number", [-1, END])
def test_there_are_no_words_beyond(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        number_in_words(number)


def test_a_day_a_month_and_a_year_are_read_out() -> None:
    assert day_in_words("1961-04-12") == "ngày mười hai tháng tư năm một nghìn chín trăm sáu mươi mốt"
    assert day_in_words("2026-11") == "tháng mười một năm hai nghìn không trăm hai mươi sáu"
    assert day_in_words("1938") == "năm một nghìn chín trăm ba mươi tám"
