"""Lays a province's folder over the nation's catalogue: its sheets stand beside, or in place of, those of the same id.

A province may describe its papers better, but not protect them less: what the nation marks as sensitive, or as good
for one purpose or a limited time, stays so.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

from policies.errors import CatalogueMistake
from policies.reading import Filed, Folder
from policies.sheets import RecordTypeSheet, Sheet

S = TypeVar("S", bound=Sheet)


def overlaid(national: Folder, province: Folder) -> Folder:
    """Both folders as one, with the mistakes of both. An empty province changes nothing, the version included."""
    both = f"{national.version}\0{province.version}".encode()
    return Folder(
        attributes=national.attributes,
        datasets=national.datasets,
        record_types=_over(national.record_types, province.record_types, "id"),
        forms=_over(national.forms, province.forms, "id"),
        procedures=_over(national.procedures, province.procedures, "code"),
        mistakes=[*national.mistakes, *province.mistakes, *_weaker(national, province)],
        version=hashlib.sha256(both).hexdigest() if province.version else national.version,
    )


def _over(below: Sequence[Filed[S]], above: Sequence[Filed[S]], key: str) -> list[Filed[S]]:
    shelf = {getattr(filed.sheet, key): filed for filed in (*below, *above)}
    return [shelf[name] for name in sorted(shelf)]


def _weaker(national: Folder, province: Folder) -> Iterator[CatalogueMistake]:
    known = {filed.sheet.id: filed.sheet for filed in national.record_types}
    for filed in province.record_types:
        if filed.sheet.id in known:
            yield from _loosened(known[filed.sheet.id], filed)


def _loosened(before: RecordTypeSheet, filed: Filed[RecordTypeSheet]) -> Iterator[CatalogueMistake]:
    after = filed.sheet
    loosened = {
        "sensitive_document": before.sensitive_document and not after.sensitive_document,
        "purpose_bound": before.purpose_bound and not after.purpose_bound,
        "valid_months": (after.valid_months or 600) > (before.valid_months or 600),
    }
    for member in (name for name, is_so in loosened.items() if is_so):
        told = str(getattr(before, member)).lower()
        yield filed.page.mistake(
            (member,),
            f"danh mục chung ghi {member}: {told}; tỉnh không được nới lỏng",
            f"the national catalogue has {member}: {told}; a province cannot loosen it",
        )
