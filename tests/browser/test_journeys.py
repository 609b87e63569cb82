"""A citizen's whole way through the wallet: sign in, add a paper, answer a question, see who looked, stop, take
everything along, erase. On a phone and on a desk, in both languages, with and without JavaScript, and by keys alone.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Finger, Hand, Keyboard
from tests.browser.ways import EN, VI, Way, on
from tests.papers import JPEG, own_catalogue
from tests.world import ServiceClient, World, fresh_id, open_world
from wallet.pages.language import _, label

pytestmark = pytest.mark.browser

PICTURE: FilePayload = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
ORGANISATION = "UBND xã Mẫu"

WAYS = {
    "phone, Vietnamese": Way(VI, PHONE, True, Finger),
    "phone, English": Way(EN, PHONE, True, Finger),
    "desk, Vietnamese": Way(VI, DESK, True, Finger),
    "desk, English": Way(EN, DESK, True, Finger),
    "phone, Vietnamese, no JavaScript": Way(VI, PHONE, False, Finger),
    "desk, English, no JavaScript": Way(EN, DESK, False, Finger),
    "phone, Vietnamese, keys alone": Way(VI, PHONE, True, Keyboard),
    "desk, English, keys alone, no JavaScript": Way(EN, DESK, False, Keyboard),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("data")) as started:
        yield started


@pytest.fixture(scope="module")
def service(world: World) -> ServiceClient:
    return world.service(organisation=ORGANISATION)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_citizen_goes_the_whole_way(
    chromium: Browser, world: World, service: ServiceClient, tmp_path: Path, way: Way
) -> None:
    citizen = fresh_id()
    with_papers(world, service, citizen)
    with on(chromium, way) as page:
        hand = way.hand(page)
        sign_in(page, hand, world, citizen)
        add_a_paper(page, hand)
        answer_the_question(page, hand)
        see_who_looked(page, hand)
        stop(page, hand)
        take_everything_along(page, hand, tmp_path)
        erase(page, hand)


def with_papers(world: World, service: ServiceClient, citizen: str) -> None:
    """A birth certificate that an office deposited, and a question of that office."""
    world.citizen(citizen)
    service.deposit(citizen)
    service.ask_consent(service.open_dossier(citizen))


def sign_in(page: Page, hand: Hand, world: World, citizen: str) -> None:
    wanted = {"kind": "citizen", "id_number": citizen}
    page.goto(world.url + world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])
    hand.press(_("Vào ví"))
    expect(page.get_by_role("link", name=_("Giấy tờ của tôi"))).to_be_visible()


def add_a_paper(page: Page, hand: Hand) -> None:
    hand.press(_("Thêm giấy"), "link")
    hand.press(label(own_catalogue().record_types["gplx"].label), "link")
    hand.fill(_("Ngày cấp ghi trên giấy"), "05/06/1995")
    hand.attach(_("Chụp ảnh giấy hoặc chọn tệp"), PICTURE)
    hand.press(_("Cất vào ví"))
    expect(page.get_by_role("status")).to_contain_text(_("Đã cất giấy này vào ví và khóa lại."))


def answer_the_question(page: Page, hand: Hand) -> None:
    hand.press(_("Trang đầu"), "link")
    hand.press(ORGANISATION, "link")
    assert page.get_by_role("checkbox", checked=True).count() == 0
    hand.press(_("Đồng ý cho xem"))
    expect(page.get_by_role("heading", level=1)).to_have_text(_("%(You)s đã đồng ý", You=_("Bạn")))


def see_who_looked(page: Page, hand: Hand) -> None:
    hand.press(_("Ai đã xem"), "link")
    expect(page.locator("main")).to_contain_text(ORGANISATION)
    complete, _at = _("Danh sách này đầy đủ, đã kiểm tra lúc %(when)s.", when="|").split("|")
    expect(page.locator(".said").first).to_contain_text(complete)


def stop(page: Page, hand: Hand) -> None:
    hand.press(_("Trang đầu"), "link")
    hand.press(_("Đã cho phép"), "link")
    hand.press(ORGANISATION, "link")
    hand.press(_("Ngừng cho xem"), "link")
    hand.press(_("Ngừng cho xem"))
    expect(page.get_by_role("status").first).to_contain_text(_("Họ chưa xem lần nào."))


def take_everything_along(page: Page, hand: Hand, folder: Path) -> None:
    hand.press(_("Cài đặt"), "link")
    hand.press(_("Lấy về mọi thứ"), "link")
    with zipfile.ZipFile(hand.download(_("Tải tệp không khóa"), folder)) as archive:
        names = archive.namelist()
    assert [name for name in names if name.endswith(".json")]
    assert [name for name in names if name.endswith(".html")]


def erase(page: Page, hand: Hand) -> None:
    hand.press(_("Cài đặt"), "link")
    hand.press(_("Xóa hẳn ví này"), "link")
    hand.fill(_("Muốn xóa, xin gõ chữ XÓA"), _("Muốn xóa, xin gõ chữ XÓA").split()[-1])
    hand.press(_("Xóa hẳn ví"))
    expect(page.get_by_role("heading", level=1)).to_have_text(_("Đã xóa ví"))
    answer = page.goto(page.url.rpartition("/")[0] + "/giay-to")
    assert answer is not None
    assert answer.status == 401
