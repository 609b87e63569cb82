"""What the QR code of a Vietnamese identity card says: text that nobody signed, so only a suggestion to be confirmed.

    number|former number|full name|birth ddmmyyyy|sex|address|issued ddmmyyyy      seven parts, the second may be empty
    number|full name|birth ddmmyyyy|sex|address|issued ddmmyyyy                    six parts

The layout is not published; it is what cards carry and what the press lists. Anything else gives no suggestion.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

SEVEN_PARTS, SIX_PARTS = 7, 6
PART_CHARACTERS = 300
SEXES = frozenset({"Nam", "Nữ"})
_NUMBER = re.compile(r"\d{12}")
_FORMER_NUMBER = re.compile(r"\d{9}|\d{12}|")
_DAY = re.compile(r"(\d{2})(\d{2})(\d{4})")


@dataclass(frozen=True, slots=True, repr=False)
class CardReading:
    """Fields as printed on the card, texts in NFC; shown to the citizen and stored only after a yes."""

    number: str
    former_number: str
    full_name: str
    born_on: date
    sex: str
    address: str
    issued_on: date


def read_card(text: str) -> CardReading | None:
    """None for a code that is not of an identity card, or that does not hold together."""
    parts = [unicodedata.normalize("NFC", part).strip() for part in text.split("|")]
    if len(parts) == SIX_PARTS:
        parts.insert(1, "")
    if len(parts) != SEVEN_PARTS or not all(len(part) <= PART_CHARACTERS and part.isprintable() for part in parts):
        return None
    number, former, name, born, sex, address, issued = parts
    born_on, issued_on = _day(born), _day(issued)
    if not (_NUMBER.fullmatch(number) and _FORMER_NUMBER.fullmatch(former) and name and address and sex in SEXES):
        return None
    if born_on is None or issued_on is None or issued_on < born_on:
        return None
    return CardReading(number, former, name, born_on, sex, address, issued_on)


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
