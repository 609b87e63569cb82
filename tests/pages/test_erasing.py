"""Erasing oneself on the pages: what goes, what stays, a word to type, and no way back."""

from tests.pages.browser import Browser
from tests.world import ServiceClient


def test_one_learns_what_goes_and_what_the_law_keeps_and_nothing_happens_yet(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number)
    page = citizen.open(citizen.open("/cai-dat").link("Xóa hẳn ví này"))
    assert "1 giấy trong ví: Giấy khai sinh." in page.text
    assert "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 14" in page.text
    assert "Giấy khai sinh" in citizen.open("/giay-to").text


def test_without_the_word_the_page_comes_back_and_says_that_nothing_was_erased(citizen: Browser) -> None:
    page = citizen.press(citizen.open("/xoa-vi"), "Xóa hẳn ví", filled={"chu": "vâng"})
    assert page.status == 422
    assert "Chưa xóa gì" in page.text
    assert "Chào" in citizen.open("/").text


def test_with_the_word_everything_is_gone_and_the_visit_ends(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number)
    page = citizen.press(citizen.open("/xoa-vi"), "Xóa hẳn ví", filled={"chu": "xoá"})
    assert (page.status, "Đã xóa ví" in page.text) == (200, True)
    assert citizen.open("/giay-to").status == 401
    citizen.enter(kind="citizen", id_number=id_number, form_of_address="bà")
    assert "Chưa có giấy nào" in citizen.open("/").text
