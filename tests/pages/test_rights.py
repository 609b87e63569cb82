"""A person asks by right on a page, the operator works through a list, and each sees what the other did."""

import pytest

from tests.pages.browser import Browser
from tests.world import ServiceClient, World

RIGHTS, WORK = "/quyen-cua-toi", "/viec-phai-lam"


@pytest.fixture
def operator(world: World) -> Browser:
    browser = Browser(world.url)
    browser.enter(kind="operator", login="operator.mau")
    return browser


def test_a_restriction_asked_on_the_page_holds_and_is_taken_back_there(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number)
    dossier = service.open_dossier(id_number)
    consent = service.ask_consent(dossier, documents={}, max_uses=2)
    citizen.press(citizen.open(f"/cau-hoi/{consent}"), "Đồng ý cho xem")
    asked = citizen.press(citizen.open(RIGHTS), "Gửi yêu cầu", ticked=("restriction",))
    assert "Hạn chế xử lý: tạm không cho ai xem" in asked.text
    assert "Đang không ai được xem." in asked.text
    looks = {"json": {"consent": consent}}
    assert service.post(f"/v1/dossiers/{dossier}/releases", **looks).status_code == 403
    withdrawn = citizen.press(asked, "Rút yêu cầu này")
    assert "Bà đã rút lại." in withdrawn.text
    assert service.post(f"/v1/dossiers/{dossier}/releases", **looks).status_code == 201


def test_the_operator_works_through_the_list_and_the_citizen_reads_of_it(citizen: Browser, operator: Browser) -> None:
    asked = citizen.press(citizen.open(RIGHTS), "Gửi yêu cầu", ticked=("restriction",))
    assert "Chờ bộ phận vận hành báo đã nhận, chậm nhất" in asked.text
    listed = operator.open(WORK)
    assert "Hạn chế xử lý" in listed.text
    operator.press(listed, "Báo đã nhận")
    assert "Đã nhận, làm xong chậm nhất" in citizen.open(RIGHTS).text
    operator.press(operator.open(WORK), "Từ chối")
    refused = citizen.open(RIGHTS).text
    assert "Bị từ chối: Luật buộc phải giữ hoặc xử lý." in refused
    assert "Luật 91/2025/QH15 Điều 14" in refused
    assert "đã từ chối một yêu cầu về dữ liệu, có nêu căn cứ" in citizen.open("/ai-da-xem").text
    assert "Bộ phận vận hành đã trả lời yêu cầu về dữ liệu" in citizen.open("/").text


def test_nobody_else_sees_the_work_list(citizen: Browser) -> None:
    assert citizen.open(WORK).status == 403
