"""Check digits of cards and passports: the worked examples of ICAO Doc 9303, and every misread character."""

import pytest

from wallet.intake.mrz import check_digit, digits_hold

# ICAO Doc 9303: part 5 appendix B, part 4 appendix B; both belong to a made-up person of a made-up state.
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


@pytest.mark.parametrize(("text", "digit"), [("520727", "3"), ("AB2134<<<", "5"), ("", "0"), ("<<<", "0")])
def test_digits_of_the_standards_examples(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize("text", ["a", "é", "1 2", "Ễ", "٣"])
def test_other_characters_have_no_digit(text: str) -> None:
    with pytest.raises(ValueError, match="machine-readable"):
        check_digit(text)


@pytest.mark.parametrize("lines", [CARD, PASSPORT])
def test_the_standards_documents_hold(lines: tuple[str, ...]) -> None:
    assert digits_hold(lines)


@pytest.mark.parametrize("column", [*range(10), *range(13, 20), *range(21, 44)])  # not the nationality and the sex
def test_a_misread_digit_of_a_passport_is_found(column: int) -> None:
    line = PASSPORT[1]
    other = "1" if line[column] == "0" else "0" if line[column].isdigit() else "X"
    assert not digits_hold((PASSPORT[0], line[:column] + other + line[column + 1 :]))


def test_a_passport_without_a_personal_number_may_leave_out_its_digit() -> None:
    bare = PASSPORT[1][:28] + "<" * 15
    digit = check_digit(bare[:10] + bare[13:20] + bare[21:43])
    assert digits_hold((PASSPORT[0], bare + digit))
    assert not digits_hold((PASSPORT[0], PASSPORT[1][:42] + "<" + digit))


@pytest.mark.parametrize("lines", [(), ("",), CARD[:2], (*PASSPORT, ""), (CARD[0], CARD[1][:-1], CARD[2])])
def test_other_layouts_do_not_hold(lines: tuple[str, ...]) -> None:
    assert not digits_hold(lines)
