"""Rules in plain words: chosen, tried on the last questions, saved, seen at work, stopped."""

import pytest

from tests.pages.browser import Browser, Page
from tests.world import ServiceClient

NAME, BORN, PHONE = "person.full_name", "person.dob", "contact.phone"


@pytest.fixture
def asked(citizen: Browser, service: ServiceClient, id_number: str) -> str:
    """A question that was answered by hand; gives the consent."""
    service.deposit(id_number)
    consent = ask(service, id_number)
    citizen.press(citizen.open(f"/cau-hoi/{consent}"), "Đồng ý cho xem")
    return consent


def ask(service: ServiceClient, id_number: str, **attributes: str) -> str:
    wanted = attributes or {NAME: "required", BORN: "required"}
    return service.ask_consent(service.open_dossier(id_number), attributes=wanted, documents={})


def tried(citizen: Browser, consent: str, *names: str) -> Page:
    form = citizen.follow(citizen.open(f"/da-cho-phep/{consent}"), "Lần sau khỏi hỏi: đặt quy tắc")
    return citizen.press(form, "Xem thử quy tắc", ticked=names)


def test_from_a_permission_to_a_rule_that_answers_the_next_question(
    citizen: Browser, service: ServiceClient, id_number: str, asked: str
) -> None:
    trial = tried(citizen, asked, NAME, BORN)
    assert "Cho Công an xã Mẫu xem mà không hỏi lại" in trial.text
    assert "Trong 1 lần hỏi gần nhất, quy tắc này sẽ tự đồng ý 1 lần." in trial.text
    saved = citizen.press(trial, "Lưu quy tắc này")
    assert "Từ bây giờ ví tự trả lời theo quy tắc này." in saved.text
    consent = ask(service, id_number)
    home = citizen.open("/").text
    assert "có một câu hỏi cần trả lời" not in home
    assert "Ví đã tự đồng ý cho Công an xã Mẫu xem Theo quy tắc đã đặt." in home
    assert "1 quy tắc đang tự trả lời" in home
    assert "Ví tự trả lời theo quy tắc" in citizen.open("/da-cho-phep").text
    permission = citizen.open(f"/da-cho-phep/{consent}")
    assert "Ví tự trả lời lúc" in permission.text
    assert permission.link("Theo quy tắc của bà") == saved.url.removeprefix(citizen.url).partition("?")[0]
    looks = citizen.open("/ai-da-xem").text
    assert "Ví Giấy Tờ đã tự đồng ý cho Công an xã Mẫu xem theo quy tắc của bà" in looks


def test_stopping_the_rule_stops_what_it_gave(
    citizen: Browser, service: ServiceClient, id_number: str, asked: str
) -> None:
    saved = citizen.press(tried(citizen, asked, NAME, BORN), "Lưu quy tắc này")
    consent = ask(service, id_number)
    stopped = citizen.press(saved, "Dừng quy tắc này")
    assert "Từ lúc đó ví lại hỏi bà." in stopped.text
    assert "Đã ngừng cho xem" in citizen.open(f"/da-cho-phep/{consent}").text
    ask(service, id_number)
    assert "Bà có một câu hỏi cần trả lời" in citizen.open("/").text


def test_what_nobody_sees_is_refused_by_itself_and_hidden_from_questions(
    citizen: Browser, service: ServiceClient, id_number: str, asked: str
) -> None:
    form = citizen.follow(citizen.open("/quy-tac"), "Có thứ không cho ai xem")
    trial = citizen.press(form, "Xem thử quy tắc", ticked=(BORN,))
    assert "Không cho ai xem 1 thông tin" in trial.text
    assert "quy tắc này sẽ tự trả lời không 1 lần." in trial.text
    assert "Trong đó có 1 lần bà đã tự trả lời ngược lại." in trial.text
    citizen.press(trial, "Lưu quy tắc này")
    refused = ask(service, id_number)
    assert "Ví đã tự trả lời không với Công an xã Mẫu" in citizen.open("/").text
    assert "Ví đã tự trả lời không, theo quy tắc của bà" in citizen.open(f"/cau-hoi/{refused}/xong").text
    question = citizen.open(f"/cau-hoi/{ask(service, id_number, **{NAME: 'required', BORN: 'optional'})}")
    assert "Bà đã đặt quy tắc không cho ai xem mục này, nên họ sẽ không thấy." in question.text
    assert ("chosen", BORN) not in question.form("Đồng ý cho xem").boxes


def test_nothing_chosen_is_asked_again(citizen: Browser, asked: str) -> None:
    again = tried(citizen, asked)
    assert again.status == 422
    assert "Chưa chọn mục nào." in again.text
    never = citizen.press(citizen.open("/quy-tac/khong-cho-ai"), "Xem thử quy tắc")
    assert "Chưa chọn mục nào." in never.text


def test_nobody_has_asked_yet(citizen: Browser) -> None:
    assert "Ví luôn hỏi trước" in citizen.open("/").text
    assert "Bình thường ví luôn hỏi bà trước khi cho ai xem gì." in citizen.open("/quy-tac").text
    assert "Chưa nơi nào hỏi bà" in citizen.open("/quy-tac/cho-xem").text
