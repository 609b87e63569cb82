"""The desks of auditors and operators in chromium: axe in both schemes, our own headers, the keyboard, 1280 pixels."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK
from tests.browser.hands import Keyboard
from tests.browser.test_accessibility import violations
from tests.world import MAI, World, open_world

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
    "health": "/van-hanh/suc-khoe",
    "keys": "/van-hanh/khoa",
    "erasures": "/van-hanh/xoa-vi",
    "overdue": "/van-hanh/qua-han-xoa",
}
REASON = "Đơn khiếu nại mẫu số 12"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all: what is done here adds lines and takes nothing away."""
    with open_world(tmp_path_factory.mktemp("desks")) as world:
        owner, service = world.citizen(MAI), world.service("cong-an-mau", "Công an xã Mẫu")
        service.deposit(MAI)
        dossier, consent = world.agreed_dossier(service, owner, MAI)
        service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent})
        service.post(f"/v1/dossiers/{dossier}/consents", json={"attributes": {"person.religion": "required"}})
        world.wallet.keeper.settle()
        yield world


def desk(chromium: Browser, world: World, kind: str, **options: Any) -> Iterator[Page]:
    settings: dict[str, Any] = {"viewport": DESK, "java_script_enabled": False, "locale": "vi-VN", **options}
    context = chromium.new_context(**settings)
    page = context.new_page()
    wanted = {"kind": kind, "login": f"{kind}.mau"}
    page.goto(world.url + world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])
    page.locator("main button").first.click()
    yield page
    context.close()


@pytest.mark.parametrize(("kind", "screens"), [("auditor", AUDITORS), ("operator", OPERATORS)])
@pytest.mark.parametrize(("scheme", "locale"), [("light", "vi-VN"), ("dark", "en-GB")])
def test_axe_finds_nothing(
    chromium: Browser, world: World, kind: str, screens: dict[str, str], scheme: str, locale: str
) -> None:
    options = {"color_scheme": scheme, "locale": locale, "java_script_enabled": True, "bypass_csp": True}
    for page in desk(chromium, world, kind, **options):
        found = {name: violations(page, world.url + path) for name, path in screens.items()}
        assert {name: kinds for name, kinds in found.items() if kinds} == {}


@pytest.mark.parametrize(("kind", "screens"), [("auditor", AUDITORS), ("operator", OPERATORS)])
def test_no_page_breaks_the_rules_of_its_own_headers_or_scrolls_sideways(
    chromium: Browser, world: World, kind: str, screens: dict[str, str]
) -> None:
    for page in desk(chromium, world, kind, java_script_enabled=True):
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))  # noqa: B023  (called inside this turn only)
        for name, path in screens.items():
            page.goto(world.url + path)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        assert [one for one in said if "404" not in one] == []


def test_an_auditor_finds_opens_and_takes_home_by_keys_alone(chromium: Browser, world: World, tmp_path: Path) -> None:
    for page in desk(chromium, world, "auditor", accept_downloads=True):
        keys = Keyboard(page)
        page.goto(world.url + "/kiem-tra?viec=release&vu=VU-1")
        number = page.locator("tbody th a").first.inner_text()
        keys.press(number, "link")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Dòng số {number}")
        keys.fill("Lý do", REASON)
        keys.press("Mở")
        expect(page.get_by_role("heading", level=1)).to_have_text("Đã mở 1 dòng")
        page.goto(world.url + "/kiem-tra?viec=release&vu=VU-1")
        keys.press("Lấy về (CSV", "link")
        keys.fill("Lý do", REASON)
        file = keys.download("Lấy về", tmp_path)
        assert file.name.startswith("access-log-VU-1-")
        assert len(file.read_text().splitlines()) == 2


def test_charts_can_be_read_without_colour(chromium: Browser, world: World) -> None:
    """The part is hatched, the whole is not; each chart has a name and its table stands on the page."""
    for page in desk(chromium, world, "auditor"):
        page.goto(world.url + "/kiem-tra/tong-quan")
        charts = page.get_by_role("img")
        assert charts.count() == 2
        assert all("bảng bên dưới" in str(chart.get_attribute("aria-label")) for chart in charts.all())
        assert page.locator("svg.chart rect.hatched").first.get_attribute("fill") == "url(#cot-noi)"
        assert page.get_by_role("table").count() >= 1


def test_an_operator_stops_a_service_and_lets_it_in_again(chromium: Browser, world: World) -> None:
    for page in desk(chromium, world, "operator"):
        keys = Keyboard(page)
        page.goto(world.url + "/van-hanh/he-thong")
        for button, word in (("Ngừng", "ngừng"), ("Cho dùng lại", "dùng ví")):
            keys.press("cong-an-mau", "link")
            keys.fill("Lý do", REASON)
            keys.press(button)
            expect(page.get_by_role("table")).to_contain_text(word)
