"""What a script makes calmer: what is found while one types, pausing in place. The browser keeps nothing of it, the
Content-Security-Policy holds, and the focus is where something was said."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Story, phone

pytestmark = pytest.mark.browser

EXPECTED = ("ERR_FAILED", "status of 422", "htmx:sendError", "htmx:afterRequest")
"""What the browser and htmx say of a call that a test lets fail, and of a rule without anything chosen."""


@pytest.fixture(scope="module")
def database_url() -> str:
    """One database: what differs between the two is not on the pages."""
    return ""


@pytest.fixture
def page(chromium: Browser, story: Story) -> Iterator[Page]:
    """With its script; whatever the browser minds (a policy broken, an error) is collected."""
    minded: list[str] = []
    for opened in phone(chromium, story, java_script_enabled=True):
        opened.on("console", lambda said: minded.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: minded.append(str(error)))
        yield opened
        assert [said for said in minded if not any(word in said for word in EXPECTED)] == []
        kept = set(opened.evaluate("Object.keys({...sessionStorage, ...localStorage})"))
        assert kept <= {"htmx-current-path-for-history"}, "the address of the page, and nothing that stood on it"


def stay(page: Page) -> None:
    """A mark that a page loaded anew would not have."""
    page.evaluate("window.sameDocument = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_papers_are_found_while_one_types_and_the_number_is_said(page: Page, story: Story) -> None:
    for day in ("2020-01-01", "2021-01-01"):
        story.world.service("noi-khac", "UBND xã Khác").deposit("000161000017", as_of=day)
    page.goto(story.world.url + "/giay-to")
    stay(page)
    page.get_by_label("Tìm giấy").press_sequentially("cu tru")
    expect(page.get_by_role("status")).to_contain_text("Có 1 giấy đúng với “cu tru”")
    expect(page.get_by_role("listitem")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "tim", "whoever types goes on typing"
    assert stayed(page)
    page.get_by_label("Tìm giấy").fill("")
    expect(page.get_by_role("listitem")).to_have_count(4)


def test_pausing_and_resuming_stays_where_one_is_and_what_was_done_has_the_focus(page: Page, story: Story) -> None:
    address = f"{story.world.url}/da-cho-phep/{story.answered}"
    page.goto(story.world.url + "/da-cho-phep")
    page.goto(address)
    stay(page)
    page.get_by_role("button", name="Tạm ngừng").click()
    expect(page.get_by_role("status")).to_contain_text("họ không xem được gì")
    expect(page.get_by_role("status")).to_be_focused()
    page.get_by_role("button", name="Cho xem lại").click()
    expect(page.get_by_role("status")).to_contain_text("Họ lại được xem như trước")
    assert (stayed(page), page.url) == (True, address)
    page.get_by_role("link", name="Ngừng cho xem").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ngừng cho")
    stay(page)
    page.get_by_role("button", name="Ngừng cho xem").click()
    expect(page.get_by_role("status").first).to_contain_text("Từ lúc đó họ không xem được nữa")
    assert (stayed(page), page.url) == (True, address)
    assert page.title().startswith("Cho Công an xã Mẫu xem")
    page.go_back()
    page.go_back()
    expect(page).to_have_url(story.world.url + "/da-cho-phep")
    expect(page.get_by_text("Đã ngừng cho xem")).to_be_visible()


def test_a_rule_is_tried_while_it_is_chosen(page: Page, story: Story) -> None:
    page.goto(story.world.url + "/quy-tac/khong-cho-ai")
    page.get_by_text("Chỉ một vài mục trên giấy").click()
    page.get_by_label("Nơi thường trú").check()
    said = page.get_by_role("status").first
    expect(said).to_contain_text("quy tắc này sẽ tự trả lời không")
    page.get_by_label("Nơi thường trú").uncheck()
    expect(said).to_be_empty()


def test_the_list_of_looks_is_narrowed_and_back_widens_it_again(page: Page, story: Story) -> None:
    page.goto(story.world.url + "/ai-da-xem")
    expect(page.get_by_text("Bà tự xem")).to_be_visible()
    page.get_by_role("link", name="Người khác").click()
    expect(page.get_by_text("Bà tự xem")).to_have_count(0)
    expect(page.get_by_text("Công an xã Mẫu").first).to_be_visible()
    assert page.url.endswith("/ai-da-xem?loc=nguoi-khac")
    page.go_back()
    expect(page.get_by_text("Bà tự xem")).to_be_visible()


def test_without_a_network_the_button_does_what_it_did_without_a_script(page: Page, story: Story) -> None:
    """The browser itself says that there is none; nothing fails in silence."""
    page.goto(f"{story.world.url}/da-cho-phep/{story.answered}")
    page.route("**/tam-ngung", only_whole_pages)
    page.get_by_role("button", name="Tạm ngừng").click()
    expect(page.get_by_text("họ không xem được gì")).to_be_visible()


def only_whole_pages(route: Route) -> None:
    if route.request.headers.get("hx-request"):
        route.abort()
    else:
        route.continue_()
