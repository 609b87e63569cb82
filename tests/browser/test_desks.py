"""The desks of auditors and operators in chromium: axe in both schemes, our own headers, the keyboard, 1280 pixels."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import OPEN_EVERY_FOLD, violations
from tests.browser.conftest import at_desk
from tests.browser.hands import Keyboard
from tests.desks import REASON
from tests.world import World

pytestmark = pytest.mark.browser

AUDITORS = {
    "search": "/kiem-tra?vu=VU-1",
    "nothing found": "/kiem-tra?noi=khong-co",
    "entry": "/kiem-tra/dong/0",
    "overview": "/kiem-tra/tong-quan",
    "bulk": "/kiem-tra/mo-nhieu?dong=0",
    "sample": "/kiem-tra/mau?loi=mau&so-dong=3",
    "replay": "/kiem-tra/tinh-lai",
    "taking": "/kiem-tra/lay-ve?viec=release",
    "no such entry": "/kiem-tra/dong/999999",
}
OPERATORS = {
    "catalogue": "/van-hanh",
    "services": "/van-hanh/he-thong",
    "service": "/van-hanh/he-thong?ma=cong-an-mau",
    "registering": "/van-hanh/dang-ky",
    "changing a registration": "/van-hanh/dang-ky?ma=cong-an-mau",
    "work": "/viec-phai-lam",
    "health": "/van-hanh/suc-khoe",
    "keys": "/van-hanh/khoa",
    "erasures": "/van-hanh/xoa-vi",
    "overdue": "/van-hanh/qua-han-xoa",
}


@pytest.mark.parametrize(("kind", "screens"), [("auditor", AUDITORS), ("operator", OPERATORS)])
def test_axe_finds_nothing(chromium: Browser, desks: World, kind: str, screens: dict[str, str]) -> None:
    for page in at_desk(chromium, desks, kind, java_script_enabled=True, bypass_csp=True):
        found = {name: violations(page, desks.url + path) for name, path in screens.items()}
        assert {name: kinds for name, kinds in found.items() if kinds} == {}


@pytest.mark.parametrize(("kind", "screens"), [("auditor", AUDITORS), ("operator", OPERATORS)])
def test_no_page_breaks_the_rules_of_its_own_headers_or_scrolls_sideways(
    chromium: Browser, desks: World, kind: str, screens: dict[str, str]
) -> None:
    said: list[str] = []
    for page in at_desk(chromium, desks, kind, java_script_enabled=True):
        page.on("console", lambda message: said.append(message.text))
        for name, path in screens.items():
            page.goto(desks.url + path)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        assert [one for one in said if "404" not in one] == []


@pytest.mark.parametrize(("kind", "screens"), [("auditor", AUDITORS), ("operator", OPERATORS)])
def test_nothing_scrolls_sideways_on_the_narrowest_phone_with_type_twice_as_large(
    chromium_with_large_type: Browser, desks: World, kind: str, screens: dict[str, str]
) -> None:
    """Tables scroll inside their frames."""
    for page in at_desk(chromium_with_large_type, desks, kind, viewport={"width": 320, "height": 640}):
        too_wide = []
        for name, path in screens.items():
            page.goto(desks.url + path)
            page.evaluate(OPEN_EVERY_FOLD)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                too_wide.append(name)
        assert too_wide == []


def test_charts_can_be_read_without_colour(chromium: Browser, desks: World) -> None:
    """The part is hatched, the whole is not; each chart has a name and its table stands on the page."""
    for page in at_desk(chromium, desks, "auditor"):
        page.goto(desks.url + "/kiem-tra/tong-quan")
        charts = page.get_by_role("img")
        assert charts.count() == 2
        assert all("bảng bên dưới" in str(chart.get_attribute("aria-label")) for chart in charts.all())
        assert page.locator("svg.chart rect.hatched").first.get_attribute("fill") == "url(#cot-noi)"
        assert page.get_by_role("table").count() >= 1


def test_an_operator_stops_a_service_and_lets_it_in_again(chromium: Browser, desks: World) -> None:
    for page in at_desk(chromium, desks, "operator"):
        keys = Keyboard(page)
        page.goto(desks.url + "/van-hanh/he-thong")
        for button, word in (("Ngừng", "ngừng"), ("Cho dùng lại", "dùng ví")):
            keys.press("cong-an-mau", "link")
            keys.fill("Lý do", REASON)
            keys.press(button)
            expect(page.get_by_role("table")).to_contain_text(word)
