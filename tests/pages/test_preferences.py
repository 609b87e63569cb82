"""How somebody wants the pages: kept with the citizen and in the browser, changed by our own forms only."""

from collections.abc import Callable, Mapping

import pytest

from tests.pages.browser import Browser, Page, tags
from tests.world import World
from wallet.pages.visits import is_our_page

ENGLISH, EASY = {"ngon-ngu": "en"}, {"trang": "gon"}


def manner(page: Page) -> tuple[str, str]:
    """Language and classes of the page."""
    told = next(tags(page, "html"))
    return told["lang"], told["class"]


def save(browser: Browser, chosen: Mapping[str, str]) -> Page:
    return browser.press(browser.open("/cai-dat"), "Lưu", filled=chosen)


def test_what_was_chosen_holds_at_once_and_on_another_device(
    citizen: Browser, open_browser: Callable[[], Browser], id_number: str
) -> None:
    saved = save(citizen, {"co-chu": "largest", **EASY, **ENGLISH})
    assert "Saved." in saved.text
    assert manner(saved) == ("en", "type-largest easy")
    other = open_browser()
    other.enter(kind="citizen", id_number=id_number)
    assert manner(other.open("/")) == ("en", "type-largest easy")


def test_the_pages_address_somebody_as_they_chose(citizen: Browser) -> None:
    assert "Chào bà" in citizen.open("/").text
    save(citizen, {"xung-ho": "chị"})
    assert "Chào chị" in citizen.open("/").text


def test_what_the_citizen_chose_stands_above_what_the_browser_asks_for(citizen: Browser) -> None:
    citizen.http.headers["Accept-Language"] = "vi"
    save(citizen, ENGLISH)
    citizen.http.cookies.set("manner", "vi.large.full")
    assert manner(citizen.open("/")) == ("en", "type-normal")


@pytest.mark.parametrize("path", ["/", "/cai-dat"])
def test_a_visitor_is_remembered_by_the_browser(open_browser: Callable[[], Browser], path: str) -> None:
    visitor = open_browser()
    save(visitor, {"co-chu": "large", **EASY})
    assert manner(visitor.open(path)) == ("vi", "type-large easy")


@pytest.mark.parametrize("cookie", ["", "en", "en.huge.easy", "xx.large.easy", "en.large.easy.more", "....", "é"])
def test_a_cookie_that_we_did_not_write_says_nothing_or_little(
    open_browser: Callable[[], Browser], cookie: str
) -> None:
    visitor = open_browser()
    answer = visitor.get("/", headers={"Cookie": f"manner={cookie}".encode()})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/giay-to", "/them-giay?loai=gplx", "/ai-da-xem", "/cai-dat"])
def test_every_page_has_a_button_for_the_other_language_that_leads_back(citizen: Browser, path: str) -> None:
    english = citizen.press(citizen.open(path), "English")
    assert (manner(english)[0], english.headers["Content-Language"]) == ("en", "en")
    assert english.url.endswith(path)
    assert manner(citizen.press(english, "Tiếng Việt"))[0] == "vi"


def test_the_button_on_a_page_about_an_error_leads_to_the_first_page(citizen: Browser) -> None:
    english = citizen.press(citizen.open("/giay-to/khong-phai-ma"), "English")
    assert (manner(english)[0], "Welcome" in english.text) == ("en", True)


def test_the_button_for_the_language_changes_nothing_else(citizen: Browser) -> None:
    save(citizen, {"co-chu": "large", "xung-ho": "chị"})
    citizen.press(citizen.open("/"), "English")
    assert manner(citizen.open("/")) == ("en", "type-large")
    assert "Chào chị" in citizen.press(citizen.open("/"), "Tiếng Việt").text


def test_an_error_speaks_the_language_of_the_visit(citizen: Browser) -> None:
    citizen.press(citizen.open("/"), "English")
    assert "There is no such paper" in citizen.open("/giay-to/00000000-0000-4000-8000-000000000000").text
    assert "This page was not found" in citizen.open("/khong-co").text


ELSEWHERE = ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "giay-to"]


@pytest.mark.parametrize("page", ELSEWHERE)
def test_a_way_back_leads_to_a_page_of_ours_only(citizen: Browser, page: str) -> None:
    assert not is_our_page(page)
    form = citizen.open("/").form("English")
    answer = citizen.post("/cai-dat", data=[*((n, v) for n, v in form.fields if n != "ve"), ("ve", page)])
    assert answer.headers["Location"] == "/cai-dat?vua=luu"


def test_another_sites_form_changes_nothing_for_a_visitor(world: World, open_browser: Callable[[], Browser]) -> None:
    answer = open_browser().post("/cai-dat", data=ENGLISH, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, "manner" in answer.cookies) == (403, False)


def test_easy_pages_show_fewer_things(citizen: Browser) -> None:
    full = citizen.open("/")
    save(citizen, EASY)
    easy = citizen.open("/")
    assert full.count("details") == 0
    assert easy.count("details") == 1
    assert len(easy.forms) == len(full.forms)


def test_the_help_desk_can_be_called_from_every_page(citizen: Browser, open_browser: Callable[[], Browser]) -> None:
    for page in (citizen.open("/giay-to"), citizen.open("/khong-co"), open_browser().open("/")):
        assert "tel:19000000" in {href for href, _ in page.links}
