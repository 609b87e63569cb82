"""Adding a paper: what was typed is read kindly, comes back when something is wrong, and is kept once."""

import unicodedata
from datetime import date

import pytest

from policies.catalogue import Catalogue
from tests.pages.browser import Browser, Page
from tests.papers import JPEG, PDF, agreement_hash
from tests.uploading import begin, send
from tests.world import World, answered, fresh_id
from wallet.pages.typed import SCHEME_SUFFIX, VALUE_PREFIX, Typed

PICTURE = ("anh.jpg", JPEG, "image/jpeg")
DAY = {"ngay-cap": "05/06/1995"}


def form(citizen: Browser, kind: str = "gplx") -> Page:
    return citizen.open(f"/them-giay?loai={kind}")


def typed_values(page: Page) -> dict[str, str]:
    return dict(page.form("Cất vào ví").fields)


def test_every_kind_of_paper_can_be_chosen_and_has_a_form(citizen: Browser) -> None:
    choices = [href for href, _ in citizen.open("/them-giay").links if href.startswith("/them-giay?loai=")]
    kinds = Catalogue.load().record_types
    assert sorted(choices) == sorted(f"/them-giay?loai={kind}" for kind in kinds)
    assert {kind: form(citizen, kind).status for kind in kinds} == dict.fromkeys(kinds, 200)


def test_a_picture_and_a_day_are_enough(citizen: Browser) -> None:
    paper = citizen.press(form(citizen), "Cất vào ví", filled=DAY, file=PICTURE)
    assert "Đã cất giấy này vào ví" in paper.text
    assert "Tự khai, chưa ai xác nhận" in paper.text
    assert "Ngày ghi trên giấy 05/06/1995" in paper.text


def test_facts_without_a_picture_are_enough(citizen: Browser) -> None:
    filled = DAY | {"gia-tri.licence.classes": "A1, B1", "gia-tri.person.dob": "1961"}
    paper = citizen.press(form(citizen), "Cất vào ví", filled=filled)
    assert "Hạng GPLX A1 B1" in paper.text
    assert "sinh 1961" in paper.text


def test_a_phone_that_misnames_its_picture_is_forgiven(citizen: Browser) -> None:
    paper = citizen.press(form(citizen), "Cất vào ví", filled=DAY, file=("anh.png", PICTURE[1], "image/png"))
    assert "Đã cất giấy này vào ví" in paper.text


def test_all_boxes_of_the_longest_form_arrive(citizen: Browser) -> None:
    kinds = Catalogue.load().record_types
    longest = max(kinds, key=lambda kind: len(kinds[kind].attributes))
    ticked = (agreement_hash(longest),)
    paper = citizen.press(form(citizen, longest), "Cất vào ví", filled=DAY, ticked=ticked, file=PICTURE)
    assert paper.status == 200


