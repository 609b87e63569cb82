"""The new name of an old address: one proposal to confirm, a choice without a default, a search that only suggests."""

import pytest

from tests.pages.browser import Browser, Page
from tests.world import ServiceClient

ONE = "Số 1 phố Mẫu, Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"
SEVERAL = "Phường Cống Vị, Quận Ba Đình, Thành phố Hà Nội"
NOWHERE = "Xã Không Có, Huyện Không Có, Tỉnh Không Có"


def questions(citizen: Browser, service: ServiceClient, id_number: str, text: str) -> Page:
    values = {"residence.permanent": {"text": text, "scheme": "pre2025"}}
    paper = service.deposit(id_number, type="xac_nhan_cu_tru_ct07", values=values)
    return citizen.follow(citizen.open(f"/giay-to/{paper}"), "Xem tên gọi mới")


def test_one_successor_is_confirmed_with_the_old_name_in_brackets(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    page = questions(citizen, service, id_number, ONE)
    assert f"Số 1 phố Mẫu, Phường Ba Đình, Thành phố Hà Nội (trước đây: {ONE})" in page.text
    kept = citizen.press(page, "Đúng, dùng tên mới này")
    assert "Địa chỉ theo tên gọi mới" in kept.text
    assert "Nơi thường trú Số 1 phố Mẫu, Phường Ba Đình, Thành phố Hà Nội" in kept.text
    assert "Tự khai, chưa ai xác nhận" in kept.text


def test_of_several_none_is_ticked_and_pressing_without_a_choice_says_so(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    page = questions(citizen, service, id_number, SEVERAL)
    assert "Nơi này đã được chia cho nhiều xã, phường" in page.text
    assert [value for name, value in page.form("Chọn nơi này").choices if name == "noi"] == ["00025", "00008"]
    again = citizen.press(page, "Chọn nơi này")
    assert again.status == 422
    assert "Chưa chọn nơi nào" in again.text


@pytest.mark.parametrize("words", ["ba dinh ha noi", "Ba Đình"])
def test_a_place_that_nobody_knows_is_looked_for_and_only_suggested(
    citizen: Browser, service: ServiceClient, id_number: str, words: str
) -> None:
    page = questions(citizen, service, id_number, NOWHERE)
    found = citizen.press(page, "Tìm", filled={"tim": words})
    assert "Phường Ba Đình, Thành phố Hà Nội" in found.text
    assert "00004" in [value for _, value in found.form("Chọn nơi này").choices]
    assert words not in "".join(citizen.visited)


def test_words_that_lead_nowhere_say_what_to_write(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    page = questions(citizen, service, id_number, NOWHERE)
    assert "Không thấy nơi nào như vậy" in citizen.press(page, "Tìm", filled={"tim": "qqqq"}).text
