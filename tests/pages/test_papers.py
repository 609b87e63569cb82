"""My papers: what the list and a paper say, in words; downloading and deleting."""

import re
from collections.abc import Callable

from tests.pages.browser import Browser, Page
from tests.papers import PDF
from tests.world import NAME, ServiceClient, World

ADDRESS = {"text": "Số 1 đường Thử Nghiệm, xã Mẫu", "scheme": "2025"}
RESIDENCE = {
    "person.full_name": NAME,
    "residence.permanent": ADDRESS,
    "household.members": [{"full_name": "LÊ VĂN THỬ"}],
}


def test_a_paper_stands_in_the_list_by_its_everyday_name(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number)
    page = citizen.open("/giay-to")
    assert "Hộ tịch Giấy khai sinh Công an xã Mẫu · 15/01/2026 Cơ quan nhà nước gửi" in page.text
    assert "giay_khai_sinh" not in page.text


def test_a_paper_near_its_end_says_so(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    service.deposit(id_number, expires_on="2020-01-01")
    assert "Đã hết hạn" in citizen.open("/giay-to").text


def test_a_paper_says_what_it_says_who_says_so_and_how_sure_it_is(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number, type="xac_nhan_cu_tru_ct07", values=RESIDENCE, expires_on="2027-03-15")
    paper = citizen.follow(citizen.open("/giay-to"), "Xác nhận thông tin về cư trú")
    assert f"Họ, chữ đệm và tên khai sinh {NAME}" in paper.text
    assert "Nơi thường trú Số 1 đường Thử Nghiệm, xã Mẫu" in paper.text
    assert "LÊ VĂN THỬ" in paper.text
    assert "Ai đưa vào ví Công an xã Mẫu" in paper.text
    assert "Chắc chắn đến đâu Cơ quan nhà nước gửi" in paper.text
    assert "Có giá trị đến 15/03/2027" in paper.text


def test_an_earlier_version_can_still_be_read(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    record = service.deposit(id_number)
    changed = {"values": {"person.full_name": "NGUYỄN THỊ MẪU SỬA"}, "as_of": "2026-02-01"}
    service.send_record(f"/v1/records/{record}/versions", changed, None)
    paper = citizen.open(f"/giay-to/{record}")
    assert "NGUYỄN THỊ MẪU SỬA" in paper.text
    old = citizen.follow(paper, "Bản 1")
    assert "Đây là bản cũ (bản 1)" in old.text
    assert "NGUYỄN THỊ MẪU SỬA" not in old.text


def test_the_file_comes_back_byte_for_byte_under_a_name_that_tells_nothing(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    record = service.deposit(id_number)
    answer = citizen.get(f"/giay-to/{record}/tep")
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="giay-to.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_deleting_asks_first_and_then_is_final(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    record = service.deposit(id_number)
    asked = citizen.follow(citizen.open(f"/giay-to/{record}"), "Xóa")
    assert "Không ai mở lại được nữa" in asked.text
    assert asked.link("Giữ lại") == f"/giay-to/{record}"
    gone = citizen.press(asked, "Xóa hẳn")
    assert "Đã xóa hẳn giấy đó" in gone.text
    assert citizen.open(f"/giay-to/{record}").status == 404


def test_somebody_elses_paper_answers_as_an_absent_one(
    citizen: Browser, service: ServiceClient, id_number: str, open_browser: Callable[[], Browser]
) -> None:
    record = service.deposit(id_number)
    other = open_browser()
    other.enter(kind="citizen", id_number="000162999999")
    absent = "00000000-0000-4000-8000-000000000000"
    for path in ("/giay-to/{}", "/giay-to/{}/anh", "/giay-to/{}/tep", "/giay-to/{}/xoa"):
        foreign, missing = other.open(path.format(record)), other.open(path.format(absent))
        assert foreign.status == missing.status == 404
        assert foreign.text.split("đọc mã này")[0] == missing.text.split("đọc mã này")[0]


def test_papers_are_found_by_words_without_accents_by_issuer_and_by_family(
    citizen: Browser, world: World, service: ServiceClient, id_number: str
) -> None:
    for record_type in ("giay_khai_sinh", "xac_nhan_cu_tru_ct07", "giay_chung_nhan_ket_hon"):
        service.deposit(id_number, type=record_type, values={})
    other = world.service("benh-vien-mau", "Bệnh viện Mẫu")
    other.deposit(id_number, type="the_bhyt", values={})
    page = citizen.open("/giay-to")
    assert "Có 1 giấy đúng với “khai sinh”" in citizen.press(page, "Tìm", filled={"tim": "khai sinh"}).text
    assert "Thẻ bảo hiểm y tế" in citizen.press(page, "Tìm", filled={"noi-cap": "Bệnh viện Mẫu"}).text
    civil = citizen.open("/giay-to?nhom=civil")
    assert sorted(papers_on(civil)) == sorted(["Giấy khai sinh", "Giấy chứng nhận kết hôn"])


def test_papers_are_found_by_their_kind(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    for kind in ("giay_khai_sinh", "the_bhyt", "giay_khai_sinh", "giay_chung_nhan_ket_hon"):
        service.deposit(id_number, type=kind, values={})
    found = citizen.press(citizen.open("/giay-to"), "Tìm", filled={"loai": "giay_khai_sinh"})
    assert "Có 2 giấy đúng với “Giấy khai sinh”" in found.text
    assert found.text.count("· 15/01/2026") == 2


def test_papers_stand_by_name_as_in_a_vietnamese_dictionary(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    for record_type in ("giay_chung_nhan_ket_hon", "the_bhyt", "giay_khai_sinh", "dang_ky_xe_may"):
        service.deposit(id_number, type=record_type, values={})
    names = papers_on(citizen.follow(citizen.open("/giay-to"), "tên giấy"))
    assert names[0].startswith("Chứng nhận đăng ký xe")
    assert names[-1].startswith("Thẻ bảo hiểm")


def papers_on(page: Page) -> list[str]:
    """The names of the papers in the list, in order."""
    return re.findall(r"<strong>([^<]+)</strong>", page.source)
