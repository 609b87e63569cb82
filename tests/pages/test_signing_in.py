"""In by a link and a button, out by a button, and nothing to see without."""

from collections.abc import Callable

import pytest

from tests.pages.browser import Browser
from tests.world import World

PRIVATE = ["/giay-to", "/them-giay", "/da-cho-phep", "/ai-da-xem", "/kiem-tra"]


def ticket_for(browser: Browser, id_number: str) -> str:
    return str(browser.post("/v1/development/tickets", json={"kind": "citizen", "id_number": id_number}).json()["path"])


def test_without_a_session_the_first_page_says_how_to_get_in(open_browser: Callable[[], Browser]) -> None:
    page = open_browser().open("/")
    assert page.status == 200
    assert "Cách vào ví" in page.text
    assert "tel:19000000" in [href for href, _ in page.links]


def test_opening_the_link_spends_nothing(open_browser: Callable[[], Browser], id_number: str) -> None:
    browser = open_browser()
    path = ticket_for(browser, id_number)
    for _ in range(3):
        assert "Mời vào ví" in browser.open(path).text
    assert "Chào bạn" in browser.press(browser.open(path), "Vào ví").text


def test_a_spent_link_says_so_and_shows_the_way(open_browser: Callable[[], Browser], id_number: str) -> None:
    browser = open_browser()
    path = ticket_for(browser, id_number)
    door = browser.open(path)
    browser.press(door, "Vào ví")
    again = open_browser().press(door, "Vào ví")
    assert again.status == 401
    assert "đã dùng rồi hoặc đã hết hạn" in again.text
    assert again.link("Về trang đầu") == "/"


def test_a_page_of_another_site_cannot_sign_somebody_in(open_browser: Callable[[], Browser], id_number: str) -> None:
    browser = open_browser()
    answer = browser.post(ticket_for(browser, id_number), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not browser.http.cookies


@pytest.mark.parametrize("path", PRIVATE)
def test_private_pages_ask_to_sign_in_first(open_browser: Callable[[], Browser], path: str) -> None:
    page = open_browser().open(path)
    assert page.status == 401
    assert "Xin vào ví trước" in page.text


def test_leaving_ends_the_session_itself(citizen: Browser, open_browser: Callable[[], Browser]) -> None:
    stolen = open_browser()
    stolen.http.cookies.update(citizen.http.cookies)
    assert "Đã ra khỏi ví" in citizen.press(citizen.open("/"), "Ra khỏi ví").text
    assert stolen.open("/giay-to").status == 401


@pytest.mark.parametrize("address", ["ông", "bà", "anh", "chị", "bạn"])
def test_the_person_is_addressed_as_they_chose(world: World, id_number: str, address: str) -> None:
    browser = Browser(world.url)
    assert f"Chào {address}" in browser.enter(kind="citizen", id_number=id_number, form_of_address=address).text
    assert f"Ví của {address} chưa có giấy nào" in browser.open("/giay-to").text
    browser.close()


def test_an_operator_is_told_that_the_work_is_elsewhere(open_browser: Callable[[], Browser]) -> None:
    assert "Tài khoản vận hành" in open_browser().enter(kind="operator", login="operator.mau").text
