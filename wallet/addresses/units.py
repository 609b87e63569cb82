"""The units of the two schemes. `data/README.md` says how the lines of the files are read.

A file is read at first use (60 ms for both) and then shared by all threads; it does not change while the wallet runs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from wallet.addresses.address import Scheme
from wallet.vietnamese import sort_key

KINDS = ("Tỉnh", "Thành phố", "Quận", "Huyện", "Thị xã", "Phường", "Xã", "Thị trấn", "Đặc khu")

_FOLDER = Path(__file__).parent / "data"
_PROVINCE_DIGITS, _DISTRICT_DIGITS = 2, 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, district or commune; told apart by the length of the code: 2, 3, 5 digits.

    `own_name`: without the kind ("Phúc Xá"); of a numbered ward the number. `other_name`: papers use it too, or "".
    `province`, `district`: codes of those that it lies in, or its own.
    `successors`: codes of the units of 2025 that it went into, whole or in part; none since 2025.
    `disputed`: the sources disagree about the successors; then they are what any of them says.
    """

    scheme: Scheme
    code: str
    kind: str
    own_name: str
    province: str
    district: str | None = None
    other_name: str = ""
    successors: tuple[str, ...] = ()
    disputed: bool = False

    @property
    def is_province(self) -> bool:
        return len(self.code) == _PROVINCE_DIGITS

    @property
    def name(self) -> str:
        """As papers write it: "Phường Phúc Xá"."""
        return f"{self.kind} {self.own_name}"


class Register:
    """All units of one scheme."""

    def __init__(self, scheme: Scheme, units: Iterable[Unit]) -> None:
        self.scheme = scheme
        self._units = MappingProxyType({unit.code: unit for unit in units})
        inside: dict[str | None, list[Unit]] = {}
        for unit in self._units.values():
            inside.setdefault(_parent(unit), []).append(unit)
        self._inside = MappingProxyType(inside)

    def unit(self, code: str | None) -> Unit | None:
        return self._units.get(code or "")

    def inside(self, unit: Unit | None = None) -> tuple[Unit, ...]:
        """The units directly below, by code: districts or communes; of None the provinces. `in_order` to show them."""
        return tuple(self._inside.get(unit.code if unit else None, ()))

    def ends(self) -> Iterator[Unit]:
        """The units that have none below them: communes, and before 2025 five islands that were districts only."""
        return (unit for unit in self._units.values() if self.is_end(unit))

    def is_end(self, unit: Unit) -> bool:
        return unit.code not in self._inside

    def full_name(self, unit: Unit) -> str:
        """Up to the province, as papers write it: "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"."""
        codes = dict.fromkeys(code for code in (unit.code, unit.district, unit.province) if code)
        return ", ".join(self._units[code].name for code in codes)


@cache
def register(scheme: Scheme) -> Register:
    return Register(scheme, _read(scheme))


def successors(unit: Unit) -> tuple[Unit, ...]:
    """The units of 2025 that an old one went into, in Vietnamese order."""
    now = register(Scheme.SINCE_2025)
    return in_order(found for code in unit.successors if (found := now.unit(code)))


def in_order(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """As a Vietnamese reader looks for them: by name without the kind, then by kind."""
    return tuple(sorted(units, key=lambda unit: (sort_key(unit.own_name), unit.kind, unit.code)))


def _read(scheme: Scheme) -> Iterator[Unit]:
    province = district = ""
    with (_FOLDER / f"{scheme}.txt").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            code, _, rest = line.rstrip("\n").partition(" ")
            if len(code) == _PROVINCE_DIGITS:
                province, district = code, ""
            elif len(code) == _DISTRICT_DIGITS:
                district = code
            yield _unit(scheme, code, rest, province, district or None)


def _unit(scheme: Scheme, code: str, rest: str, province: str, district: str | None) -> Unit:
    names, _, targets = rest.partition(" > ")
    name, _, other_name = names.partition(" = ")
    agreed, question, claimed = targets.partition(" ?")
    successors = (*agreed.split(), *claimed.split())
    kind, own_name = _told_apart(name)
    other = _told_apart(other_name)[1] if other_name else ""
    return Unit(scheme, code, kind, own_name, province, district, other, successors, bool(question))


def _told_apart(name: str) -> tuple[str, str]:
    """Kind and own name."""
    first, _, rest = name.partition(" ")
    if first in KINDS:
        return first, rest
    second, _, own_name = rest.partition(" ")
    return f"{first} {second}", own_name


def _parent(unit: Unit) -> str | None:
    if unit.is_province:
        return None
    return unit.province if unit.district in (None, unit.code) else unit.district
