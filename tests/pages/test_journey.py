"""The whole way of one person, without JavaScript, on both databases."""

from pathlib import Path

from tests.pages.browser import Browser
from tests.papers import PDF, agreement_hash
from tests.world import MAI, NAME, RESULT_VALUES, ServiceClient, World, answered, open_world, wait_until

BIRTH_DAY = "12/04/1961"
ASKED = {"person.full_name": "required", "person.dob": "required", "person.sex": "optional"}


def test_a_citizen_adds_a_paper_answers_sees_who_looked_and_stops(tmp_path: Path, database_url: str) -> None:
    with open_world(tmp_path / "data", database_url) as world:
        service = world.service("cong-an-mau", "Công an xã Mẫu")
        citizen = Browser(world.url)
        citizen.enter(kind="citizen", id_number=MAI, form_of_address="bà")
        _add_a_birth_certificate(citizen)
        dossier = service.open_dossier(MAI)
        consent = service.ask_consent(dossier, attributes=ASKED, documents={})
        _agree_without_the_optional_item(citizen)
        _be_looked_at(service, dossier, consent)
        _see_who_looked(world, citizen)
        _stop(citizen)
        refused = service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent})
        assert refused.json()["grounds"][0]["ground"] == "consent-revoked"
        _leave(citizen)
        assert [url for url in citizen.visited if NAME in url or "1961" in url.replace(MAI, "")] == []
        citizen.close()


def _add_a_birth_certificate(citizen: Browser) -> None:
    form = citizen.follow(citizen.follow(citizen.open("/"), "Thêm giấy"), "Giấy khai sinh")
    filled = {
        "ngay-cap": "20/04/1961",
        "gia-tri.person.full_name": NAME,
        "gia-tri.person.dob": BIRTH_DAY,
        "gia-tri.person.sex": "Nữ",
    }
    ticked = (agreement_hash("giay_khai_sinh"),)
    paper = citizen.press(form, "Cất vào ví", filled=filled, ticked=ticked, file=("giay.pdf", PDF, "application/pdf"))
    assert "Đã cất giấy này vào ví" in paper.text
    assert NAME in paper.text
    assert citizen.get(paper.link("Tải về")).content == PDF


def _agree_without_the_optional_item(citizen: Browser) -> None:
    home = citizen.open("/")
    question = citizen.follow(home, "Bà có một câu hỏi cần trả lời")
    assert "Công an xã Mẫu xin xem 3 thông tin" in question.text
    assert question.form("Đồng ý cho xem").boxes == [("chosen", "person.sex")]
    done = citizen.press(question, "Đồng ý cho xem")
    assert "Công an xã Mẫu được xem 2 thông tin, 5 lần" in done.text
    assert "Giới tính" not in done.text


def _be_looked_at(service: ServiceClient, dossier: str, consent: str) -> None:
    released = answered(service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}), 201).json()
    assert {field["chosen"]["value"] for field in released["fields"]} == {*RESULT_VALUES.values(), "1961-04-12"}


def _see_who_looked(world: World, citizen: Browser) -> None:
    wait_until(lambda: all(entry.index is not None for entry in world.history(MAI)))
    looks = citizen.follow(citizen.open("/"), "Ai đã xem")
    assert "Danh sách này đầy đủ, đã kiểm tra lúc" in looks.text
    assert "Công an xã Mẫu đã xem 2 thông tin để đăng ký thường trú:" in looks.text
    assert "Bà đã đồng ý cho Công an xã Mẫu xem 2 thông tin" in looks.text


def _stop(citizen: Browser) -> None:
    permission = citizen.follow(citizen.follow(citizen.open("/"), "Đã cho phép"), "Công an xã Mẫu")
    stopped = citizen.press(citizen.follow(permission, "Ngừng cho xem"), "Ngừng cho xem")
    assert "Từ lúc đó họ không xem được nữa" in stopped.text


def _leave(citizen: Browser) -> None:
    left = citizen.press(citizen.open("/"), "Ra khỏi ví")
    assert "Đã ra khỏi ví" in left.text
    assert citizen.open("/giay-to").status == 401
