"""The same at the pages: a code that is said, a bar that says for whom, and a button that ends it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.pages.browser import Browser, Page
from tests.world import ServiceClient, World, child_of, fresh_id

OpenBrowser = Callable[[], Browser]


@dataclass
class Family:
    number: str
    lan: Browser
    hoa: Browser


@pytest.fixture
def family(open_browser: OpenBrowser) -> Family:
    number = fresh_id()
    lan, hoa = open_browser(), open_browser()
    lan.enter(kind="citizen", id_number=number, form_of_address="bà")
    hoa.enter(kind="citizen", id_number=fresh_id(), form_of_address="chị")
    return Family(number, lan, hoa)


def asked(family: Family, *doings: str) -> str:
    """Bà Lan gets a code for cháu Hoa."""
    form = family.lan.open("/ai-lam-thay/nho")
    filled = {"nguoi": "cháu Hoa", "goi-toi": "bà Lan"}
    page = family.lan.press(form, "Lấy mã", filled=filled, ticked=doings)
    (code,) = [text for text in page.text.split("Hoa ") if text[:4].isdigit()]
    return code[:9]


def taken_on(family: Family, *doings: str) -> Page:
    offer = family.hoa.press(family.hoa.open("/lam-thay"), "Xem lời nhờ", filled={"ma": asked(family, *doings)})
    assert "Bà Lan nhờ làm thay" in offer.text
    return family.hoa.press(offer, "Nhận làm thay")


def begun(family: Family, *doings: str) -> Page:
    return family.hoa.press(taken_on(family, *doings), "Làm thay bà Lan")


def test_while_acting_every_page_says_for_whom_and_leads_back(service: ServiceClient, family: Family) -> None:
    service.deposit(family.number, type="gplx", values={"person.full_name": "NGUYỄN THỊ MẪU"})
    home = begun(family)
    for page in (home, family.hoa.open("/giay-to"), family.hoa.open("/lam-thay")):
        assert "Chị đang làm thay bà Lan." in page.text
    assert "Giấy phép lái xe" in family.hoa.open("/giay-to").text
    own = family.hoa.press(home, "Về giấy của chị")
    assert "đang làm thay" not in own.text
    assert "Giấy phép lái xe" not in family.hoa.open("/giay-to").text


def test_a_form_drawn_before_changes_nothing_in_the_other_wallet(world: World, family: Family) -> None:
    drawn_before = family.hoa.open("/them-giay?loai=gplx")
    begun(family, "add")
    late = family.hoa.press(drawn_before, "Cất vào ví", filled={"ngay-cap": "05/06/1995"})
    assert "Trang đã cũ" in late.text
    assert "record.deposit" not in [one.operation for one in world.history(family.number)]


def test_the_person_reads_who_did_it_for_them(service: ServiceClient, family: Family) -> None:
    service.deposit(family.number, type="gplx", values={"person.full_name": "NGUYỄN THỊ MẪU"})
    begun(family)
    family.hoa.follow(family.hoa.open("/giay-to"), "Giấy phép lái xe")
    assert "Cháu Hoa làm thay bà đã mở Giấy phép lái xe" in family.lan.open("/ai-da-xem").text
    acts = family.hoa.follow(family.hoa.open("/lam-thay"), "Việc đã làm")
    assert "Chị làm thay bà Lan đã mở Giấy phép lái xe" in acts.text


def test_one_button_stops_it_and_the_next_page_says_so(family: Family) -> None:
    begun(family)
    stopped = family.lan.press(family.lan.open("/ai-lam-thay"), "Không nhờ cháu Hoa nữa")
    assert "Từ bây giờ người đó không làm thay bà được nữa" in stopped.text
    page = family.hoa.open("/")
    assert page.status == 404
    assert "Việc làm thay bà Lan đã hết." in page.text
    assert "Chào chị" in family.hoa.press(page, "Về giấy của chị").text


def test_what_is_sensitive_is_asked_for_and_allowed_with_a_button(service: ServiceClient, family: Family) -> None:
    service.deposit(family.number)
    begun(family)
    papers = family.hoa.open("/giay-to")
    assert "phải chờ chủ ví" in family.hoa.follow(papers, "Giấy khai sinh").text
    page = family.lan.follow(family.lan.open("/"), "xin bà cho phép một việc")
    assert "Cháu Hoa xin phép Mở Giấy khai sinh" in page.text
    family.lan.press(page, "Cho làm")
    assert "NGUYỄN THỊ MẪU" in family.hoa.follow(papers, "Giấy khai sinh").text


def test_the_list_of_papers_asks_nobody_for_pictures(service: ServiceClient, family: Family) -> None:
    service.deposit(family.number)
    begun(family)
    assert "/anh" not in family.hoa.open("/giay-to").source
    assert "xin bà cho phép" not in family.lan.open("/").text


def test_a_delegate_is_offered_no_more_than_was_entrusted(service: ServiceClient, family: Family) -> None:
    service.deposit(family.number, type="gplx", values={"person.full_name": "NGUYỄN THỊ MẪU"})
    home = begun(family)
    paper = family.hoa.follow(family.hoa.open("/giay-to"), "Giấy phép lái xe")
    hrefs = {href for page in (home, paper, family.hoa.open("/giay-to")) for href, _ in page.links}
    assert not {href for href in hrefs if href.startswith(("/ai-", "/quy-tac", "/them-giay", "/xin-sua"))}
    assert not {href for href in hrefs if href.endswith(("/xoa", "/sua"))}


def test_a_wrong_code_says_what_to_do(family: Family) -> None:
    page = family.hoa.press(family.hoa.open("/lam-thay"), "Xem lời nhờ", filled={"ma": "1234"})
    assert page.status == 404
    assert page.link("Gõ lại mã") == "/lam-thay"


def test_a_parent_shows_the_childs_paper_and_sees_who_looked(service: ServiceClient, open_browser: OpenBrowser) -> None:
    number, mother = fresh_id(), open_browser()
    mother.enter(kind="citizen", id_number=number, form_of_address="chị")
    service.deposit(number, values=child_of(number))
    page = mother.press(mother.open("/lam-thay/con"), "Dùng giấy này")
    mother.press(page, "Làm thay NGUYỄN BÉ THỬ")
    assert "Chị làm thay NGUYỄN BÉ THỬ đã xem danh sách giấy tờ" in mother.open("/ai-da-xem").text
