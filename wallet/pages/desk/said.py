"""What an auditor reads for the words of the log: the sentence first, the public word beside it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from policies.grounds import Ground
from wallet.audit.exports.exporting import Format
from wallet.audit.opening import Group
from wallet.audit.sightings import Sighting
from wallet.clock import day_of
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import ActorKind, Outcome
from wallet.pages import deeds, words
from wallet.pages.language import Later, label, later

OUTCOMES = {
    Outcome.RELEASED: later("Đã cho xem"),
    Outcome.DONE: later("Đã làm"),
    Outcome.DENIED: later("Từ chối"),
    Outcome.FAILED: later("Không làm được"),
}
KINDS = {
    ActorKind.CITIZEN: later("Người dân"),
    ActorKind.DELEGATE: later("Người làm thay"),
    ActorKind.STAFF: later("Cán bộ"),
    ActorKind.SERVICE: later("Hệ thống của cơ quan"),
    ActorKind.AUDITOR: later("Kiểm tra viên"),
    ActorKind.SYSTEM: later("Chính ví"),
}
STATES = {
    EntryState.OPEN: later("Đọc được"),
    EntryState.WITHHELD: later("Không cho xem"),
    EntryState.SEALED: later("Niêm phong đến một ngày"),
    EntryState.ERASED: later("Đã xóa cùng ví của người đó"),
    EntryState.MISSING: later("Mất: xin báo động"),
}
GROUPS = {
    Group.PURPOSE: later("Để làm gì: việc, thủ tục, hồ sơ, căn cứ"),
    Group.OBJECT: later("Giấy nào, những mục nào (chỉ tên mục, không có nội dung)"),
    Group.ACTOR: later("Ai làm: mã, cơ quan, vai trò"),
    Group.CONTEXT: later("Bằng cách nào: lúc nào, từ đâu, quy tắc nào đã quyết định"),
    Group.SUBJECT: later("Của ai, và là dòng thứ mấy của người đó"),
}
"""The least telling about a person first."""

FORMATS = {
    Format.CSV: later("Bảng CSV, mở bằng chương trình bảng tính"),
    Format.OCSF: later("OCSF 1.8, cho hệ thống giám sát an ninh"),
    Format.FHIR: later("FHIR AuditEvent (IHE BALP), cho hệ thống y tế"),
    Format.SERVICES: later("Bảng xếp hạng các hệ thống (CSV): số lần bị từ chối, hỏi quá mức cần, quá hạn xóa"),
}


FIELDS = {
    "tu": later("Từ ngày"),
    "den": later("Đến hết ngày"),
    "viec": later("Việc"),
    "ket-qua": later("Kết quả"),
    "noi": later("Mã hệ thống"),
    "thu-tuc": later("Mã thủ tục"),
    "can-cu": later("Vì sao từ chối"),
    "ai": later("Mã thay tên"),
}
"""By the names that filters have in an address."""


def day(moment: datetime) -> str:
    """The day in Vietnam, as an address has it: 2026-11-29."""
    return day_of(moment).isoformat()


def outcome(word: str) -> str:
    return _word(OUTCOMES, word)


def kind(word: str) -> str:
    return _word(KINDS, word)


def state(word: str) -> str:
    return _word(STATES, word)


def operation(word: str) -> str:
    """Đã mở"""
    return words.first_upper(_word(deeds.DONE, word))


def ground(word: str) -> str:
    """A reason of the gate's, or the word itself where it is a rule."""
    known = {one.value: one for one in Ground}
    return label(known[word]) if word in known else word


def actor(line: Sighting) -> str:
    """Công an xã Mẫu, or the kind of actor where no organisation is behind them."""
    return line.organisation or (kind(line.kind) if line.kind else "")


def facts(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """A group's content, one line for each value: `records 1 attributes 2`, `person.dob`."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield from facts(value, f"{path} {name}")
    elif isinstance(content, list | tuple):
        for number, value in enumerate(content, start=1):
            yield from facts(value, f"{path} {number}")
    elif content not in {"", None}:
        yield path.strip(), str(content)


def numbers(text: str) -> list[int]:
    """The entry numbers that somebody typed, in any way: 3, 7 12"""
    return [int(number) for number in re.findall(r"\d{1,15}", text, re.ASCII)]


def _word(known: Mapping[Any, Later], word: str) -> str:
    return str(known[word]) if word in known else word
