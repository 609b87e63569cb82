"""What is half typed outlives the page it was typed on, for whoever typed it, for a week, and never in the clear."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from tests.faults.search import found_in
from tests.pages.browser import Browser
from tests.papers import PDF, agreement_hash
from tests.world import Person, ServiceClient, World, answered, fresh_id
from wallet.drafts import keeping
from wallet.drafts.models import Draft

MARKER = "DAUVETVIETDO"


@pytest.fixture
def owner(world: World, citizen: Browser, id_number: str) -> Person:
    """The same person, as the page's script speaks for them."""
    assert citizen
    return world.citizen(id_number)


def keep(owner: Person, form: str, *fields: tuple[str, str]) -> None:
    answered(owner.call("PUT", "/v1/me/drafts", json={"form": form, "fields": fields}), 204)


def drafts(world: World, id_number: str) -> list[Draft]:
    citizen = world.citizen_id(id_number)
    with world.wallet.database.reading() as session:
        return list(session.exec(select(Draft).where(Draft.citizen_id == citizen)).all())


def test_a_paper_half_typed_comes_back_after_an_entry_and_once_it_is_sent_no_more(
    world: World, citizen: Browser, owner: Person, id_number: str
) -> None:
    keep(owner, "them-giay/can_cuoc", ("ngay-cap", "05/06/1995"), ("gia-tri.person.full_name", "LÊ THỊ VIẾT DỞ"))
    known = world.mark(id_number)
    page = citizen.open("/them-giay?loai=can_cuoc")
    assert "Phần viết dở lúc" in page.text
    typed = dict(page.form("Cất vào ví").fields)
    assert (typed["ngay-cap"], typed["gia-tri.person.full_name"]) == ("05/06/1995", "LÊ THỊ VIẾT DỞ")
    assert [(one.operation, one.outcome) for one in world.since(id_number, known)] == [("draft.open", "released")]
    assert "đã mở lại phần đang viết dở" in citizen.open("/ai-da-xem").text
    paper = citizen.press(page, "Cất vào ví")
    assert "Đã cất giấy này vào ví" in paper.text
    assert "Phần viết dở" not in citizen.open("/them-giay?loai=can_cuoc").text
    assert drafts(world, id_number) == []


def test_an_agreement_is_given_anew_each_time(citizen: Browser, owner: Person) -> None:
    keep(owner, "them-giay/can_cuoc", ("ngay-cap", "05/06/1995"), ("dong-y-giu-anh", agreement_hash("can_cuoc")))
    form = citizen.open("/them-giay?loai=can_cuoc").form("Cất vào ví")
    assert ("dong-y-giu-anh", agreement_hash("can_cuoc")) in form.boxes


def test_a_save_that_failed_leaves_what_was_typed_and_throwing_it_away_does_not(
    world: World, citizen: Browser, owner: Person, id_number: str
) -> None:
    keep(owner, "them-giay/gplx", ("ngay-cap", "hôm nọ"))
    citizen.press(citizen.open("/them-giay?loai=gplx"), "Cất vào ví", file=("a.pdf", PDF, "application/pdf"))
    assert len(drafts(world, id_number)) == 1
    emptied = citizen.press(citizen.open("/them-giay?loai=gplx"), "Bỏ, viết lại từ đầu")
    assert dict(emptied.form("Cất vào ví").fields)["ngay-cap"] == ""
    assert drafts(world, id_number) == []


def test_a_correction_and_a_rule_come_back_too(
    citizen: Browser, owner: Person, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    keep(owner, f"sua/{record}/person.full_name", ("gia-tri", "LÊ THỊ ĐÚNG"))
    correction = citizen.open(f"/giay-to/{record}/sua?muc=person.full_name")
    assert dict(correction.form("Gửi đề nghị sửa").fields)["gia-tri"] == "LÊ THỊ ĐÚNG"
    keep(owner, "quy-tac/khong-cho-ai", ("muc", "person.sex"), ("muc", "giay_khai_sinh"))
    never = citizen.open("/quy-tac/khong-cho-ai").form("Xem thử quy tắc")
    ticked = {value for name, value in never.fields if name == "muc"}
    assert ticked == {"person.sex", "giay_khai_sinh"}


def test_nobody_else_sees_it_and_it_lies_nowhere_in_the_clear(world: World, owner: Person, id_number: str) -> None:
    keep(owner, "them-giay/gplx", ("ngay-cap", MARKER))
    stranger = Browser(world.url)
    stranger.enter(kind="citizen", id_number=fresh_id())
    assert MARKER not in stranger.open("/them-giay?loai=gplx").source
    stranger.close()
    (row,) = drafts(world, id_number)
    assert MARKER.encode() not in row.sealed
    assert found_in(world.wallet.settings.data_dir, (MARKER.encode(),)) == []


def test_it_is_bounded_in_number_and_time_and_goes_with_an_erasure(world: World, owner: Person, id_number: str) -> None:
    for number in range(keeping.AT_MOST + 2):
        keep(owner, f"them-giay/g{number}", ("ngay-cap", str(number)))
    forms = {draft.form for draft in drafts(world, id_number)}
    assert forms == {f"them-giay/g{number}" for number in range(2, keeping.AT_MOST + 2)}
    keep(owner, "them-giay/g5")
    assert "them-giay/g5" not in {draft.form for draft in drafts(world, id_number)}
    with world.wallet.database.transaction() as session:
        keeping.forget_expired(session, now=world.wallet.clock() + keeping.LIFE)
    assert drafts(world, id_number) == []
    keep(owner, "them-giay/gplx", ("ngay-cap", "1"))
    citizen_id: UUID = world.citizen_id(id_number)
    answered(owner.post("/v1/me/erasure", json={"word": "XÓA"}), 200)
    with world.wallet.database.reading() as session:
        assert session.exec(select(Draft).where(Draft.citizen_id == citizen_id)).all() == []


WRONG: list[dict[str, Any]] = [
    {"form": "", "fields": []},
    {"form": "a", "fields": [["x", "y" * 2001]]},
    {"form": "a", "fields": [["x", "y"]] * 121},
]


def test_what_no_form_of_ours_has_is_refused(world: World, owner: Person, id_number: str) -> None:
    for body in WRONG:
        answered(owner.call("PUT", "/v1/me/drafts", json=body), 422)
    assert drafts(world, id_number) == []
