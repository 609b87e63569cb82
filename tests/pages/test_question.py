"""The question: exactly what they will see, nothing ticked, and an answer to that question and no other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.pages.browser import Browser, Page
from tests.world import MAI, NAME, ServiceClient, open_world

ADDRESS = {"text": "Số 1 đường Thử Nghiệm, xã Mẫu", "scheme": "2025"}
LICENCE_EXCHANGE = "3.000347"
Asked = tuple[Page, str, str]


@pytest.fixture
def asked(citizen: Browser, service: ServiceClient, id_number: str) -> Asked:
    """The question's page, its consent and its dossier; the residence on the paper is old."""
    values = {"person.full_name": NAME, "person.dob": "1961-04-12", "residence.permanent": ADDRESS}
    service.deposit(id_number, type="xac_nhan_cu_tru_ct07", values=values, as_of="2020-03-15")
    dossier = service.open_dossier(id_number, LICENCE_EXCHANGE)
    attributes = {
        "person.full_name": "required",
        "residence.permanent": "required",
        "person.dob": "optional",
        "contact.phone": "optional",
    }
    consent = service.ask_consent(dossier, attributes=attributes, documents={}, data_life_days=90)
    return citizen.open(f"/cau-hoi/{consent}"), consent, dossier


def test_it_says_who_asks_what_for_how_long_and_what_refusing_means(asked: Asked) -> None:
    text = asked[0].text
    assert "Công an xã Mẫu xin xem 4 thông tin" in text
    assert "Để làm gì Cấp đổi giấy phép lái xe" in text
    assert "Giữ trong 90 ngày, rồi phải xóa và báo lại" in text
    assert "Có thể ngừng cho xem bất cứ lúc nào" in text
    assert "Không đồng ý thì hồ sơ vẫn nộp được" in text


def test_it_shows_each_value_with_its_source(asked: Asked) -> None:
    text = asked[0].text
    assert f"{NAME} Theo Xác nhận thông tin về cư trú, Công an xã Mẫu, 15/03/2020. Cơ quan nhà nước gửi." in text
    assert "Số điện thoại Ví chưa có thông tin này, nên họ sẽ không thấy." in text


def test_nothing_is_ticked_beforehand(asked: Asked) -> None:
    form = asked[0].form("Đồng ý cho xem")
    assert form.boxes == [("confirmed", "residence.permanent"), ("chosen", "person.dob")]
    assert [said for _, _, said in form.buttons] == ["Đồng ý cho xem", "Không cho xem"]


def test_a_yes_without_a_tick_grants_the_required_items_only(citizen: Browser, asked: Asked) -> None:
    done = citizen.press(asked[0], "Đồng ý cho xem")
    assert "được xem 1 thông tin" in done.text
    assert "Ngày, tháng, năm sinh" not in done.text


def test_a_ticked_item_is_granted(citizen: Browser, asked: Asked) -> None:
    done = citizen.press(asked[0], "Đồng ý cho xem", ticked=("person.dob",))
    assert "được xem 2 thông tin" in done.text
    assert "Ngày, tháng, năm sinh" in done.text


def test_the_read_back_says_what_stays_unseen_because_it_is_old(citizen: Browser, asked: Asked) -> None:
    unticked = "Nơi thường trú: đã lâu, và bà chưa đánh dấu “Vẫn đúng”, nên họ không thấy."
    assert unticked in citizen.press(asked[0], "Đồng ý cho xem").text


def test_the_read_back_counts_what_was_confirmed(citizen: Browser, asked: Asked) -> None:
    done = citizen.press(asked[0], "Đồng ý cho xem", ticked=("residence.permanent",))
    assert "được xem 2 thông tin" in done.text
    assert "họ không thấy" not in done.text


