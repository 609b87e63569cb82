"""axe-core finds nothing in states that `test_every_page` does not come to: a question that waits, an empty wallet,
mistakes in a form, desks where nothing has happened.
"""

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations
from tests.browser.conftest import Story, at_desk, phone
from tests.browser.test_main_flow import screens
from tests.world import BINH

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_on_any_page(chromium: Browser, kept_story: Story) -> None:
    # axe is a script: the context that it runs in sets our own Content-Security-Policy aside.
    for page in phone(chromium, kept_story, java_script_enabled=True, bypass_csp=True):
        found = {name: violations(page, kept_story.world.url + path) for name, path in screens(kept_story).items()}
        assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_axe_finds_nothing_in_an_empty_wallet_in_english(chromium: Browser, kept_story: Story) -> None:
    options = {"java_script_enabled": True, "bypass_csp": True, "locale": "en-GB"}
    for page in phone(chromium, kept_story, owner=BINH, **options):
        paths = {name: path for name, path in screens(kept_story).items() if path.count("/") == 1}
        found = {name: violations(page, kept_story.world.url + path) for name, path in paths.items()}
        assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_axe_finds_nothing_on_a_form_with_mistakes(chromium: Browser, kept_story: Story) -> None:
    for page in phone(chromium, kept_story, java_script_enabled=True, bypass_csp=True):
        page.goto(kept_story.world.url + "/them-giay?loai=gplx")
        page.get_by_role("button", name="Cất vào ví").click()
        assert violations(page) == []


EMPTY = {
    "auditor": ("/kiem-tra/tong-quan", "/kiem-tra/mo-nhieu"),
    "operator": ("/viec-phai-lam", "/van-hanh/xoa-vi", "/van-hanh/qua-han-xoa", "/van-hanh/suc-khoe"),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_axe_finds_nothing_at_desks_where_next_to_nothing_has_happened(
    chromium: Browser, kept_story: Story, kind: str
) -> None:
    world = kept_story.world
    for page in at_desk(chromium, world, kind, locale="en-GB", java_script_enabled=True, bypass_csp=True):
        found = {path: violations(page, world.url + path) for path in EMPTY[kind]}
        assert {path: kinds for path, kinds in found.items() if kinds} == {}
