"""Whole days at the desks. An auditor: search, open with a reason, open many with a second person, sample, replay, look
at rankings and at what is odd, take it along. An operator: register a service, work off what is due, look after the
wallet. On a phone and on a desk, in both languages, with and without JavaScript, and by keys alone.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, door
from tests.browser.hands import Finger, Hand, Keyboard
from tests.browser.ways import EN, VI, Way, on
from tests.desks import BUSY, CASE, OFFICE, ORGANISATION, REASON, ask_to_see
from tests.oauth.machine import Key
from tests.world import PROCEDURE, World, answered, fresh_id, fresh_number
from wallet.pages.desk import said
from wallet.pages.language import _, _n

pytestmark = pytest.mark.browser

WAYS = {
    "phone, Vietnamese": Way(VI, PHONE, True, Finger),
    "desk, English, no JavaScript": Way(EN, DESK, False, Finger),
    "phone, English, keys alone": Way(EN, PHONE, True, Keyboard),
    "desk, Vietnamese, keys alone, no JavaScript": Way(VI, DESK, False, Keyboard),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_auditors_day(chromium: Browser, desks: World, tmp_path: Path, way: Way) -> None:
    with signed_in(chromium, desks, way, "auditor") as (page, hand):
        search(page, hand)
        open_one_with_a_reason(page, hand)
        ask_for_two(page, hand)
        with signed_in(chromium, desks, way, "auditor") as (_other, second_hand):
            agree_as_the_second(second_hand)
        open_both(page, hand)
        draw_a_sample(page, hand)
        replay(page, hand)
        look_at_rankings_and_at_what_is_odd(page, hand)
        take_along(page, hand, tmp_path)
        leave(page, hand, "/kiem-tra")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_operators_day(chromium: Browser, desks: World, way: Way) -> None:
    person = desks.citizen(fresh_id())
    request = ask_to_see(person)
    with signed_in(chromium, desks, way, "operator") as (page, hand):
        register_a_service(page, hand)
        work_off(page, hand, request)
        assert answered(person.get(f"/v1/me/requests/{request}"), 200).json()["state"] == "done"
        look_after_the_wallet(page, hand)
        leave(page, hand, "/van-hanh")


@contextmanager
def signed_in(chromium: Browser, world: World, way: Way, kind: str) -> Iterator[tuple[Page, Hand]]:
    """Somebody of that kind whom nobody has seen before."""
    with on(chromium, way) as page:
        hand = way.hand(page)
        page.goto(world.url + door(world, kind, f"{kind}.{fresh_number()}"))
        hand.press(_("Vào ví"))
        expect(page.get_by_role("navigation")).to_be_visible()
        yield page, hand


def search(page: Page, hand: Hand) -> None:
    hand.choose(_("Việc"), "release:")
    hand.fill(_("Mã hệ thống"), OFFICE)
    hand.fill(_("Mã vụ"), CASE)
    hand.press(_("Lọc"))
    assert all(part in page.url for part in ("viec=release", f"noi={OFFICE}", f"vu={CASE}"))
    expect(page.get_by_role("rowheader")).to_have_count(1)


def open_one_with_a_reason(page: Page, hand: Hand) -> None:
    number = page.get_by_role("rowheader").inner_text()
    hand.press(number, "link")
    title_is(page, _("Dòng số %(number)s", number=number))
    hand.fill(_("Lý do"), REASON)
    hand.press(_("Mở"))
    title_is(page, _n("Đã mở %(num)s dòng", 1))
    expect(page.locator("main")).to_contain_text(f"procedure:{PROCEDURE}")


def ask_for_two(page: Page, hand: Hand) -> None:
    hand.press(_("Về bảng tra cứu"), "link")
    hand.fill(_("Mã hệ thống"), OFFICE)
    hand.press(_("Lọc"))
    for row in page.get_by_role("rowheader").all()[:2]:
        hand.tick(_("Chọn dòng %(number)s", number=row.inner_text()))
    hand.press(_("Xin mở các dòng đã chọn"))
    hand.fill(_("Lý do"), REASON)
    hand.press(_("Xin mở"))
    expect(page.locator("main")).to_contain_text(_("Đang chờ một kiểm tra viên khác đồng ý."))


def agree_as_the_second(hand: Hand) -> None:
    hand.press(_("Mở nhiều dòng"), "link")
    hand.press(_("Đồng ý cho mở"))


def open_both(page: Page, hand: Hand) -> None:
    hand.press(_("Mở nhiều dòng"), "link")
    hand.press(_("Mở các dòng này"))
    title_is(page, _n("Đã mở %(num)s dòng", 2))


def draw_a_sample(page: Page, hand: Hand) -> None:
    """Whoever knows the checkpoint and the words draws the same again."""
    hand.press(_("Rút mẫu"), "link")
    hand.fill(_("Lời ngẫu nhiên"), "giờ chào cờ")
    hand.fill(_("Bao nhiêu dòng"), "3")
    hand.press(_("Rút"))
    drawn = page.get_by_role("rowheader").all_inner_texts()
    size = re.sub(r"\D", "", page.locator("dl dd").nth(1).inner_text())
    hand.fill(_("Rút lại từ dấu chốt cũ (số dòng)"), size)
    hand.press(_("Rút"))
    assert len(drawn) == 3
    assert page.get_by_role("rowheader").all_inner_texts() == drawn
    assert f"co={size}" in page.url


def replay(page: Page, hand: Hand) -> None:
    hand.press(_("Tính lại quyết định"), "link")
    hand.press(_("Tính lại tất cả"))
    expect(page.locator(".said")).to_be_visible()
    assert page.get_by_role("alert").count() == 0


def look_at_rankings_and_at_what_is_odd(page: Page, hand: Hand) -> None:
    hand.press(_("Tổng quan"), "link")
    expect(page.get_by_role("img")).to_have_count(2)
    expect(page.get_by_role("table").first.get_by_role("rowheader").first).to_have_text(ORGANISATION)
    hand.press(_("Xem các dòng của nơi này trong ngày ấy"), "link")
    assert f"noi={BUSY}" in page.url
    assert page.get_by_role("rowheader").count() > 20


def take_along(page: Page, hand: Hand, folder: Path) -> None:
    """What the link on the table keeps: the filters, and one format after the other."""
    hand.press(_("Lấy về (CSV, OCSF, FHIR)"), "link")
    for form, letters in said.FORMATS.items():
        hand.pick(str(letters))
        hand.fill(_("Lý do"), REASON)
        file = hand.download(_("Lấy về"), folder)
        assert file.name.startswith(f"access-log-{CASE}-")
        assert BUSY in file.read_text(), form


def register_a_service(page: Page, hand: Hand) -> None:
    """A slip in a code is named; what was typed stays."""
    client_id = f"cong-moi-{fresh_number()}"
    hand.press(_("Các hệ thống"), "link")
    hand.press(_("Đăng ký một hệ thống"), "link")
    typed = {"Mã hệ thống": client_id, "Tên hệ thống": "Cổng mới", "Cơ quan": "UBND xã Mới", "Liên hệ": "phòng máy"}
    for name, text in typed.items():
        hand.fill(_(name), text)
    hand.fill(_("Khóa công khai (JWKS)"), json.dumps({"keys": [Key().public_jwk]}))
    hand.fill(_("Các thủ tục được hỏi"), f"{PROCEDURE}9")
    hand.press(_("Đăng ký"))
    expect(page.get_by_role("alert")).to_contain_text(f"(near it: {PROCEDURE}")
    hand.fill(_("Các thủ tục được hỏi"), PROCEDURE)
    hand.press(_("Đăng ký"))
    title_is(page, "UBND xã Mới")
    assert page.url.endswith(f"?ma={client_id}")
    expect(page.locator("main")).to_contain_text("phòng máy")


def work_off(page: Page, hand: Hand, request: str) -> None:
    """The overdue ones stand first; the steps on this one are two."""
    hand.press(_("Việc phải làm"), "link")
    expect(page.get_by_role("row").nth(1).locator(".chip.warn")).to_be_visible()
    hand.press(f"{_('Báo đã nhận')} {request}")
    hand.press(f"{_('Đã làm xong')} {request}")
    expect(page.get_by_role("table")).not_to_contain_text(request)


def look_after_the_wallet(page: Page, hand: Hand) -> None:
    hand.press(_("Sức khỏe"), "link")
    late = page.get_by_role("row").filter(has_text=OFFICE)
    expect(late).to_contain_text(_("đã %(age)s", age=_n("%(num)s ngày", 16)))
    expect(page.locator("main")).to_contain_text(f"wallet events again {OFFICE}")
    hand.press(_("Khóa chủ"), "link")
    expect(page.get_by_role("table")).to_contain_text(_("bọc khóa mới"))
    hand.press(_("Xóa ví"), "link")
    expect(page.get_by_role("table")).to_contain_text(_("đã ghi tên các dòng"))


def leave(page: Page, hand: Hand, desk: str) -> None:
    home = page.url.split("/", 3)[:3]
    hand.press(_("Ra"))
    title_is(page, _("Đã ra khỏi ví"))
    answer = page.goto("/".join(home) + desk)
    assert answer is not None
    assert answer.status == 401


def title_is(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
