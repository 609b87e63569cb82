"""The same at the pages: a code that is said, a bar that says for whom, and a button that ends it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from tests.pages.browser import Browser, Page
from tests.papers import PDF, agreement_hash
from tests.world import ServiceClient, World, answered, child_of, form, fresh_id, record
from wallet.mandates.claims.kinds import Check
from wallet.mandates.claims.models import MandateClaim

OpenBrowser = Callable[[], Browser]
EVERY_CHECK = tuple(check.value for check in Check)


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


def old_paper(number: str, world: World) -> None:
    """A birth certificate that states no numbers, as its owner photographed it."""
    described = record(None, agreement=agreement_hash("giay_khai_sinh"))
    answered(world.citizen(number).post("/v1/me/records", files=form(described, PDF)), 201)


def waiting_claim(world: World) -> str:
    """The path of the one that came last."""
    with world.wallet.database.reading() as session:
        newest = session.exec(select(MandateClaim).order_by(col(MandateClaim.made_at).desc())).first()
    assert newest is not None
    return f"/viec-phai-lam/lam-thay/{newest.id}"


def officer(open_browser: OpenBrowser, login: str) -> Browser:
    browser = open_browser()
    browser.enter(kind="operator", login=login)
    return browser


CHILD = {"ten-con": "NGUYỄN BÉ THỬ", "ngay-sinh": "4/5/2014", "ten-toi": "NGUYỄN THỊ MẪU"}


def test_a_mother_without_numbers_on_paper_asks_and_two_officers_let_her_act(
    world: World, open_browser: OpenBrowser
) -> None:
    number, child = fresh_id(), fresh_id()
    mother = open_browser()
    mother.enter(kind="citizen", id_number=number, form_of_address="chị")
    assert "xin chụp giấy khai sinh" in mother.open("/lam-thay/xin").text
    old_paper(number, world)
    wrong = mother.press(mother.open("/lam-thay/xin"), "Gửi", filled=CHILD | {"so": "12", "ngay-sinh": "2014"})
    assert (wrong.status, "Cần sửa 2 chỗ" in wrong.text, 'value="NGUYỄN BÉ THỬ"' in wrong.source) == (422, True, True)
    sent = mother.press(wrong, "Gửi", filled=CHILD | {"so": child})
    assert "Chị mang đến bộ phận một cửa của xã" in sent.text
    first, path = officer(open_browser, "can-bo.mot"), waiting_claim(world)
    assert path in first.open("/viec-phai-lam").source
    page = first.open(path)
    assert child in page.text
    assert first.get(f"{path}/anh").headers["Content-Type"] == "image/webp"
    assert first.press(page, "Đồng ý").status == 422
    assert "Một cán bộ khác phải" in first.press(page, "Đồng ý", ticked=EVERY_CHECK).text
    second = officer(open_browser, "can-bo.hai")
    done = second.press(second.open(path), "Đồng ý, là người thứ hai", ticked=EVERY_CHECK)
    assert child not in done.text
    assert second.get(f"{path}/anh").status_code == 409
    assert "đang làm thay NGUYỄN BÉ THỬ" in mother.press(mother.open("/lam-thay"), "Làm thay").text
    second.press(done, "Cho thôi làm thay")
    assert "đang làm thay" not in mother.open("/lam-thay").text
    assert "Cán bộ đã cho thôi" in mother.open(sent.url.removeprefix(world.url)).text


def test_who_has_a_wallet_is_told_on_the_first_page_and_stops_it_with_one_press(
    world: World, open_browser: OpenBrowser
) -> None:
    number, ward_number = fresh_id(), fresh_id()
    ward, stranger = open_browser(), open_browser()
    ward.enter(kind="citizen", id_number=ward_number, form_of_address="ông")
    stranger.enter(kind="citizen", id_number=number, form_of_address="anh")
    old_paper(number, world)
    sent = stranger.press(stranger.open("/lam-thay/xin"), "Gửi", filled=CHILD | {"so": ward_number})
    path = waiting_claim(world)
    for login in ("can-bo.mot", "can-bo.hai"):
        by = officer(open_browser, login)
        by.press(by.open(path), "Đồng ý", ticked=EVERY_CHECK)
    assert "Bắt đầu được từ" in stranger.open("/lam-thay").text
    told = ward.follow(ward.open("/"), "Có người xin làm thay")
    assert "NGUYỄN THỊ MẪU" in told.text
    assert "Đã phản đối" in ward.press(told, "tôi phản đối").text
    assert "Không được chấp nhận" in stranger.open(sent.url.removeprefix(world.url)).text
