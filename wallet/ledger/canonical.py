"""Canonical JSON on a narrow profile, on which orjson's sorted output is byte-identical to RFC 8785 (JCS)."""

from collections.abc import Mapping

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
    match value:
        case bool() | str():
            return
        case int() if abs(value) <= LARGEST_INTEGER:
            return
        case Mapping():
            if not all(isinstance(key, str) and key.isascii() for key in value):
                raise ValueError("a key is not an ASCII string")
            _check(list(value.values()))
        case list() | tuple():
            for member in value:
                _check(member)
        case int():
            raise ValueError("an integer does not fit in 53 bits")
        case _:
            raise ValueError("canonical JSON holds objects, arrays, strings, integers, true and false only")
