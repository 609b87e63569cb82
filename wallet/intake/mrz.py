"""Check digits of machine-readable zones (ICAO Doc 9303, part 3 section 4.9; layouts: parts 4 and 5).

They find misreadings, not forgeries: anybody can compute them. What is read is a suggestion to be confirmed; the names
of a zone are left out, because a zone has no accents and a name without its accents is somebody else's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 3, 1)
LETTER_OFFSET = 10
_CHARACTERS = re.compile(r"[0-9A-Z<]*")

# (what is checked as (line, from, to), where its digit stands as (line, column))
Check = tuple[tuple[tuple[int, int, int], ...], tuple[int, int]]

TD1_CHECKS: tuple[Check, ...] = (  # identity cards, 3 lines of 30
    (((0, 5, 14),), (0, 14)),
    (((1, 0, 6),), (1, 6)),
    (((1, 8, 14),), (1, 14)),
    (((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)), (1, 29)),
)
TD3_CHECKS: tuple[Check, ...] = (  # passports, 2 lines of 44
    (((1, 0, 9),), (1, 9)),
    (((1, 13, 19),), (1, 19)),
    (((1, 21, 27),), (1, 27)),
    (((1, 28, 42),), (1, 42)),
    (((1, 0, 10), (1, 13, 20), (1, 21, 43)), (1, 43)),
)
LAYOUTS: dict[tuple[int, int], tuple[Check, ...]] = {(3, 30): TD1_CHECKS, (2, 44): TD3_CHECKS}
OPTIONAL_DIGIT = (1, 42)
"""In a passport without a personal number this digit may be `<` instead of 0."""


LINE = re.compile(r"[0-9A-Z<]{30}|[0-9A-Z<]{44}")
TEXT_CHARACTERS = 20_000
"""Of a page's text, no more is searched."""

SEXES = {"M": "Nam", "F": "Nữ"}
VIETNAM = "VNM"
PERSONAL_NUMBER_DIGITS = 12
_DAY = re.compile(r"(\d{2})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True, repr=False)
class ZoneReading:
    """What a Vietnamese card or passport says in its zone. `personal_number`, `sex`: "" where the zone has none."""

    is_passport: bool
    number: str
    personal_number: str
    born_on: date
    sex: str
    expires_on: date


def zones_in(text: str) -> Iterator[tuple[str, ...]]:
    """Lines below each other that have the shape of a zone; spaces between the letters do not count."""
    lines = ["".join(line.split()).upper() for line in text[:TEXT_CHARACTERS].splitlines()]
    lines = [line for line in lines if line]
    for start, line in enumerate(lines):
        for count, width in LAYOUTS:
            zone = tuple(lines[start : start + count])
            if len(line) == width and len(zone) == count and all(len(one) == width for one in zone):
                yield zone


def read_zone(lines: Sequence[str], today: date) -> ZoneReading | None:
    """None unless every check digit holds, Vietnam issued it and its days exist.

    `today`: a year of two digits is the latest one in which its owner can have been born.
    """
    if not digits_hold(lines) or lines[0][2:5] != VIETNAM:
        return None
    is_passport = len(lines) == 2  # noqa: PLR2004  (lines of a passport)
    if is_passport:
        number, days, personal = lines[1][:9], lines[1][13:28], lines[1][28:42]
    else:
        number, days, personal = lines[0][5:14], lines[1][:15], lines[0][15:27]
    personal = personal.strip("<")
    born_on, expires_on = _day(days[:6], today.year // 100), _day(days[8:14], today.year // 100)
    if born_on is not None and born_on > today:
        born_on = _day(days[:6], today.year // 100 - 1)
    if born_on is None or expires_on is None:
        return None
    is_number = len(personal) == PERSONAL_NUMBER_DIGITS and personal.isdigit()
    known = personal if is_number else ""
    return ZoneReading(is_passport, number.strip("<"), known, born_on, SEXES.get(days[7], ""), expires_on)


def check_digit(text: str) -> str:
    """Weights 7, 3, 1 over 0-9, A-Z (10 to 35) and `<` (0), modulo 10. Raises ValueError for any other character."""
    if not _CHARACTERS.fullmatch(text):
        raise ValueError("not characters of a machine-readable zone")
    return str(sum(_value(letter) * WEIGHTS[place % len(WEIGHTS)] for place, letter in enumerate(text)) % 10)


def digits_hold(lines: Sequence[str]) -> bool:
    """Whether all check digits of a card's or a passport's zone are right; False for any other layout."""
    checks = LAYOUTS.get((len(lines), len(lines[0]) if lines else 0))
    if checks is None or any(len(line) != len(lines[0]) or not _CHARACTERS.fullmatch(line) for line in lines):
        return False
    return all(_holds(lines, check) for check in checks)


def _holds(lines: Sequence[str], check: Check) -> bool:
    parts, (line, column) = check
    text = "".join(lines[number][start:end] for number, start, end in parts)
    stands = lines[line][column]
    if stands == "<" and len(lines) == 2 and (line, column) == OPTIONAL_DIGIT:  # noqa: PLR2004  (lines of a passport)
        return not text.strip("<")
    return stands == check_digit(text)


def _day(digits: str, century: int) -> date | None:
    found = _DAY.fullmatch(digits)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return date(century * 100 + year, month, day)
    except ValueError:
        return None


def _value(letter: str) -> int:
    if letter == "<":
        return 0
    return int(letter) if letter.isdigit() else ord(letter) - ord("A") + LETTER_OFFSET
