"""One of my dossiers: ready, out of date, missing, and how to get it."""

from tests.pages.browser import Browser
from tests.world import BIRTH_VALUES, ServiceClient

LICENCE_EXCHANGE, PASSPORT = "3.000347", "1.001456"


def test_it_says_what_is_there_what_is_missing_and_where_to_get_it(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    service.deposit(id_number)
    page = citizen.open(f"/ho-so/{service.open_dossier(id_number, LICENCE_EXCHANGE)}")
    assert "Cấp đổi giấy phép lái xe" in page.text
    assert "mục đã sẵn sàng" in page.text
    assert "Theo Giấy khai sinh" in page.text
    assert {"/them-giay?loai=gplx"} <= {href for href, _ in page.links}


def test_it_says_what_is_out_of_date(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    old = {"residence.permanent": {"text": "Xã Mẫu, tỉnh Thử", "scheme": "pre2025"}}
    service.deposit(id_number, type="xac_nhan_cu_tru_ct07", values=old, as_of="2020-01-01")
    page = citizen.open(f"/ho-so/{service.open_dossier(id_number, LICENCE_EXCHANGE)}")
    assert "Đã lâu, cần xem lại" in page.text


def test_it_shows_no_value(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    service.deposit(id_number)
    text = citizen.open(f"/ho-so/{service.open_dossier(id_number)}").text
    assert BIRTH_VALUES["person.full_name"] not in text


def test_it_says_what_the_authority_finds_itself_what_a_picture_does_not_do_and_why_fields_stay_by_hand(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    residence = citizen.open(f"/ho-so/{service.open_dossier(id_number)}").text
    assert "Cơ quan phải tự tra cứu trước, thường không cần nộp: Giấy chứng nhận kết hôn (Bộ Tư pháp)" in residence
    assert "Theo luật, cơ quan phải tra cứu trước ở: VNeID" in residence
    assert "Phải tự ký hoặc tự xác nhận" in residence
    assert "Giấy khác cũng được nhận" in residence
    passport = citizen.open(f"/ho-so/{service.open_dossier(id_number, PASSPORT)}").text
    assert "Bản chụp chưa đủ" in passport


def test_an_offices_paper_is_named_instead_of_sent_and_ones_own_picture_is_not_enough(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    form = citizen.open("/them-giay?loai=giay_khai_sinh")
    citizen.press(form, "Cất vào ví", filled={"ngay-cap": "15/01/2026", "gia-tri.person.full_name": "Nguyễn Thị Mẫu"})
    dossier = service.open_dossier(id_number, PASSPORT)
    page = citizen.open(f"/ho-so/{dossier}")
    assert "Có trong ví, nhưng chưa đủ: Giấy khai sinh" in page.text
    assert "Ảnh tự chụp chưa đủ: xin bản chứng thực điện tử, hoặc gửi bản chính." in page.text
    issued = service.deposit(id_number)
    page = citizen.open(f"/ho-so/{dossier}")
    assert "Không phải nộp bản chụp: tờ khai dẫn nguồn tới giấy của Công an xã Mẫu, ngày 15/01/2026." in page.text
    assert f"/giay-to/{issued}" in {href for href, _ in page.links}


def test_the_end_of_a_correction_of_civil_status_is_told_on_the_first_page(
    citizen: Browser, service: ServiceClient, id_number: str
) -> None:
    dossier = service.open_dossier(id_number, "1.004859")
    service.post(f"/v1/dossiers/{dossier}/close")
    assert "Giấy cũ trong ví có thể ghi điều không còn đúng" in citizen.open("/").text
