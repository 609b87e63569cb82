"""Canonical JSON on a narrow profile, on which orjson's sorted output is byte-identical to RFC 8785 (JCS)."""

from collections.abc import Iterable, Mapping
from typing import cast

import orjson

LARGEST_INTEGER = 2**53 - 1

Json = Mapping[str, "Json"] | list["Json"] | tuple["Json", ...] | str | int | bool


def canonical(value: Json) -> bytes:
    """UTF-8, keys sorted. ValueError for floats, null, |int| >= 2^53, keys that are not ASCII, lone surrogates.

    JCS sorts keys by UTF-16 units and orjson by UTF-8 bytes: the two agree on ASCII keys. Numbers differ only where
    there are floats or integers that a double cannot hold (RFC 8785 sections 3.2.2.3 and 3.2.3).
    """
    _check(value)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ValueError("a string is not valid Unicode") from error


def _check(value: object) -> None:
    """By exact type first: it is asked of every group of every entry, and `isinstance` on Mapping costs ten times."""
    kind = type(value)
    if kind is int:
        if abs(cast(int, value)) > LARGEST_INTEGER:
            raise ValueError("an integer does not fit in 53 bits")
    elif kind is dict:
        members = cast(dict[object, object], value)
        if not all(type(key) is str and key.isascii() for key in members):
            raise ValueError("a key is not an ASCII string")
        _check_members(members.values())
    elif kind is list or kind is tuple:
        _check_members(cast(list[object], value))
    elif kind is not bool and not isinstance(value, str):  # an enumeration's word is a string too
        raise ValueError("canonical JSON holds objects, arrays, strings, integers, true and false only")


def _check_members(members: Iterable[object]) -> None:
    for member in members:
        if type(member) is not str:
            _check(member)
