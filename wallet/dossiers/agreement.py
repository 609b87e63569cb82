"""When two papers say the same thing, and when they speak of the same person or thing.

A difference of spelling is none: NGUYỄN THỊ MẪU on a card and Nguyễn Thị Mẫu on a certificate, 1961 where another paper
knows the day, hòa and hoà, a commune of before 2025 and its only successor. A missing accent is one, and so is an
address that only looks alike.

Of the wallet's owner every paper may tell. Of anybody and anything else (a spouse, a child, a car, a parcel) there may
be several, so one paper tells, and a second adds to it only when the two agree in all that both say of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from policies.catalogue import Attribute, Catalogue, Kind
from wallet.addresses.address import Address, Scheme
from wallet.addresses.proposals import Proposal, may_have_become, propose
from wallet.addresses.reading import recognised
from wallet.vietnamese import same_name_key

OWNERS = frozenset({"person", "contact", "residence", "household"})
"""Beginnings of the keys that speak of the wallet's owner, of whom there is one."""

TOO_COMMON = frozenset({Kind.ENUM, Kind.COUNTRY})
"""Two people of one sex and nationality are not for that the same."""


def same_value(attribute: Attribute, one: Any, other: Any) -> bool:
    match attribute.kind, one, other:
        case Kind.NAME, str(), str():
            return same_name_key(one) == same_name_key(other)
        case Kind.PARTIAL_DATE, str(), str():
            return one.startswith(other) or other.startswith(one)
        case Kind.ADDRESS, Mapping(), Mapping():
            return _same_place(Address.from_value(one), Address.from_value(other))
        case _:
            return bool(one == other)


def telling(catalogue: Catalogue, name: str, papers: Sequence[Mapping[str, Any]]) -> list[int]:
    """Which of the papers (the surest first; attribute key to value) may fill `name`, by their place."""
    holders = [place for place, values in enumerate(papers) if name in values]
    group = name.rpartition(".")[0]
    if group in OWNERS or not group:
        return holders
    first = next((place for place, values in enumerate(papers) if _about(group, values)), None)
    if first is None or first in holders:
        return holders
    return [place for place in holders if _same_subject(catalogue, group, papers[first], papers[place])]


def _same_place(one: Address, other: Address) -> bool:
    """Also where one paper has the name of before 2025 and the other that of a successor: whoever wrote it chose."""
    if one.scheme is other.scheme:
        return same_name_key(one.text) == same_name_key(other.text)
    old, now = (one, other) if other.scheme is Scheme.SINCE_2025 else (other, one)
    if may_have_become(recognised(old.text, old.scheme) or old, now):
        return True
    return same_name_key(_name_today(one)) == same_name_key(_name_today(other))


def _name_today(address: Address) -> str:
    match propose(recognised(address.text, address.scheme) or address):
        case Proposal(address=moved):
            return moved.text
        case _:
            return address.text


def _same_subject(catalogue: Catalogue, group: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    both = _about(group, one) & _about(group, other)
    agree = all(same_value(catalogue.attributes[name], one[name], other[name]) for name in both)
    return agree and any(catalogue.attributes[name].kind not in TOO_COMMON for name in both)


def _about(group: str, values: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name in values if name.rpartition(".")[0] == group)
