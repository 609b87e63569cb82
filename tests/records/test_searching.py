"""People find their papers by typing as they do: no accents, part of a name, the office that issued it."""

from datetime import UTC, date, datetime
from functools import cache
from uuid import uuid4

import pytest

from policies.catalogue import Catalogue
from wallet.records.lines import RecordLine
from wallet.records.searching import matching


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()


def line(record_type: str, issuer: str = "", as_of: date = date(2026, 1, 1)) -> RecordLine:
    return RecordLine(
        id=uuid4(),
        type=record_type,
        status="active",
        assurance="issuer-asserted",
        issuer=issuer,
        result_code=None,
        as_of=as_of,
        expires_on=None,
        version=1,
        has_document=False,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        revoked_at=None,
        revocation_reason="",
        superseded_by=None,
    )


LINES = [
    line("xac_nhan_cu_tru_ct07", "Công an phường Đống Đa"),
    line("giay_khai_sinh", "UBND xã Hòa Bình"),
    line("gplx", "", date(2020, 1, 1)),
    line("gplx", "", date(2024, 1, 1)),
]


def found(**asked: str) -> list[str]:
    return [one.type for one in matching(catalogue(), LINES, **asked)]


@pytest.mark.parametrize(
    ("words", "types"),
    [
        ("khai sinh", ["giay_khai_sinh"]),
        ("KHAI  SINH", ["giay_khai_sinh"]),
        ("giấy khai", ["giay_khai_sinh"]),
        ("dong da", ["xac_nhan_cu_tru_ct07"]),
        ("hoa binh", ["giay_khai_sinh"]),
        ("lai xe", ["gplx", "gplx"]),
        ("birth", ["giay_khai_sinh"]),
        ("khai sinh dong da", []),
    ],
)
def test_words_are_found_without_accents_in_names_and_issuers(words: str, types: list[str]) -> None:
    assert found(words=words) == types


def test_type_and_issuer_narrow_it_down() -> None:
    assert found(record_type="gplx") == ["gplx", "gplx"]
    assert found(issuer="cong an") == ["xac_nhan_cu_tru_ct07"]


def test_all_are_shown_in_vietnamese_order_and_the_latest_first_among_equals() -> None:
    assert found() == ["giay_khai_sinh", "gplx", "gplx", "xac_nhan_cu_tru_ct07"]
    licences = matching(catalogue(), LINES, record_type="gplx")
    assert [one.as_of.year for one in licences] == [2024, 2020]
