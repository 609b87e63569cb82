"""The auditor's table: filters in the address, nothing about anybody, for auditors only."""

from collections.abc import Callable

import pytest
from sqlmodel import col, func, select

from tests.pages.browser import Browser, tags
from tests.world import ServiceClient, World, wait_until
from wallet.ledger.models import LogEntry


@pytest.fixture
def auditor(open_browser: Callable[[], Browser]) -> Browser:
    browser = open_browser()
    assert "Sổ ghi truy cập" in browser.enter(kind="auditor", login="auditor.mau").text
    return browser


@pytest.fixture
def some_entries(world: World, service: ServiceClient, citizen: Browser, id_number: str) -> str:
    service.deposit(id_number)
    citizen.open("/giay-to")
    wait_until(lambda: all(entry.index is not None for entry in world.history(id_number)))
    return id_number


def test_it_lists_public_headers(world: World, auditor: Browser, some_entries: str) -> None:
    newest = world.history(some_entries)[-1]
    assert newest.index is not None
    assert newest.leaf is not None
    page = auditor.open(f"/kiem-tra?sau={newest.index - 1}" if newest.index else "/kiem-tra")
    assert newest.leaf.hex() in page.text
    assert str(world.citizen_id(some_entries)) not in page.source


def test_the_address_filters(auditor: Browser, some_entries: str) -> None:
    page = auditor.press(auditor.open("/kiem-tra"), "Lọc", filled={"viec": "record.deposit", "ket-qua": "done"})
    rows = page.text.split("Dấu của dòng")[1]
    assert "record.deposit" in rows
    assert "record.list" not in rows
    assert "viec=record.deposit" in page.url


def test_a_filter_that_finds_nothing_says_so(auditor: Browser, some_entries: str) -> None:
    assert "Không có dòng nào như vậy" in auditor.open("/kiem-tra?viec=erase").text


def test_the_rest_of_a_long_list_is_one_link_away(world: World, auditor: Browser, citizen: Browser) -> None:
    for _ in range(110):
        citizen.open("/giay-to")
    wait_until(lambda: _entries(world) > 110)
    first = auditor.open("/kiem-tra")
    rest = auditor.follow(first, "Các dòng sau")
    assert sum(1 for _ in tags(first, "tr")) == 101
    assert "Không có dòng nào" not in rest.text


def test_checkpoint_and_key_are_one_link_away(world: World, auditor: Browser, some_entries: str) -> None:
    page = auditor.open("/kiem-tra")
    wait_until(lambda: auditor.get(page.link("Xem dấu chốt")).status_code == 200)
    assert auditor.get(page.link("Xem khóa")).status_code == 200


def test_citizens_do_not_get_in(citizen: Browser) -> None:
    assert citizen.open("/kiem-tra").status == 403


def test_auditors_do_not_get_at_papers(auditor: Browser) -> None:
    assert {auditor.open(path).status for path in ("/giay-to", "/them-giay", "/ai-da-xem", "/da-cho-phep")} == {403}


def test_a_word_that_is_no_operation_is_refused(auditor: Browser) -> None:
    assert auditor.open("/kiem-tra?viec=khong-co").status == 422


def _entries(world: World) -> int:
    with world.wallet.database.reading() as session:
        return session.exec(select(func.count(col(LogEntry.index)))).one()
