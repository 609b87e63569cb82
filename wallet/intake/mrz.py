"""Check digits of machine-readable zones (ICAO Doc 9303, part 3 section 4.9; layouts: parts 4 and 5).

They find misreadings, not forgeries: anybody can compute them.
"""

import re
from collections.abc import Sequence

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


def _value(letter: str) -> int:
    if letter == "<":
        return 0
    return int(letter) if letter.isdigit() else ord(letter) - ord("A") + LETTER_OFFSET
