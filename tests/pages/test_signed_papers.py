"""Who signed a paper's file, and whether that holds, in words."""

from collections.abc import Callable, Iterator

import pytest

from tests.intake.authority import keep_root, office, root, sign
from tests.pages.browser import Browser
from tests.papers import PDF
from tests.world import ServiceClient, World, open_world
from wallet.intake.inspector import Inspector

NATIONAL, FOREIGN = root("Root CA mẫu"), root("Root CA lạ")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[World]:
    roots, data = keep_root(tmp_path_factory.mktemp("roots"), NATIONAL), tmp_path_factory.mktemp("signed")
    with Inspector(trust_roots=roots) as inspector, open_world(data, kept_database_url, inspector=inspector) as opened:
        yield opened


SIGNED: dict[str, tuple[Callable[[], bytes], str]] = {
    "by an office": (lambda: sign(PDF, office(NATIONAL)), "Chữ ký đúng"),
    "by a stranger": (lambda: sign(PDF, office(FOREIGN)), "Ví không biết tổ chức đứng sau chữ ký này"),
    "and changed": (
        lambda: sign(PDF, office(NATIONAL)).replace(b"100 100 300 400 re", b"100 100 300 500 re"),
        "không còn khớp",
    ),
}


@pytest.mark.parametrize("case", SIGNED)
def test_it_names_who_signed_the_file_and_whether_that_holds(
    citizen: Browser, service: ServiceClient, id_number: str, case: str
) -> None:
    made, told = SIGNED[case]
    page = citizen.open(f"/giay-to/{service.deposit(id_number, made())}")
    assert "Chữ ký trên tệp Ủy ban nhân dân xã Mẫu UBND xã Mẫu Ký lúc" in page.text
    assert told in page.text
