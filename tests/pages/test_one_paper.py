"""One paper: its picture, what is odd about its file, what became of it, and where it was used."""

from io import BytesIO

from PIL import Image

from tests.intake.pdfs import pdf, script_inside_an_array
from tests.pages.browser import Browser, tags
from tests.world import BIRTH_VALUES, ServiceClient, World, answered


def looks(world: World, id_number: str) -> list[str]:
    return [entry.operation for entry in world.history(id_number)]


def picture(citizen: Browser, path: str) -> Image.Image:
    answer = citizen.get(path)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "no-store"
    return Image.open(BytesIO(answer.content))


def test_the_list_shows_a_small_picture_and_the_paper_a_large_one(
    world: World, citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    (small,) = tags(citizen.open("/giay-to"), "img")
    (large,) = tags(citizen.open(f"/giay-to/{record}"), "img")
    before = len(looks(world, id_number))
    assert picture(citizen, small["src"]).width < picture(citizen, large["src"]).width
    assert looks(world, id_number)[before:] == ["record.preview", "record.preview"]


def test_each_version_has_its_own_picture(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    record = service.deposit(id_number)
    changed = {"values": BIRTH_VALUES, "as_of": "2026-02-01"}
    answered(service.send_record(f"/v1/records/{record}/versions", changed, None), 201)
    assert list(tags(citizen.open(f"/giay-to/{record}"), "img")) == []
    (large,) = tags(citizen.open(f"/giay-to/{record}?ban=1"), "img")
    assert picture(citizen, large["src"]).width > 0


def test_a_paper_without_a_file_has_neither_picture_nor_download(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    sent = {"id_number": id_number, "type": "giay_khai_sinh", "values": BIRTH_VALUES, "as_of": "2026-01-15"}
    record = answered(service.send_record("/v1/records", sent, None), 201).json()["record"]
    page = citizen.open(f"/giay-to/{record}")
    assert list(tags(page, "img")) == []
    assert [href for href, _ in page.links if href.endswith("/tep")] == []
    assert citizen.get(f"/giay-to/{record}/anh").status_code == 404


def test_it_says_in_words_what_is_odd_about_a_file(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    record = service.deposit(id_number, pdf(script_inside_an_array))
    assert "Tệp cần lưu ý" in citizen.open("/giay-to").text
    page = citizen.open(f"/giay-to/{record}")
    assert "Tệp có chứa đoạn chương trình." in page.text
    assert "Ví không chạy những thứ đó" in page.text


def test_it_says_where_it_was_used_and_who_may_see_it(
    world: World, citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    assert "Chưa nơi nào xem giấy này qua ví." in citizen.open(f"/giay-to/{record}").text
    dossier, consent = world.agreed_dossier(service, world.citizen(id_number), id_number)
    answered(service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}), 201)
    page = citizen.open(f"/giay-to/{record}")
    assert "Công an xã Mẫu Để đăng ký thường trú. Xem lần cuối lúc" in page.text
    assert page.link("Xem và ngừng") == f"/da-cho-phep/{consent}"
    assert page.link("Xem hồ sơ này") == f"/ho-so/{dossier}"


def test_a_revoked_paper_says_why_who_still_holds_it_and_what_to_do(
    world: World, citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    dossier, consent = world.agreed_dossier(service, world.citizen(id_number), id_number)
    answered(service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}), 201)
    answered(service.post(f"/v1/records/{record}/revoke", json={"reason": "issued-in-error"}), 200)
    page = citizen.open(f"/giay-to/{record}")
    assert "Nơi cấp đã thu hồi giấy này" in page.text
    assert "Giấy cấp nhầm hoặc cấp sai." in page.text
    assert "Hồ sơ còn mở đã lấy thông tin từ giấy này, và đã được báo: Công an xã Mẫu" in page.text
    assert "xin hỏi Công an xã Mẫu" in page.text


def test_a_superseded_paper_leads_to_the_one_in_its_place(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    old, new = service.deposit(id_number), service.deposit(id_number, as_of="2026-02-01")
    sent = {"reason": "replaced", "superseded_by": new}
    answered(service.post(f"/v1/records/{old}/revoke", json=sent), 200)
    page = citizen.open(f"/giay-to/{old}")
    assert "Đã có giấy mới thay giấy này" in page.text
    assert page.link("Xem giấy mới") == f"/giay-to/{new}"
