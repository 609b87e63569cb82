"""Another office's page fills its form from the wallet: on a phone, without JavaScript, tap by tap."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from scripts.story.cast import BIRTH_RECORD, COMMUNE, FULL_NAME, ID_NUMBER, RESIDENCE_CONFIRMATION, WARD
from scripts.story.neighbour import example_site
from scripts.story.offices import register
from scripts.story.people import office_at_work, sign_in_link
from scripts.story.play import CITIZEN, with_a_page
from tests.browser.conftest import chromium, playwright
from tests.journeys.conftest import Office
from tests.servers import free_port

__all__ = ["chromium", "playwright"]

pytestmark = pytest.mark.browser

MOST_TAPS = 4
PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass
class Phone:
    """A browser that counts what its owner taps."""

    page: Page
    site: str
    taps: int = 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.tap()

    def begin(self) -> None:
        """The taps are counted from "Dùng ví" on."""
        self.page.goto(self.site)
        self.taps = 0
        self.tap(self.page.get_by_role("button", name="Dùng ví"))


@pytest.fixture(scope="module")
def site(office: Office) -> Iterator[str]:
    """The wallet holds two papers of the citizen's; the example site is another process."""
    place = replace(office.place, site_port=free_port())
    keys = register(place, (COMMUNE, with_a_page(WARD, place.site)))
    commune = office_at_work(place, COMMUNE, keys[0])
    for paper in (BIRTH_RECORD, RESIDENCE_CONFIRMATION):
        commune.send_paper("/v1/records", paper, occasion="example-site", id_number=ID_NUMBER)
    commune.session.close()
    with example_site(place) as address:
        yield address


@pytest.fixture
def phone(chromium: Browser, site: str, office: Office) -> Iterator[Phone]:
    """Signed in to the wallet already."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(sign_in_link(office.place, CITIZEN))
    page.get_by_role("button", name="Vào ví").click()
    yield Phone(page, site)
    context.close()


def test_from_the_button_to_a_prefilled_form_it_takes_at_most_four_taps(phone: Phone) -> None:
    """One of the four: that an address which is not quite new still holds."""
    phone.begin()
    phone.tap(phone.page.get_by_label("Vẫn đúng"))
    phone.tap(phone.page.get_by_role("button", name="Đồng ý cho xem"))
    phone.tap(phone.page.get_by_role("link", name="Trở lại trang"))

    expect(phone.page).to_have_url(phone.site + "/")
    expect(phone.page.get_by_label("Họ, chữ đệm, tên")).to_have_value(FULL_NAME)
    expect(phone.page.get_by_label("Ngày sinh")).to_have_value("12/04/1961")
    expect(phone.page.get_by_label("Nơi cư trú")).to_have_value("Số 1 đường Thử Nghiệm, xã Mẫu, tỉnh Thử")
    expect(phone.page.get_by_label("Giấy này dùng để làm gì")).to_have_value("")
    assert phone.taps <= MOST_TAPS


def test_what_was_changed_by_hand_is_said_when_the_form_is_handed_in(phone: Phone) -> None:
    phone.begin()
    phone.tap(phone.page.get_by_role("button", name="Đồng ý cho xem"))
    phone.tap(phone.page.get_by_role("link", name="Trở lại trang"))
    phone.page.get_by_label("Dân tộc").fill("Tày")
    phone.tap(phone.page.get_by_role("button", name="Nộp tờ khai"))

    expect(phone.page.locator("main")).to_contain_text("5 mục vẫn đúng như trong ví")
    expect(phone.page.locator("main")).to_contain_text("Sửa tay: Dân tộc")


def test_who_says_no_fills_the_form_by_hand(phone: Phone) -> None:
    phone.begin()
    phone.tap(phone.page.get_by_role("button", name="Không cho xem"))
    phone.tap(phone.page.get_by_role("link", name="Trở lại trang"))

    expect(phone.page.locator("main")).to_contain_text("xin tự điền tờ khai")
    expect(phone.page.get_by_label("Họ, chữ đệm, tên")).to_have_value("")
