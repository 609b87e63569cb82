"""What is wrong on an issuer's paper: asked from the paper, followed in a list, answered, taken back."""

from tests.pages.browser import Browser, Page
from tests.world import BIRTH_VALUES, NAME, ServiceClient, World, answered

RIGHT = "TRẦN THỊ MẪU"


def ask(citizen: Browser, record: str, right: str = RIGHT) -> Page:
    choose = citizen.follow(citizen.open(f"/giay-to/{record}"), "Sai rồi, xin sửa")
    form = citizen.follow(choose, "Họ, chữ đệm và tên khai sinh")
    assert f"Giấy đang ghi {NAME}" in form.text
    return citizen.press(form, "Gửi đề nghị sửa", filled={"gia-tri": right})


def answer(service: ServiceClient, correction: str, reason: str, *, accept: bool) -> None:
    given = {"accept": accept, "reason": reason}
    answered(service.post(f"/v1/corrections/{correction}/answer", json=given), 200)


def test_a_citizen_says_what_is_wrong_and_sees_by_when_it_must_be_answered(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    sent = ask(citizen, record)
    assert "Đã gửi đề nghị sửa." in sent.text
    assert f"Bà xin ghi lại là {RIGHT}" in sent.text
    assert "(còn 10 ngày)" in sent.text
    assert "Đã xin sửa, đang chờ trả lời" in citizen.open(f"/giay-to/{record}").text
    assert "Chờ trả lời, còn 10 ngày" in citizen.open("/xin-sua").text
    (event,) = [one for one in service.get("/v1/corrections").json() if one["record"] == record]
    assert answered(service.get(f"/v1/corrections/{event['id']}"), 200).json()["value"] == RIGHT


def test_the_answer_says_what_to_do_next(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    sent = ask(citizen, service.deposit(id_number))
    answer(service, sent.url.rpartition("/")[2].partition("?")[0], "evidence-needed", accept=False)
    assert "Không sửa" in citizen.open("/xin-sua").text
    told = citizen.follow(citizen.open("/xin-sua"), "Họ, chữ đệm và tên khai sinh")
    assert "Họ trả lời Cần thêm giấy tờ chứng minh. Xin liên hệ nơi cấp." in told.text
    assert "Xin mang giấy tờ chứng minh tới Công an xã Mẫu" in told.text


def test_it_can_be_taken_back_while_nobody_has_answered(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    sent = ask(citizen, service.deposit(id_number))
    back = citizen.press(sent, "Rút lại đề nghị")
    assert "Không ai phải trả lời nữa." in back.text
    assert "Đã rút lại" in citizen.open("/xin-sua").text


def test_what_a_form_changed_stands_in_the_list_too(
    world: World, citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number)
    dossier, consent = world.agreed_dossier(service, world.citizen(id_number), id_number)
    path = f"/v1/dossiers/{dossier}"
    released = answered(service.post(f"{path}/releases", json={"consent": consent}), 201).json()
    field = next(one for one in released["fields"] if one["attribute"] == "person.full_name")
    edited = {"id": field["id"], "value": RIGHT, "salt": field["chosen"]["salt"]}
    sent = {"proof": released["proof"], "fields": [edited]}
    answered(service.post(f"{path}/verify-submission", json=sent), 200)
    assert "Từ tờ khai ở Công an xã Mẫu" in citizen.open("/xin-sua").text


def test_a_value_that_cannot_be_is_asked_again_with_what_was_typed(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    form = citizen.open(f"/giay-to/{record}/sua?muc=person.dob")
    again = citizen.press(form, "Gửi đề nghị sửa", filled={"gia-tri": "hôm qua"})
    assert again.status == 422
    assert dict(again.form("Gửi đề nghị sửa").fields)["gia-tri"] == "hôm qua"
    assert "Xin viết ngày như trên giấy" in again.text
    empty = citizen.press(form, "Gửi đề nghị sửa")
    assert "Chưa có gì ở đây" in empty.text


def test_ones_own_paper_is_put_right_at_once_and_an_ended_one_is_left_alone(
    citizen: Browser, service: ServiceClient, world: World, id_number: str
) -> None:
    own = {"type": "giay_khai_sinh", "values": BIRTH_VALUES, "as_of": "2026-01-15"}
    added = answered(world.citizen(id_number).post("/v1/me/records", json=own), 201).json()["record"]
    page = citizen.open(f"/giay-to/{added}")
    assert page.link("Sửa lại") == f"/giay-to/{added}/chep"
    assert citizen.open(f"/giay-to/{added}/sua").status == 409
    record = service.deposit(id_number)
    answered(service.post(f"/v1/records/{record}/revoke", json={"reason": "issued-in-error"}), 200)
    assert "xin sửa" not in citizen.open(f"/giay-to/{record}").text
    assert citizen.open(f"/giay-to/{record}/sua?muc=person.full_name").status == 409
