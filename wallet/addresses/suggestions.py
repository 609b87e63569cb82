"""What somebody may mean who types a place: without accents, abbreviated, or with only the beginning of it.

To be shown and chosen from. Nothing here says that two names are equal: that is `names`, where every accent counts.

The words typed are searched for the names of communes; each find counts for how much of the text it explains:
whole names before beginnings, longer names before shorter, and more where the district and the province follow, where
the accents are right, and where the word before it is its kind.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest

from wallet.addresses.address import Scheme
from wallet.addresses.names import KIND_OF
from wallet.addresses.units import Unit, register
from wallet.vietnamese import same_name_key, search_key

_LONGEST_TEXT = 300
_LONGEST_NAME_WORDS = 6
_WHOLE, _BEGUN = 40, 20
_LARGER_KINDS = frozenset({"Tỉnh", "Thành phố", "Quận", "Huyện", "Thị xã"})
_GLUED = re.compile(r"\b([pq])[. ]*0*(?=\d)|\b(tp)\.?(?=hcm)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    unit: Unit
    found_by: str
    district: tuple[str, ...]
    province: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Typed:
    """`plain` without accents, `exact` with them: the same words."""

    plain: list[str]
    exact: list[str]


def suggest(text: str, scheme: Scheme, limit: int = 8, *, province: str | None = None) -> tuple[Unit, ...]:
    """At most `limit` communes, likeliest first; of one province where its code is given. No text, no suggestion."""
    typed = _typed(text)
    best: dict[str, tuple[int, _Entry]] = {}
    for entry, points in _finds(scheme, typed):
        if province in (None, entry.unit.province) and points > best.get(entry.unit.code, (0, entry))[0]:
            best[entry.unit.code] = points, entry
    enough = max((points for points, _ in best.values()), default=0) / 2
    worth = [each for each in best.values() if each[0] >= enough]
    likeliest = nsmallest(limit, worth, key=lambda each: (-each[0], each[1].found_by, each[1].unit.code))
    return tuple(entry.unit for _, entry in likeliest)


def _typed(text: str) -> _Typed:
    # P.04 is P 4, TPHCM is TP HCM.
    apart = _GLUED.sub(lambda glued: f"{glued[1] or glued[2]} ", text[:_LONGEST_TEXT])
    return _Typed(search_key(apart).split(), same_name_key(apart).split())


def _finds(scheme: Scheme, typed: _Typed) -> Iterator[tuple[_Entry, int]]:
    last = len(typed.plain)
    for start in range(last):
        for stop in range(start + 1, min(last, start + _LONGEST_NAME_WORDS) + 1):
            words = " ".join(typed.plain[start:stop])
            for entry in _index(scheme).called(words):
                yield entry, _WHOLE + _accents(entry, typed, start, stop) + _points(entry, typed, start, stop)
            # A beginning in mid-sentence would be found everywhere: only where the text or a kind begins.
            if stop == last and (start == 0 or _kind_before(typed.plain, start)):
                for entry in _index(scheme).beginning(words):
                    # The last word may be unfinished, and its accents with it.
                    yield entry, _BEGUN + _accents(entry, typed, start, stop - 1) + _points(entry, typed, start, stop)


def _points(entry: _Entry, typed: _Typed, start: int, stop: int) -> int:
    """Far below zero: this cannot be meant."""
    kind = _kind_before(typed.plain, start)
    if kind in _LARGER_KINDS or (entry.found_by.isdigit() and kind != entry.unit.kind):
        return -1_000
    rest = f" {' '.join(typed.plain[stop:])} "
    above = 12 * _mentioned(entry.district, rest) + 10 * _mentioned(entry.province, rest)
    return 8 * (stop - start) + above + 4 * (kind == entry.unit.kind)


def _mentioned(names: tuple[str, ...], rest: str) -> bool:
    return any(f" {name} " in rest for name in names)


def _kind_before(words: list[str], start: int) -> str | None:
    return KIND_OF.get(" ".join(words[max(start - 2, 0) : start])) or KIND_OF.get(" ".join(words[start - 1 : start]))


def _accents(entry: _Entry, typed: _Typed, start: int, stop: int) -> int:
    exact = " ".join(typed.exact[start:stop])
    if exact == " ".join(typed.plain[start:stop]):
        return 0
    return 6 if f"{same_name_key(entry.unit.own_name)} ".startswith(f"{exact} ") else -6


class _Index:
    """The communes of a scheme by their names without accents."""

    def __init__(self, scheme: Scheme) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        for entry in _entries(scheme):
            self._entries.setdefault(entry.found_by, []).append(entry)
        self._names = sorted(self._entries)

    def called(self, name: str) -> list[_Entry]:
        return self._entries.get(name, [])

    def beginning(self, letters: str) -> Iterator[_Entry]:
        """Those whose names go on after `letters`."""
        for name in self._names[bisect_left(self._names, letters) :]:
            if not name.startswith(letters):
                return
            if name != letters:
                yield from self._entries[name]


@cache
def _index(scheme: Scheme) -> _Index:
    return _Index(scheme)


def _entries(scheme: Scheme) -> Iterator[_Entry]:
    units = register(scheme)
    larger = (*units.inside(), *_districts(scheme))
    above = {unit.code: tuple(search_key(name) for name in (unit.own_name, unit.other_name) if name) for unit in larger}
    for unit in units.ends():
        yield _Entry(unit, search_key(unit.own_name), above[unit.district or unit.province], above[unit.province])


def _districts(scheme: Scheme) -> Iterator[Unit]:
    units = register(scheme)
    return (unit for province in units.inside() for unit in units.inside(province) if unit.code == unit.district)
