"""One of my dossiers: ready, out of date, missing, and how to get it."""

from tests.pages.browser import Browser
from tests.world import BIRTH_VALUES, ServiceClient

LICENCE_EXCHANGE = "3.000347"


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