MISTAKES = {
    "no day": ({}, PICTURE, "Chưa có ngày"),
    "a day that is none": ({"ngay-cap": "31/02/2020"}, PICTURE, "Xin viết đủ ngày, tháng, năm"),
    "a day to come": ({"ngay-cap": "01/01/2199"}, PICTURE, "Ngày này chưa tới"),
    "nothing but a day": (DAY, None, "Chưa có ảnh hay tệp nào"),
    "a wrong number": (DAY | {"gia-tri.person.dob": "hôm qua"}, PICTURE, "Xin viết ngày như trên giấy"),
    "half a picture": (DAY, ("anh.jpg", JPEG[:-2], "image/jpeg"), "Tệp bị thiếu phần cuối"),
    "a text file": (DAY, ("a.txt", b"hello, this is text", "text/plain"), "Loại tệp này chưa nhận được"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_in_the_title_at_the_top_and_at_its_box(
    world: World, citizen: Browser, id_number: str, case: str
) -> None:
    filled, file, said = MISTAKES[case]
    kept = {"het-han": "01/01/2031"}
    page = citizen.press(form(citizen), "Cất vào ví", filled=filled | kept, file=file)
    assert page.status in {415, 422}
    assert "<title>Cần sửa: " in page.source
    assert "chưa có gì được lưu" in page.text
    assert page.text.count(said) == 2
    assert typed_values(page)["het-han"] == "01/01/2031"
    assert "Chưa có giấy nào" in citizen.open("/").text


def test_every_named_mistake_leads_to_a_box_that_exists(citizen: Browser) -> None:
    page = citizen.press(form(citizen), "Cất vào ví", filled={"gia-tri.person.dob": "x", "het-han": "x"})
    targets = {href[1:] for href, _ in page.links if href.startswith("#") and href != "#noi-dung"}
    assert targets <= {told["id"] for _, told in page.elements if "id" in told}
    assert "ngay-cap" in targets


def test_a_file_over_the_limit_is_refused_with_a_way_on(citizen: Browser) -> None:
    large = ("lon.pdf", PDF + bytes(21 * 1024 * 1024), "application/pdf")
    page = citizen.press(form(citizen), "Cất vào ví", filled=DAY, file=large)
    assert page.status == 413
    assert "Tệp lớn quá mức cho phép" in page.text


def test_what_was_sent_in_pieces_before_is_offered_and_kept_without_choosing_it_again(
    world: World, citizen: Browser, id_number: str
) -> None:
    """The page was closed after the last piece; no script runs here."""
    owner = world.citizen(id_number)
    address = begin(owner, PDF)
    send(owner, address, PDF, 0, len(PDF) // 2)
    assert "mới gửi" in citizen.open("/them-giay").text
    assert "Lần trước giấy chưa gửi xong" in form(citizen).text
    send(owner, address, PDF, len(PDF) // 2, len(PDF))
    page = form(citizen)
    assert "Tệp đã gửi xong, không cần chọn lại" in page.text
    wrong = citizen.press(page, "Cất vào ví", filled={"ngay-cap": "hôm nọ"})
    assert "Những gì bà đã viết và đã gửi vẫn còn" in wrong.text
    paper = citizen.press(wrong, "Cất vào ví", filled=DAY)
    assert "Đã cất giấy này vào ví" in paper.text
    record = paper.url.rpartition("/")[2].partition("?")[0]
    assert answered(owner.get(f"/v1/me/records/{record}/document"), 200).content == PDF
    assert "Tệp đã gửi xong" not in form(citizen).text


def test_a_form_that_names_somebody_elses_upload_finds_nothing_and_is_noted(world: World, citizen: Browser) -> None:
    number = fresh_id()
    owner = world.citizen(number)
    address = begin(owner, PDF)
    send(owner, address, PDF, 0, len(PDF))
    known = world.mark(number)
    taken = {"tai-len": address.rpartition("/")[2]}
    assert citizen.press(form(citizen), "Cất vào ví", filled=DAY | taken).status == 404
    assert [entry.operation for entry in world.since(number, known)] == ["auth.denied"]


def test_pressing_twice_keeps_one_paper(world: World, citizen: Browser) -> None:
    page = form(citizen)
    before = world.records()
    first = citizen.press(page, "Cất vào ví", filled=DAY, file=PICTURE)
    second = citizen.press(page, "Cất vào ví", filled=DAY, file=PICTURE)
    assert first.url == second.url
    assert world.records() == before + 1


def test_a_kind_of_paper_that_does_not_exist_is_refused(citizen: Browser) -> None:
    assert form(citizen, "khong-co").status == 422


WAYS_TO_WRITE_A_DAY = ["12/04/1961", "12/4/1961", "12.4.1961", "12-04-1961", "12 4 1961", "12041961", " 12/04/1961 "]


@pytest.mark.parametrize("text", WAYS_TO_WRITE_A_DAY)
def test_a_day_may_be_written_as_people_write_it(text: str) -> None:
    assert Typed({"ngay": text}).day("ngay") == date(1961, 4, 12)


@pytest.mark.parametrize(
    ("record_type", "key", "text", "value"),
    [
        ("gplx", "person.dob", "04/1961", "1961-04"),
        ("gplx", "person.full_name", unicodedata.normalize("NFD", "NGUYỄN THỊ MẪU"), "NGUYỄN THỊ MẪU"),
        ("giay_khai_sinh", "person.pid", "000 161 000017", "000161000017"),
        ("gcn_ho_kinh_doanh", "business.capital", "50.000.000", 50_000_000),
        ("gcn_qsdd", "land.area_m2", "72,5", 72.5),
        ("dang_ky_xe_may", "vehicle.plate", "00a1-000.00", "00A1-000.00"),
    ],
)
def test_a_fact_is_read_kindly(record_type: str, key: str, text: str, value: object) -> None:
    typed = Typed({VALUE_PREFIX + key: text})
    assert typed.values(Catalogue.load(), record_type, date(2026, 1, 1)) == {key: value}
    assert typed.mistakes == {}


OLD_NAME, NEW_NAME = "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội", "Phường Ba Đình, Thành phố Hà Nội"
BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)


def read_address(text: str, as_of: date, **more: str) -> tuple[dict[str, str], dict[str, str]]:
    """The value, and what is to be changed."""
    typed = Typed({VALUE_PREFIX + "residence.permanent": text, **more})
    return typed.values(Catalogue.load(), "gplx", as_of)["residence.permanent"], typed.mistakes


@pytest.mark.parametrize(
    ("text", "as_of", "scheme", "commune"),
    [(OLD_NAME, BEFORE, "pre2025", "00004"), (OLD_NAME, SINCE, "pre2025", "00004"), (NEW_NAME, SINCE, "2025", "00004")],
)
def test_an_address_is_known_by_its_name_and_not_by_its_day(text: str, as_of: date, scheme: str, commune: str) -> None:
    value, mistakes = read_address(f"Số 1 phố Thử, {text}", as_of)
    assert (value["scheme"], value["commune"], value["text"]) == (scheme, commune, f"Số 1 phố Thử, {text}")
    assert mistakes == {}


def test_a_name_of_both_times_is_left_to_the_citizen() -> None:
    name = VALUE_PREFIX + "residence.permanent"
    _, asked = read_address("Tỉnh Ninh Bình", SINCE)
    assert list(asked) == [name]
    for scheme in ("2025", "pre2025"):
        value, mistakes = read_address("Tỉnh Ninh Bình", SINCE, **{name + SCHEME_SUFFIX: scheme})
        assert (value["scheme"], mistakes) == (scheme, {})
    assert read_address("Tỉnh Ninh Bình", BEFORE)[1] == {}


def test_the_form_then_has_a_box_to_choose_in(citizen: Browser) -> None:
    filled = {"ngay-cap": "01/09/2025", "gia-tri.residence.permanent": "Tỉnh Ninh Bình"}
    page = citizen.press(form(citizen), "Cất vào ví", filled=filled)
    assert "Tên gọi này là của lúc nào?" in page.text
    chosen = citizen.press(page, "Cất vào ví", filled={"gia-tri.residence.permanent.ten-goi": "pre2025"})
    assert "Đã cất giấy này vào ví" in chosen.text


@pytest.mark.parametrize(("as_of", "scheme"), [(date(2025, 6, 30), "pre2025"), (date(2025, 7, 1), "2025")])
def test_an_address_belongs_to_the_scheme_of_its_day(as_of: date, scheme: str) -> None:
    typed = Typed({VALUE_PREFIX + "residence.permanent": "Xã Mẫu, tỉnh Thử"})
    found = typed.values(Catalogue.load(), "gplx", as_of)
    assert found["residence.permanent"] == {"text": "Xã Mẫu, tỉnh Thử", "scheme": scheme}
