"""What is half typed in a real browser is there again after the browser was closed, and the page says so."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.world import MAI, World, open_world

pytestmark = pytest.mark.browser
FORM = "/them-giay?loai=gplx"
KEPT = "Phần đang viết được giữ lại"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("drafting")) as opened:
        yield opened


@contextmanager
def telephone(chromium: Browser, world: World) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    wanted = {"kind": "citizen", "id_number": MAI, "form_of_address": "bà"}
    page.goto(world.url + world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])
    page.get_by_role("button", name="Vào ví").click()
    page.goto(world.url + FORM)
    yield page
    context.close()


def test_after_the_browser_was_closed_it_is_there_again_and_nothing_lay_in_the_browser(
    chromium: Browser, world: World
) -> None:
    with telephone(chromium, world) as page:
        page.get_by_label("Ngày cấp ghi trên giấy").fill("05/06/2015")
        expect(page.get_by_role("status").filter(has_text=KEPT)).to_be_visible()
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    with telephone(chromium, world) as page:
        expect(page.get_by_text("Phần viết dở lúc")).to_be_visible()
        expect(page.get_by_label("Ngày cấp ghi trên giấy")).to_have_value("05/06/2015")


def test_a_session_that_ended_costs_what_was_typed_since_and_is_said(chromium: Browser, world: World) -> None:
    with telephone(chromium, world) as page:
        page.get_by_label("Ngày cấp ghi trên giấy").fill("07/08/2016")
        expect(page.get_by_role("status").filter(has_text=KEPT)).to_be_visible()
        page.context.clear_cookies()
        page.get_by_label("Ngày cấp ghi trên giấy").fill("07/08/2017")
        expect(page.get_by_text("Bà đã ra khỏi ví. Phần viết trước đó vẫn còn")).to_be_visible()
    with telephone(chromium, world) as page:
        expect(page.get_by_label("Ngày cấp ghi trên giấy")).to_have_value("07/08/2016")


def test_without_a_network_the_page_says_that_nothing_is_kept(chromium: Browser, world: World) -> None:
    with telephone(chromium, world) as page:
        page.context.set_offline(True)
        page.get_by_label("Ngày cấp ghi trên giấy").fill("01/02/2018")
        expect(page.get_by_text("Mạng yếu, phần mới viết chưa giữ được.")).to_be_visible()
        page.context.set_offline(False)
        page.get_by_label("Ngày cấp ghi trên giấy").fill("01/02/2019")
        expect(page.get_by_role("status").filter(has_text=KEPT)).to_be_visible()
