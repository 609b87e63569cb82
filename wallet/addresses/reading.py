"""Which unit a text names. Read from its end, as Vietnamese addresses grow: …, commune, district, province."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wallet.addresses.address import Address, Scheme
from wallet.addresses.names import names, readings, same_name, says_commune
from wallet.addresses.units import Register, Unit, register

_COUNTRY = "Việt Nam"
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Place:
    """The unit that a text names and what stands before it."""

    unit: Unit
    detail: str


def recognised(text: str, scheme: Scheme) -> Address | None:
    """The address with its codes, when the text names one unit of this scheme and all units above it.

    None when anything is missing, misspelt, without its accents, or could be two: then ask.
    """
    if (place := place_named(text, scheme)) is None:
        return None
    unit = place.unit
    commune = None if unit.code in (unit.province, unit.district) else unit.code
    return Address(text, scheme, unit.province, unit.district, commune, place.detail)


def place_named(text: str, scheme: Scheme) -> Place | None:
    """The only unit that the end of the text can mean: one with none below it, or all of the text is its name."""
    units = register(scheme)
    parts = parts_of(text)
    found = list(_places(units, units.inside(), parts))
    return found[0] if len(found) == 1 else None


def parts_of(text: str) -> list[str]:
    """What stands between the commas, without the country."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return parts[:-1] if parts and same_name(parts[-1], _COUNTRY) else parts


def _places(units: Register, candidates: Iterable[Unit], parts: list[str]) -> Iterator[Place]:
    if not parts:
        return
    *before, last = parts
    read = readings(last)
    for unit in candidates:
        if not names(read, unit):
            continue
        if not before or units.is_end(unit):
            # A commune in front of the smallest unit is one that we do not know: gone before 2025, or of elsewhere.
            if not (before and says_commune(before[-1])):
                yield Place(unit, ", ".join(before))
        else:
            yield from _places(units, units.inside(unit), before)
