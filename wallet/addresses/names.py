"""When two ways of writing a unit's name are the same: every accent counts, the way of typing it does not.

"P.4", "P4", "phường 04" and "PHƯỜNG 4" name one ward. "Xã Tân Thành" and "Xã Tân Thạnh" are two communes, and a name
without accents is nobody's: it can only be suggested (`suggestions`).
"""

import re
from functools import cache

from wallet.addresses.units import KINDS, Unit
from wallet.vietnamese import same_name_key, search_key

Reading = tuple[str | None, str]

_SHORT = {
    "tp": "Thành phố",
    "tx": "Thị xã",
    "tt": "Thị trấn",
    "đk": "Đặc khu",
    "t": "Tỉnh",
    "q": "Quận",
    "h": "Huyện",
    "p": "Phường",
    "x": "Xã",
}
KIND_OF = _SHORT | {search_key(kind): kind for kind in KINDS}
"""Kind by its word or abbreviation, typed without accents: to suggest."""

_OF_PROVINCES = frozenset({None, "Tỉnh", "Thành phố"})
_OF_COMMUNES = frozenset({"Phường", "Xã", "Thị trấn", "Đặc khu"})
_KIND_KEYS = tuple((same_name_key(kind) + " ", kind) for kind in KINDS)

# Glued: Q1, P.04 (a sign is a space by then), TPHCM.
_GLUED = re.compile(r"([pq])(\d+)|(tp)(hcm)")


def same_name(one: str, other: str) -> bool:
    """Whether two texts are one name: not minding case, Unicode form, place of the tone (hòa, hoà) and signs."""
    return same_name_key(one) == same_name_key(other)


def readings(part: str) -> tuple[Reading, ...]:
    """How the text between two commas may be read: (kind, key of the name); kind None when it says none.

    More than one, since names may begin like kinds: "Phường Đúc" is a ward of that name in Huế.
    """
    key = same_name_key(part)
    found: list[Reading] = [(None, _number(key))]
    found += [(kind, _number(key.removeprefix(start))) for start, kind in _KIND_KEYS if key.startswith(start)]
    short, _, name = _unglued(key).partition(" ")
    if name and short in _SHORT:
        found.append((_SHORT[short], _number(name)))
    return tuple(found)


def names(part: str | tuple[Reading, ...], unit: Unit) -> bool:
    """Whether the text between two commas, or its readings, name this unit. A number alone is a house, not a ward."""
    keys = _keys(unit.own_name, unit.other_name)
    read = readings(part) if isinstance(part, str) else part
    return any(key in keys and _fits(kind, key, unit) for kind, key in read)


def says_commune(part: str) -> bool:
    """Whether the text begins with the word for a commune, in full: "P. 205" may be a room."""
    key = same_name_key(part)
    return any(key.startswith(start) and kind in _OF_COMMUNES for start, kind in _KIND_KEYS)


@cache
def _keys(*own_names: str) -> frozenset[str]:
    return frozenset(_number(same_name_key(name)) for name in own_names if name)


def _fits(kind: str | None, key: str, unit: Unit) -> bool:
    if unit.is_province:
        return kind in _OF_PROVINCES
    return kind == unit.kind or (kind is None and not key.isdigit())


def _unglued(key: str) -> str:
    glued = _GLUED.fullmatch(key)
    return " ".join(piece for piece in glued.groups() if piece) if glued else key


def _number(key: str) -> str:
    return key.lstrip("0") if key.isdigit() else key
