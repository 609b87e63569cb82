"""What a card's code or a passport's zone says, as values that its owner may confirm or correct. Pure; keeps nothing.

Nobody signed it, so it is a suggestion and never more: it becomes a value when the owner sends it back, self-declared.
Which papers have such a thing is seen from what they carry: a card's number, a passport's number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from policies.catalogue import Catalogue
from wallet.addresses.address import schemes_on
from wallet.addresses.reading import recognised
from wallet.intake.cards import CardReading, read_card
from wallet.intake.mrz import ZoneReading, read_zone, zones_in

CARD, PASSPORT = "id_card.number", "passport.number"


class ReadFrom(StrEnum):
    """Where on the paper it stands."""

    QR_CODE = "qr-code"
    ZONE = "machine-readable-zone"


@dataclass(frozen=True, slots=True, repr=False)
class Suggestion:
    """`values`: attribute key to JSON value, each right in form; `issued_on`: the paper's day, where it says one."""

    read_from: ReadFrom | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    issued_on: date | None = None


def can_be_read(catalogue: Catalogue, record_type: str) -> bool:
    """Whether papers of this kind say something to machines that the wallet understands."""
    known = catalogue.record_types.get(record_type)
    return known is not None and not {CARD, PASSPORT}.isdisjoint(known.attributes)


def suggested(catalogue: Catalogue, record_type: str, texts: Iterable[str], today: date) -> Suggestion:
    """Of the first text that is a card's code or a zone whose check digits hold; empty when there is none."""
    if not can_be_read(catalogue, record_type):
        return Suggestion()
    for text in texts:
        if (card := read_card(text)) is not None:
            return _fitting(catalogue, record_type, Suggestion(ReadFrom.QR_CODE, _of_card(card), card.issued_on))
        for lines in zones_in(text):
            if (zone := read_zone(lines, today)) is not None:
                return _fitting(catalogue, record_type, Suggestion(ReadFrom.ZONE, _of_zone(zone)))
    return Suggestion()


def _fitting(catalogue: Catalogue, record_type: str, read: Suggestion) -> Suggestion:
    """Only what this kind of paper carries and the catalogue finds in order."""
    wrong = {mistake.pointer.split("/")[1] for mistake in catalogue.check_values(record_type, read.values)}
    values = {name: value for name, value in read.values.items() if name not in wrong and value != ""}
    return Suggestion(read.read_from, values, read.issued_on)


def _of_card(card: CardReading) -> dict[str, Any]:
    return {
        "person.full_name": card.full_name,
        "person.pid": card.number,
        "person.cmnd9": card.former_number,
        "person.dob": card.born_on.isoformat(),
        "person.sex": card.sex,
        "residence.permanent": _address(card.address, card.issued_on),
        CARD: card.number,
        "id_card.issued_on": card.issued_on.isoformat(),
    }


def _of_zone(zone: ZoneReading) -> dict[str, Any]:
    common = {"person.pid": zone.personal_number, "person.dob": zone.born_on.isoformat(), "person.sex": zone.sex}
    ends = zone.expires_on.isoformat()
    if zone.is_passport:
        return {**common, PASSPORT: zone.number, "passport.expires_on": ends}
    return {**common, CARD: zone.personal_number, "id_card.expires_on": ends}


def _address(text: str, printed_on: date) -> dict[str, str]:
    """With codes where the text names one place and no other."""
    schemes = schemes_on(printed_on)
    found = [address for scheme in schemes if (address := recognised(text, scheme))]
    return found[0].as_value() if len(found) == 1 else {"text": text, "scheme": schemes[0]}
