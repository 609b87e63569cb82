"""The shapes of values. Soft where old papers break every pattern, strict where a wrong value would mislead.

A checker yields (pointer below the value, rule in English, rule in Vietnamese) and never repeats the value.

    name, text, country   NFC text without control characters, at most 120 or 2,000 characters
    pid, cmnd9            twelve, nine digits; there is no check digit
    date, partial_date    2026-11-23; partly known: 1961 or 1961-04, as older people's papers have it
    address               {text, scheme: "pre2025" | "2025", province?, district?, commune?, detail?}: no code without
                          its scheme, no district since 2025; detail: before the commune, may be empty
    list                  texts, or rows of the attribute's columns; at most 100
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from policies.terms import Attribute, Kind

Finding = tuple[str, str, str]
_Attributes = Mapping[str, Attribute]

_LONGEST_NAME = 120
_LONGEST_TEXT = 2_000
_MOST_ROWS = 100
_YEARS = range(1800, 2201)
_PARTLY_KNOWN = "1961, 1961-04, 1961-04-12"
_PARTS_OF_AN_ADDRESS = frozenset({"text", "scheme", "province", "district", "commune", "detail"})

_PATTERNS: dict[Kind, tuple[str, str, str]] = {
    Kind.PID: (r"\d{12}", "twelve digits", "phải đủ 12 chữ số"),
    Kind.CMND9: (r"\d{9}", "nine digits", "phải đủ 9 chữ số"),
    Kind.PHONE: (r"\+?\d[\d .()-]{6,18}", "a telephone number", "phải là số điện thoại"),
    Kind.EMAIL: (r"[^@\s]{1,64}@[^@\s]{1,190}", "an e-mail address", "phải là địa chỉ thư điện tử"),
    Kind.TAX: (r"\d{10}(-?\d{3})?|\d{12}", "a tax code of 10, 12 or 13 digits", "phải là mã số thuế 10, 12 hoặc 13 số"),
    Kind.SI: (r"\d{10}", "ten digits", "phải đủ 10 chữ số"),
    Kind.HI: (
        r"[A-Z]{2}\d{13}|\d{10}",
        "two letters and 13 digits, or 10 digits",
        "phải là 2 chữ và 13 số, hoặc 10 số",
    ),
    Kind.PLATE: (r"[0-9A-ZĐ][0-9A-ZĐ .-]{2,14}", "a number plate", "phải là biển số xe"),
    Kind.LICENCE: (r"[0-9A-ZĐ][0-9A-ZĐ ./-]{2,19}", "a licence number", "phải là số giấy phép lái xe"),
    Kind.PASSPORT: (r"[A-Z0-9]{6,12}", "a passport number", "phải là số hộ chiếu"),
}


def findings(attribute: Attribute, value: object, attributes: _Attributes) -> Iterator[Finding]:
    """What is wrong with `value` as a value of `attribute`."""
    if attribute.kind is Kind.LIST:
        yield from _list(attribute, value, attributes)
    elif attribute.kind is Kind.ENUM:
        yield from _enum(attribute, value)
    elif attribute.kind in _PATTERNS:
        yield from _pattern(attribute.kind, value)
    else:
        yield from _CHECKS[attribute.kind](value)


def _text(value: object, longest: int = _LONGEST_TEXT, pointer: str = "") -> Iterator[Finding]:
    if not isinstance(value, str) or not value.strip():
        yield pointer, "has to be text, and not empty", "phải là chữ và không để trống"
    elif len(value) > longest:
        yield pointer, f"has to be at most {longest} characters", f"không quá {longest} ký tự"
    elif not unicodedata.is_normalized("NFC", value):
        yield pointer, "has to be in Unicode form NFC", "phải theo chuẩn Unicode dựng sẵn (NFC)"
    elif any(unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\n" for letter in value):
        yield pointer, "has to be without control characters", "không được có ký tự điều khiển"


def _name(value: object) -> Iterator[Finding]:
    yield from _text(value, _LONGEST_NAME)


def _pattern(kind: Kind, value: object) -> Iterator[Finding]:
    pattern, en, vi = _PATTERNS[kind]
    # ASCII: other scripts' digits would pass \d and compare with nothing.
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        yield "", f"has to be {en}", vi


def _enum(attribute: Attribute, value: object) -> Iterator[Finding]:
    if attribute.other_values:
        yield from _text(value, _LONGEST_NAME)
    elif not isinstance(value, str) or value not in attribute.values:
        words = ", ".join(attribute.values)
        yield "", f"has to be one of: {words}", f"phải là một trong: {words}"


def _date(value: object) -> Iterator[Finding]:
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) and _is_day(value)):
        yield "", "has to be a date such as 2026-11-23", "phải là ngày viết theo kiểu 2026-11-23"


def _partial_date(value: object) -> Iterator[Finding]:
    known = isinstance(value, str) and re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value, re.ASCII)
    if not (known and _is_day((str(value) + "-01-01")[:10])):
        yield "", f"has to be a date such as {_PARTLY_KNOWN}", f"phải là ngày viết theo kiểu {_PARTLY_KNOWN}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year in _YEARS
    except ValueError:
        return False


def _number(value: object) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        yield "", "has to be a number, not negative", "phải là một số không âm"


def _address(value: object) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield "", "has to be an object with text and scheme", "phải có text và scheme"
        return
    yield from _members(value, _PARTS_OF_AN_ADDRESS - ({"district"} if value.get("scheme") == "2025" else set()))
    yield from _text(value.get("text"), pointer="/text")
    if value.get("detail", "") != "":
        yield from _text(value["detail"], pointer="/detail")
    if value.get("scheme") not in ("pre2025", "2025"):
        yield "/scheme", 'has to be "pre2025" or "2025"', 'phải là "pre2025" hoặc "2025"'
    for part, digits in (("province", 2), ("district", 3), ("commune", 5)):
        code = value.get(part)
        if part in value and not (isinstance(code, str) and re.fullmatch(rf"\d{{{digits}}}", code, re.ASCII)):
            yield f"/{part}", f"has to be a code of {digits} digits", f"phải là mã gồm {digits} chữ số"


def _list(attribute: Attribute, value: object, attributes: _Attributes) -> Iterator[Finding]:
    if not isinstance(value, list) or len(value) > _MOST_ROWS:
        yield "", f"has to be a list of at most {_MOST_ROWS}", f"phải là danh sách không quá {_MOST_ROWS} dòng"
        return
    for index, row in enumerate(value):
        for pointer, en, vi in _row(attribute, row, attributes):
            yield f"/{index}{pointer}", en, vi


def _row(attribute: Attribute, row: object, attributes: _Attributes) -> Iterator[Finding]:
    if not attribute.columns:
        yield from _text(row)
        return
    columns = dict(attribute.columns)
    if not isinstance(row, dict) or not row:
        yield "", "has to be an object with " + ", ".join(columns), "phải có các cột " + ", ".join(columns)
        return
    yield from _members(row, columns)
    for column, key in columns.items():
        if column in row:
            for pointer, en, vi in findings(attributes[key], row[column], attributes):
                yield f"/{column}{pointer}", en, vi


def _members(value: Mapping[object, object], known: Iterable[str]) -> Iterator[Finding]:
    names = sorted(known)
    if any(name not in names for name in value):
        yield "", "has to have no members but " + ", ".join(names), "chỉ gồm " + ", ".join(names)


_CHECKS: dict[Kind, Callable[[object], Iterator[Finding]]] = {
    Kind.NAME: _name,
    Kind.TEXT: _text,
    Kind.COUNTRY: _name,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.NUMBER: _number,
    Kind.ADDRESS: _address,
}
