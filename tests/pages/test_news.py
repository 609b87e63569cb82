"""What is new on the first page: what others did, in one sentence each, with the way to it."""

from tests.intake.pdfs import pdf, script_inside_an_array
from tests.pages.browser import Browser
from tests.world import NAME, ServiceClient, World, answered


def use(world: World, service: ServiceClient, id_number: str) -> tuple[str, str]:
    dossier, consent = world.agreed_dossier(service, world.citizen(id_number), id_number)
    answered(service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}), 201)
    return dossier, consent


def test_a_paper_that_came_with_something_odd_says_so(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    record = service.deposit(id_number, pdf(script_inside_an_array))
    page = citizen.open("/")
    assert page.link("Công an xã Mẫu đã gửi Giấy khai sinh vào ví") == f"/giay-to/{record}"
    assert "Tệp có điều cần lưu ý." in page.text


def test_a_revoked_paper_names_who_still_works_with_it(
    world: World, citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    use(world, service, id_number)
    answered(service.post(f"/v1/records/{record}/revoke", json={"reason": "issued-in-error"}), 200)
    page = citizen.open("/")
    assert page.link("Công an xã Mẫu đã thu hồi Giấy khai sinh") == f"/giay-to/{record}"
    assert "Hồ sơ còn mở đang dùng bản cũ: Công an xã Mẫu." in page.text


def test_a_paper_that_has_a_new_one_in_its_place_is_not_called_revoked(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    old, new = service.deposit(id_number), service.deposit(id_number, as_of="2026-02-01")
    sent = {"reason": "replaced", "superseded_by": new}
    answered(service.post(f"/v1/records/{old}/revoke", json=sent), 200)
    text = citizen.open("/").text
    assert "Công an xã Mẫu đã có Giấy khai sinh mới thay bản cũ" in text
    assert "thu hồi" not in text


def test_a_permission_that_was_used_and_one_that_is_over(
    world: World, citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number)
    dossier, consent = use(world, service, id_number)
    page = citizen.open("/")
    assert page.link("Công an xã Mẫu đã xem giấy để đăng ký thường trú") == f"/da-cho-phep/{consent}"
    assert page.link("Đăng ký thường trú") == f"/ho-so/{dossier}"
    answered(service.post(f"/v1/dossiers/{dossier}/close"), 200)
    ended = citizen.open("/").text
    assert "Công an xã Mẫu không còn được xem nữa Hồ sơ đã đóng." in ended
    assert "Hồ sơ đang mở" not in ended


def test_an_answer_to_a_correction_leads_to_it(
    world: World, citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    wish = {"record": service.deposit(id_number), "attribute": "person.full_name", "value": f"{NAME} HAI"}
    asked = answered(world.citizen(id_number).post("/v1/me/corrections", json=wish), 201).json()["id"]
    given = {"accept": True, "reason": "will-be-corrected"}
    answered(service.post(f"/v1/corrections/{asked}/answer", json=given), 200)
    assert citizen.open("/").link("Công an xã Mẫu đồng ý sửa Giấy khai sinh") == f"/xin-sua/{asked}"


def test_older_news_is_folded_away(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    for _ in range(4):
        service.deposit(id_number)
    page = citizen.open("/")
    assert page.text.count("đã gửi Giấy khai sinh vào ví") == 4
    assert page.count("details") == 1