@pytest.mark.parametrize(("ticked", "seen"), [((), False), (("residence.permanent",), True)])
def test_an_old_value_is_seen_only_when_the_citizen_says_it_still_holds(
    citizen: Browser, service: ServiceClient, asked: Asked, ticked: tuple[str, ...], seen: bool
) -> None:
    page, consent, dossier = asked
    assert "Vẫn đúng?" in page.text
    citizen.press(page, "Đồng ý cho xem", ticked=ticked)
    released = service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}).json()
    assert ("residence.permanent" in {field["attribute"] for field in released["fields"]}) is seen


def test_a_no_is_read_back_and_nothing_can_be_seen(citizen: Browser, service: ServiceClient, asked: Asked) -> None:
    page, consent, dossier = asked
    assert "Bà đã trả lời: không cho xem" in citizen.press(page, "Không cho xem").text
    assert service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}).status_code == 403


def test_an_answer_to_another_text_is_refused(citizen: Browser, asked: Asked) -> None:
    page, consent, _ = asked
    changed = citizen.press(page, "Đồng ý cho xem", filled={"notice_hash": "0" * 64})
    assert changed.status == 409
    assert "Câu hỏi đã thay đổi sau khi mở trang. Chưa có gì được đồng ý" in changed.text
    assert "Đồng ý cho xem" in citizen.open(f"/cau-hoi/{consent}").text


def test_going_back_after_an_answer_changes_nothing(citizen: Browser, asked: Asked) -> None:
    page, consent, _ = asked
    citizen.press(page, "Không cho xem")
    again = citizen.press(page, "Đồng ý cho xem")
    assert again.status == 409
    assert "không cho xem" in citizen.open(f"/cau-hoi/{consent}").text


def test_an_answer_that_is_neither_yes_nor_no_changes_nothing(citizen: Browser, asked: Asked) -> None:
    page, consent, _ = asked
    form = page.form("Đồng ý cho xem")
    assert citizen.post(form.action, data=[*form.fields, ("answer", "")]).status_code == 422
    assert "Đồng ý cho xem" in citizen.open(f"/cau-hoi/{consent}").text


def test_somebody_elses_question_answers_as_an_absent_one(asked: Asked, open_browser: Callable[[], Browser]) -> None:
    other = open_browser()
    other.enter(kind="citizen", id_number="000162999998")
    _, consent, dossier = asked
    paths = [f"/cau-hoi/{consent}", f"/da-cho-phep/{consent}", f"/da-cho-phep/{consent}/ngung", f"/ho-so/{dossier}"]
    assert [other.open(path).status for path in paths] == [404] * 4


def test_two_papers_that_disagree_are_both_shown(
    citizen: Browser, service: ServiceClient, id_number: str, asked: Asked
) -> None:
    service.deposit(id_number, values={"person.full_name": "NGUYỄN THỊ MẪU HAI"})
    text = citizen.open(f"/cau-hoi/{asked[1]}").text
    assert f"{NAME} Theo Xác nhận" in text
    assert "NGUYỄN THỊ MẪU HAI Theo Giấy khai sinh" in text
    assert "Các giấy ghi khác nhau. Họ sẽ thấy tất cả." in text


def test_an_empty_wallet_is_told_to_add_a_paper(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    consent = service.ask_consent(service.open_dossier(id_number))
    page = citizen.open(f"/cau-hoi/{consent}")
    assert "Ví chưa có giấy nào chứa các thông tin này" in page.text
    assert citizen.press(page, "Đồng ý cho xem").link("Thêm giấy") == "/them-giay"


def test_a_question_whose_time_is_over_opens_nothing(tmp_path: Path, database_url: str) -> None:
    late: list[timedelta] = [timedelta()]
    with open_world(tmp_path, database_url, clock=lambda: datetime.now(UTC) + late[-1]) as world:
        service = world.service()
        with_account = Browser(world.url)
        with_account.enter(kind="citizen", id_number=MAI)
        consent = service.ask_consent(service.open_dossier(MAI))
        late.append(timedelta(days=8))
        with_account.enter(kind="citizen", id_number=MAI)
        assert "hết hạn trả lời" in with_account.open(f"/cau-hoi/{consent}").text
        assert "câu hỏi cần trả lời" not in with_account.open("/").text
        with_account.close()
