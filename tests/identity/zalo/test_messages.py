"""What somebody is told through Zalo, and how they switch that off."""

from sqlmodel import select

from tests.world import fresh_id, wait_until
from tests.zalo import Mini
from wallet.notices.citizens.models import Letter


def test_a_new_way_in_is_told_at_once_by_zalo_and_without_content(mini: Mini, user: str) -> None:
    mini.bind(user, fresh_id())

    wait_until(lambda: mini.told(user) != [])

    (told,) = mini.told(user)
    assert "Một tài khoản Zalo vừa được nối" in told["contentDescription"]
    assert told["buttonUrl"] == f"{mini.world.url}/zalo"


def test_who_cannot_be_notified_is_not_tried_again(mini: Mini) -> None:
    id_number, user = fresh_id(), "90000000000000-111"
    mini.bind(user, id_number)

    def letters() -> list[Letter]:
        with mini.world.wallet.database.reading() as session:
            mine = Letter.citizen_id == mini.world.citizen_id(id_number)
            return [one for one in session.exec(select(Letter).where(mine)).all() if one.state != "waiting"]

    wait_until(lambda: letters() != [])

    assert [(one.state, one.failure, one.attempts) for one in letters()] == [("given-up", "zalo -111", 1)]


def test_the_page_of_messages_switches_zalo_off_and_asks_for_the_code_of_an_address(mini: Mini, user: str) -> None:
    browser = mini.bind(user, fresh_id())
    page = browser.open("/tin-bao")
    assert "Ví đang báo tin qua Zalo" in page.text

    off = browser.press(page, "Thôi báo qua Zalo")
    asked = browser.press(off, "Gửi số xác nhận", filled={"dia-chi": "ba.mau@example.vn"})
    wrong = browser.press(asked, "Xác nhận địa chỉ này", filled={"ma": "abcdef"})
    none = browser.press(wrong, "Thôi báo qua thư")

    assert "Ví đang không báo tin qua Zalo" in off.text
    assert "Đã gửi một số tới địa chỉ ấy" in asked.text
    assert "ba.mau" not in asked.source
    assert "Số chưa đúng" in wrong.text
    assert "Số trong thư" not in none.text
    assert "đã đổi cách ví báo tin" in browser.open("/ai-da-xem").text
