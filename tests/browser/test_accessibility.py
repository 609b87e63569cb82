"""axe-core finds nothing on any page, in either scheme, with every fold open; text at 7:1 included."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Story, phone
from tests.browser.test_main_flow import screens
from tests.world import BINH

pytestmark = pytest.mark.browser
OPEN_EVERY_FOLD = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
SEVEN_TO_ONE = {"rules": {"color-contrast-enhanced": {"enabled": True}}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(chromium: Browser, story: Story, scheme: str) -> None:
    # axe is a script: the context that it runs in sets our own Content-Security-Policy aside.
    for page in phone(chromium, story, color_scheme=scheme, java_script_enabled=True, bypass_csp=True):
        found = {name: violations(page, story.world.url + path) for name, path in screens(story).items()}
        assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_axe_finds_nothing_in_easy_mode(chromium: Browser, story: Story) -> None:
    for page in phone(chromium, story, java_script_enabled=True, bypass_csp=True):
        choose_easy_mode(page, story)
        found = {name: violations(page, story.world.url + path) for name, path in screens(story).items()}
        assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_axe_finds_nothing_in_an_empty_wallet_in_english(chromium: Browser, story: Story) -> None:
    options = {"color_scheme": "dark", "java_script_enabled": True, "bypass_csp": True, "locale": "en-GB"}
    for page in phone(chromium, story, owner=BINH, **options):
        paths = {name: path for name, path in screens(story).items() if path.count("/") == 1}
        found = {name: violations(page, story.world.url + path) for name, path in paths.items()}
        assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_axe_finds_nothing_on_a_form_with_mistakes(chromium: Browser, story: Story) -> None:
    for page in phone(chromium, story, java_script_enabled=True, bypass_csp=True):
        page.goto(story.world.url + "/them-giay?loai=gplx")
        page.get_by_role("button", name="Cất vào ví").click()
        assert violations(page, None) == []


def choose_easy_mode(page: Page, story: Story) -> None:
    page.goto(story.world.url + "/cai-dat")
    page.get_by_label("Dễ xem").check()
    page.get_by_role("button", name="Lưu").click()
    assert "easy" in str(page.locator("html").get_attribute("class"))


def violations(page: Page, url: str | None) -> list[str]:
    if url is not None:
        page.goto(url)
    page.evaluate(OPEN_EVERY_FOLD)
    return [one["id"] for one in Axe().run(page, options=SEVEN_TO_ONE).response["violations"]]
