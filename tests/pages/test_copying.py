"""After the picture of a card: what the wallet read stands in the boxes, and is kept once its owner has pressed."""

import pytest

from tests.intake.test_cards import CARD, photographed
from tests.pages.browser import Browser, Page
from tests.papers import JPEG, agreement_hash
from tests.world import ServiceClient, World

DAY = {"ngay-cap": "05/06/2021"}
NAME_BOX = "gia-tri.person.full_name"
BUTTON = "Đúng rồi, giữ lại"


@pytest.fixture(scope="module")
def photo() -> bytes:
    return photographed(CARD)


def keep(citizen: Browser, picture: bytes, kind: str = "can_cuoc", **typed: str) -> Page:
    ticked = (agreement_hash(kind),)
    page = citizen.open(f"/them-giay?loai={kind}")
    return citizen.press(page, "Cất vào ví", filled=DAY | typed, ticked=ticked, file=("a.jpg", picture, "image/jpeg"))


def boxes(page: Page) -> dict[str, str]:
    return dict(page.form(BUTTON).fields)


def test_what_was_read_stands_in_the_boxes_and_is_kept_after_a_press(
    world: World, citizen: Browser, id_number: str, photo: bytes
) -> None:
    page = keep(citizen, photo)
    assert "Đã cất ảnh vào ví" in page.text
    assert "Ví đọc được mã vuông trên ảnh" in page.text
    assert boxes(page)[NAME_BOX] == "Nguyễn Thị Mẫu"
    assert boxes(page)["gia-tri.person.dob"] == "02/03/1999"
    assert boxes(page)["gia-tri.person.sex"] == "Nữ"
    assert page.headers["Cache-Control"] == "no-store"
    before = world.history(id_number)[-1]
    assert (before.operation, before.outcome) == ("record.scan", "released")

    paper = citizen.press(page, BUTTON, filled={NAME_BOX: "Nguyễn Thị Mậu"})
    assert "Đã giữ những gì bà vừa xem lại" in paper.text
    assert "Họ, chữ đệm và tên Nguyễn Thị Mậu" in paper.text or "Nguyễn Thị Mậu" in paper.text
    assert "Tự khai, chưa ai xác nhận" in paper.text
    assert "Bản 1" in paper.text
    assert "Đồng ý cho ví giữ ảnh" in paper.text


def test_a_picture_without_a_code_offers_empty_boxes_and_can_wait(citizen: Browser) -> None:
    page = keep(citizen, JPEG)
    assert "Ví chưa đọc được mã nào trên ảnh" in page.text
    assert boxes(page)[NAME_BOX] == ""
    assert "Để ví đọc từ ảnh" in citizen.follow(page, "Để sau").text


def test_what_was_typed_stays_and_the_picture_may_say_otherwise(citizen: Browser, photo: bytes) -> None:
    paper = keep(citizen, photo, **{NAME_BOX: "Nguyễn Thị Mậu"})
    page = citizen.follow(paper, "Đọc lại từ ảnh")
    assert boxes(page)[NAME_BOX] == "Nguyễn Thị Mậu"
    assert "Ảnh ghi khác: Nguyễn Thị Mẫu" in page.text


def test_a_mistake_comes_back_with_what_was_typed(citizen: Browser) -> None:
    page = citizen.press(keep(citizen, JPEG), BUTTON, filled={"gia-tri.person.dob": "hôm qua", NAME_BOX: "Mẫu"})
    assert page.status == 422
    assert boxes(page)[NAME_BOX] == "Mẫu"
    assert "Những gì bà đã viết vẫn còn" in page.text


def test_papers_without_such_a_code_go_straight_to_the_paper(citizen: Browser) -> None:
    paper = keep(citizen, JPEG, "gplx")
    assert "Đã cất giấy này vào ví" in paper.text
    assert "Chép thông tin" in paper.text


def test_an_issuers_paper_has_no_such_boxes(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    record = service.deposit(id_number)
    page = citizen.open(f"/giay-to/{record}/chep")
    assert page.status == 409
    assert "Đề nghị sửa giấy" in page.text
