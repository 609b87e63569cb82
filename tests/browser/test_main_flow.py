"""The main flow on a phone, by touch and by keyboard, in both schemes, with very large type."""

import re

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import Story, phone
from tests.papers import JPEG

pytestmark = pytest.mark.browser

PICTURE: FilePayload = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
TARGET_PIXELS = 48
TARGETS = "button, a.sheet, a.button, .choice, select, input:not([type=hidden], [type=checkbox], [type=radio])"


def screens(story: Story) -> dict[str, str]:
    return {
        "home": "/",
        "papers": "/giay-to",
        "paper": f"/giay-to/{story.record}",
        "deleting": f"/giay-to/{story.record}/xoa",
        "choosing": "/them-giay",
        "adding": "/them-giay?loai=giay_khai_sinh",
        "question": f"/cau-hoi/{story.waiting}",
        "permissions": "/da-cho-phep",
        "permission": f"/da-cho-phep/{story.answered}",
        "stopping": f"/da-cho-phep/{story.answered}/ngung",
        "looks": "/ai-da-xem",
        "dossier": f"/ho-so/{story.dossier}",
        "settings": "/cai-dat",
        "devices": "/thiet-bi",
        "confirming": "/xac-nhan?ve=/thiet-bi",
        "rules": "/quy-tac",
        "people I act for": "/lam-thay",
        "who acts for me": "/ai-lam-thay",
        "asking staff": "/lam-thay/xin",
        "who asks to act": "/ai-lam-thay/xin",
        "taking along": "/mang-theo",
        "erasing": "/xoa-vi",
        "receipt": f"/da-cho-phep/{story.answered}/bien-nhan",
        "new names of places": f"/giay-to/{story.record}/dia-chi",
        "rights": "/quyen-cua-toi",
        "messages": "/tin-bao",
        "proof": "/ai-da-xem/bang-chung",
        "corrections": "/xin-sua",
        "a code to say": "/doc-ma",
        "nothing there": "/khong-co",
    }


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_add_a_paper_answer_see_who_looked_and_stop(page: Page) -> None:
    page.get_by_role("link", name="Thêm giấy").click()
    page.get_by_role("link", name="Giấy phép lái xe").click()
    page.get_by_label("Ngày cấp ghi trên giấy").fill("05/06/1995")
    page.get_by_label("Chụp ảnh giấy hoặc chọn tệp").set_input_files(PICTURE)
    page.get_by_role("button", name="Cất vào ví").click()
    expect(page.get_by_role("status")).to_contain_text("Đã cất giấy này vào ví")

    page.get_by_role("link", name="Trang đầu", exact=True).click()
    page.get_by_role("link", name="câu hỏi cần trả lời").click()
    assert page.get_by_role("checkbox", checked=True).count() == 0
    page.get_by_label("Ngày, tháng, năm sinh").check()
    page.get_by_role("button", name="Đồng ý cho xem").click()
    assert heading(page) == "Bà đã đồng ý"

    page.get_by_role("link", name="Ai đã xem").click()
    assert "Danh sách này đầy đủ" in page.inner_text("main")

    page.goto(re.sub(r"(//[^/]+)/.*", r"\1/da-cho-phep", page.url))
    page.get_by_role("link", name="Cấp đổi giấy phép lái xe").click()
    page.get_by_role("link", name="Ngừng cho xem").click()
    page.get_by_role("button", name="Ngừng cho xem").click()
    expect(page.get_by_role("status")).to_contain_text("Từ lúc đó họ không xem được nữa")


def test_the_question_can_be_answered_with_the_keyboard_alone(page: Page, story: Story) -> None:
    page.goto(f"{story.world.url}/cau-hoi/{story.waiting}")
    page.keyboard.press("Tab")
    assert focused(page) == "Tới nội dung chính"
    page.keyboard.press("Enter")
    reached = [press_tab(page) for _ in range(4)]
    assert reached == ["confirmed", "chosen", "Đồng ý cho xem", "Không cho xem"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert heading(page) == "Bà đã đồng ý"


def test_both_answers_have_the_same_size(kept_page: Page, kept_story: Story) -> None:
    kept_page.goto(f"{kept_story.world.url}/cau-hoi/{kept_story.waiting}")
    yes = kept_page.get_by_role("button", name="Đồng ý cho xem").bounding_box()
    no = kept_page.get_by_role("button", name="Không cho xem").bounding_box()
    assert yes is not None
    assert no is not None
    assert (yes["width"], yes["height"], yes["x"]) == (no["width"], no["height"], no["x"])
    assert yes["height"] >= 58


def test_buttons_and_boxes_are_large_enough_for_any_thumb(kept_page: Page, kept_story: Story) -> None:
    for path in screens(kept_story).values():
        kept_page.goto(kept_story.world.url + path)
        for target in kept_page.locator(TARGETS).all():
            box = target.bounding_box()
            if box is not None:
                assert box["height"] >= TARGET_PIXELS, (path, target.inner_text())


def test_nothing_scrolls_sideways_on_the_narrowest_phone(chromium: Browser, kept_story: Story) -> None:
    for page in phone(chromium, kept_story, viewport={"width": 320, "height": 640}):
        assert overflowing(page, kept_story) == []


def test_nothing_scrolls_sideways_with_type_twice_as_large(
    chromium_with_large_type: Browser, kept_story: Story
) -> None:
    for page in phone(chromium_with_large_type, kept_story, viewport={"width": 320, "height": 640}):
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "38px"
        assert overflowing(page, kept_story) == []


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(244, 241, 234)"), ("dark", "rgb(17, 22, 29)")])
def test_the_pages_follow_the_phones_scheme(chromium: Browser, kept_story: Story, scheme: str, ground: str) -> None:
    for page in phone(chromium, kept_story, color_scheme=scheme):
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground


def test_the_letters_are_the_ones_that_we_ship(kept_page: Page) -> None:
    assert kept_page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded", "loaded"]


def test_no_page_breaks_the_rules_of_its_own_headers(chromium: Browser, kept_story: Story) -> None:
    said: list[str] = []
    for page in phone(chromium, kept_story, java_script_enabled=True):
        page.on("console", lambda message: said.append(message.text))
        for name, path in screens(kept_story).items():
            if name != "nothing there":
                page.goto(kept_story.world.url + path, wait_until="networkidle")
        assert said == []


def focused(page: Page) -> str:
    """The words, or the name, of what the keyboard is on."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.name"))


def press_tab(page: Page) -> str:
    page.keyboard.press("Tab")
    return focused(page)


def overflowing(page: Page, story: Story) -> list[str]:
    """The screens that are wider than the phone."""
    found = []
    for name, path in screens(story).items():
        page.goto(story.world.url + path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(name)
    return found
