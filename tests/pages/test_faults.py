"""When something goes wrong, a person gets a page and a program a problem document."""

from collections.abc import Callable

import pytest

from tests.pages.browser import Browser
from tests.world import World
from wallet.pages.faults import AGAIN
from wallet.web.problems import all_errors


def test_an_unknown_address_is_a_page_with_a_way_on(citizen: Browser) -> None:
    page = citizen.open("/khong-co-trang-nay")
    assert page.status == 404
    assert "Không tìm thấy trang này" in page.text
    assert page.link("Về trang đầu") == "/"


def test_the_page_names_the_call_so_that_the_help_desk_can_find_it(citizen: Browser) -> None:
    page = citizen.open("/khong-co-trang-nay")
    assert page.headers["X-Request-Id"] in page.text


def test_a_program_gets_a_problem_document_for_the_same_call(citizen: Browser) -> None:
    answer = citizen.get("/v1/me/records/khong-phai-ma", headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_address_that_is_no_id_is_a_page(citizen: Browser) -> None:
    page = citizen.open("/giay-to/khong-phai-ma")
    assert page.status == 422
    assert "Chưa làm được" in page.text


def test_every_way_on_belongs_to_an_error_that_exists() -> None:
    assert set(AGAIN) <= {error.code for error in all_errors()}


WAYS_ON = {href for href, _ in AGAIN.values()}
OF_AUDITORS = {href for href in WAYS_ON if href.startswith("/kiem-tra")}


@pytest.mark.parametrize("href", sorted(WAYS_ON - OF_AUDITORS))
def test_every_way_on_leads_somewhere(citizen: Browser, href: str) -> None:
    assert citizen.open(href).status == 200


@pytest.mark.parametrize("href", sorted(OF_AUDITORS))
def test_every_way_on_of_an_auditor_leads_somewhere(open_browser: Callable[[], Browser], href: str) -> None:
    auditor = open_browser()
    auditor.enter(kind="auditor", login="auditor.mau")
    assert auditor.open(href).status == 200


def test_a_page_is_never_kept_by_the_browser(world: World, citizen: Browser) -> None:
    for path in ("/", "/giay-to", "/ai-da-xem", "/khong-co"):
        assert citizen.open(path).headers["Cache-Control"] == "no-store"
