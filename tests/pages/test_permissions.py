"""What was allowed can be seen, paused and stopped, and each state is a sentence."""

import pytest

from tests.pages.browser import Browser
from tests.world import ServiceClient

Allowed = tuple[str, str]


@pytest.fixture
def allowed(citizen: Browser, service: ServiceClient, id_number: str) -> Allowed:
    """Consent and dossier; two looks were allowed."""
    service.deposit(id_number)
    dossier = service.open_dossier(id_number)
    consent = service.ask_consent(dossier, documents={}, max_uses=2, data_life_days=30)
    citizen.press(citizen.open(f"/cau-hoi/{consent}"), "Đồng ý cho xem")
    return consent, dossier


def looks(service: ServiceClient, allowed: Allowed) -> int:
    return service.post(f"/v1/dossiers/{allowed[1]}/releases", json={"consent": allowed[0]}).status_code


def test_the_list_says_how_often_they_looked(citizen: Browser, service: ServiceClient, allowed: Allowed) -> None:
    assert looks(service, allowed) == 201
    text = citizen.open("/da-cho-phep").text
    assert "Công an xã Mẫu Đăng ký thường trú" in text
    assert "đã xem 1 trên 2 lần" in text


def test_pausing_holds_until_it_is_let_go_on(citizen: Browser, service: ServiceClient, allowed: Allowed) -> None:
    paused = citizen.press(citizen.open(f"/da-cho-phep/{allowed[0]}"), "Tạm ngừng")
    assert "họ không xem được gì" in paused.text
    assert looks(service, allowed) == 403
    citizen.press(paused, "Cho xem lại")
    assert looks(service, allowed) == 201


def test_stopping_says_beforehand_what_happens_then(citizen: Browser, service: ServiceClient, allowed: Allowed) -> None:
    assert "Họ chưa xem lần nào" in citizen.open(f"/da-cho-phep/{allowed[0]}/ngung").text
    looks(service, allowed)
    page = citizen.open(f"/da-cho-phep/{allowed[0]}/ngung")
    assert "họ phải xóa và ký xác nhận, chậm nhất 15 ngày sau khi ngừng" in page.text
    assert page.link("Vẫn cho xem") == f"/da-cho-phep/{allowed[0]}"


def test_after_stopping_nobody_sees_anything(citizen: Browser, service: ServiceClient, allowed: Allowed) -> None:
    stopped = citizen.press(citizen.open(f"/da-cho-phep/{allowed[0]}/ngung"), "Ngừng cho xem")
    assert "Từ lúc đó họ không xem được nữa" in stopped.text
    assert looks(service, allowed) == 403
    assert "Hiện không nơi nào được xem giấy tờ của bà" in citizen.open("/da-cho-phep").text


def test_what_ended_by_itself_stands_among_what_is_over(
    citizen: Browser, service: ServiceClient, allowed: Allowed
) -> None:
    assert [looks(service, allowed) for _ in range(2)] == [201, 201]
    assert "Đã xong Công an xã Mẫu Đăng ký thường trú Đã xem đủ số lần" in citizen.open("/da-cho-phep").text


def test_stopping_twice_says_that_it_is_over(citizen: Browser, allowed: Allowed) -> None:
    page = citizen.open(f"/da-cho-phep/{allowed[0]}/ngung")
    citizen.press(page, "Ngừng cho xem")
    again = citizen.press(page, "Ngừng cho xem")
    assert again.status == 409
    assert again.link("Mở Đã cho phép") == "/da-cho-phep"


def test_after_stopping_the_page_says_who_has_to_delete_until_when(
    citizen: Browser, service: ServiceClient, allowed: Allowed
) -> None:
    looks(service, allowed)
    stopped = citizen.press(citizen.open(f"/da-cho-phep/{allowed[0]}/ngung"), "Ngừng cho xem")
    assert "Họ phải xóa những gì đã xem và ký xác nhận, chậm nhất" in stopped.text
    assert "1 nơi phải xóa những gì đã xem. Chưa nơi nào xác nhận." in citizen.open("/da-cho-phep").text


def test_a_receipt_to_print_says_who_what_for_what_until_when_and_how_to_stop(
    citizen: Browser, allowed: Allowed
) -> None:
    page = citizen.follow(citizen.open(f"/da-cho-phep/{allowed[0]}"), "Biên nhận để in và giữ")
    for said in (
        "Ai được xem Công an xã Mẫu",
        "Để làm gì Đăng ký thường trú",
        "Giấy khai sinh Họ, chữ đệm và tên khai sinh Ngày, tháng, năm sinh",
        "Tối đa 2 lần",
        "30 ngày, rồi phải xóa và báo lại",
        "bấm Ngừng cho xem",
        "Công an xã Mẫu xin xem 2 thông tin",
        allowed[0],
    ):
        assert said in page.text
    assert page.link("Tải biên nhận (ISO/IEC TS 27560)") == f"/v1/me/consents/{allowed[0]}/receipt"
    citizen.press(citizen.open(f"/da-cho-phep/{allowed[0]}/ngung"), "Ngừng cho xem")
    assert "Đã ngừng cho xem, từ" in citizen.open(f"/da-cho-phep/{allowed[0]}/bien-nhan").text
