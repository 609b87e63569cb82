"""Check digits of cards and passports: the worked examples of ICAO Doc 9303, and every misread character."""

from datetime import date

import pytest

from wallet.intake.mrz import ZoneReading, check_digit, digits_hold, read_zone, zones_in

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


TODAY = date(2026, 11, 23)


def passport(personal: str = "000161000017<<", born: str = "610412", country: str = "VNM") -> tuple[str, str]:
    """Of a person whom no province has, with the digits that belong to it."""
    number, ends = "P00000001", "310404"
    line = f"{number}{check_digit(number)}{country}{born}{check_digit(born)}F{ends}{check_digit(ends)}{personal}"
    line += check_digit(personal)
    whole = check_digit(line[:10] + line[13:20] + line[21:43])
    return f"P<{country}NGUYEN<<THI<MAU".ljust(44, "<"), line + whole


def card() -> tuple[str, str, str]:
    number, born, ends = "161000017", "610412", "310412"
    first = f"IDVNM{number}{check_digit(number)}000161000017<<<"
    second = f"{born}{check_digit(born)}F{ends}{check_digit(ends)}VNM".ljust(29, "<")
    whole = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second + whole, "NGUYEN<<THI<MAU".ljust(30, "<")


def test_a_passports_zone_is_read_without_its_name() -> None:
    assert read_zone(passport(), TODAY) == ZoneReading(
        True, "P00000001", "000161000017", date(1961, 4, 12), "Nữ", date(2031, 4, 4)
    )


def test_a_cards_zone_is_read() -> None:
    assert read_zone(card(), TODAY) == ZoneReading(
        False, "161000017", "000161000017", date(1961, 4, 12), "Nữ", date(2031, 4, 12)
    )


def test_one_wrong_digit_gives_nothing_at_all() -> None:
    first, second = passport()
    for column in (3, 15, 23, 30, 43):
        other = "1" if second[column] == "0" else "0"
        assert read_zone((first, second[:column] + other + second[column + 1 :]), TODAY) is None


def test_a_personal_number_that_is_none_is_left_out() -> None:
    reading = read_zone(passport(personal="<" * 14), TODAY)
    assert reading is not None
    assert reading.personal_number == ""


@pytest.mark.parametrize("zone", [CARD, PASSPORT, passport(born="611312"), passport(country="UTO")])
def test_other_states_and_days_that_do_not_exist_give_nothing(zone: tuple[str, ...]) -> None:
    assert read_zone(zone, TODAY) is None


def test_a_child_is_of_this_century_and_its_grandmother_of_the_last() -> None:
    child, elder = read_zone(passport(born="261122"), TODAY), read_zone(passport(born="261124"), TODAY)
    assert child is not None
    assert elder is not None
    assert (child.born_on.year, elder.born_on.year) == (2026, 1926)


def test_zones_are_found_between_other_lines_and_with_spaces_in_them() -> None:
    first, second = passport()
    text = f"HỘ CHIẾU / PASSPORT\n\n{first[:20]} {first[20:]}\r\n{second.lower()}\nx"
    assert list(zones_in(text)) == [(first, second)]


def test_a_text_without_a_zone_has_none() -> None:
    assert list(zones_in("A" * 44 + "\n" + "Không có gì")) == []
