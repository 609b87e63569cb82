"""Codes for an address that is only text: when it says everything, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.addresses.old import BEFORE, NOW, address_in, before
from wallet.addresses.address import Scheme
from wallet.addresses.proposals import Proposal, propose
from wallet.addresses.reading import parts_of, place_named, recognised

READ = [
    ("Số 5 ngõ 3, P. Phúc Xá, Q.Ba Đình, TP.Hà Nội, Việt Nam", "00001", "Số 5 ngõ 3"),
    ("PHƯỜNG PHÚC XÁ, QUẬN BA ĐÌNH, HÀ NỘI", "00001", ""),
    ("Tổ 1, Khu 2\nPhường Phúc Xá\nQuận Ba Đình\nHà Nội", "00001", "Tổ 1, Khu 2"),
    ("P4, Q.10, TPHCM", "27193", ""),
    ("TT. Yên Viên, Gia Lâm, Hà Nội", "00526", ""),
    ("Xã Yên Viên; Gia Lâm; Hà Nội", "00532", ""),
    ("P.Thuỷ Xuân, Q. Thuận Hoá, Thừa Thiên Huế", "19813", ""),
    ("Thôn Mẫu, Huyện Lý Sơn, Quảng Ngãi", None, "Thôn Mẫu"),
]

ASKED = [
    "",
    ",,;",
    "Việt Nam",
    "Phuc Xa, Ba Dinh, Ha Noi",
    "Phường Phúc Xá, Hà Nội",
    "Phường Phúc Xá, Quận Ba Đình",
    "Xã Phúc Xá, Quận Ba Đình, Hà Nội",
    "Phường Phúc Xá Quận Ba Đình Hà Nội",
    "Yên Viên, Gia Lâm, Hà Nội",
    "4, Quận 10, TP. Hồ Chí Minh",
    "Xã Mẫu, Huyện Lý Sơn, Quảng Ngãi",
    "Phường Mẫu, Phường Phúc Xá, Quận Ba Đình, Hà Nội",
    "Xã Tân Thành, Huyện Mẫu, Tỉnh Hà Giang",
]


@pytest.mark.parametrize(("text", "commune", "detail"), READ)
def test_a_text_that_names_the_whole_chain_is_read(text: str, commune: str | None, detail: str) -> None:
    address = recognised(text, Scheme.PRE_2025)
    assert address
    assert (address.text, address.commune, address.detail) == (text, commune, detail)
    assert isinstance(propose(address), Proposal)


@pytest.mark.parametrize("text", ASKED)
def test_a_text_that_leaves_a_doubt_is_not_read(text: str) -> None:
    assert recognised(text, Scheme.PRE_2025) is None


def test_an_old_address_is_not_read_as_one_of_today() -> None:
    text = "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"
    assert recognised(text, Scheme.SINCE_2025) is None


def test_a_district_or_province_alone_is_read_as_what_it_is() -> None:
    district, province = (recognised(text, Scheme.PRE_2025) for text in ("Gia Lâm, Hà Nội", "Hà Giang"))
    assert district
    assert (district.province, district.district, district.commune) == ("01", "018", None)
    assert province
    assert (province.province, province.district, province.commune) == ("02", None, None)


def test_every_full_name_of_today_is_read_as_its_unit() -> None:
    for unit in NOW.ends():
        address = recognised(f"Thôn Mẫu, {NOW.full_name(unit)}", Scheme.SINCE_2025)
        assert address
        assert (address.commune, address.province, address.detail) == (unit.code, unit.province, "Thôn Mẫu")


def test_every_full_name_of_before_is_read_as_its_unit() -> None:
    for unit in list(BEFORE.ends())[::7]:
        address = recognised(f"Thôn Mẫu, {BEFORE.full_name(unit)}", Scheme.PRE_2025)
        coded = address_in(unit, "Thôn Mẫu")
        assert address
        assert (address.text, address.commune, address.district) == (coded.text, coded.commune, coded.district)


def test_the_country_is_no_part_of_the_address() -> None:
    assert parts_of("Phường Phúc Xá, Hà Nội, VIỆT NAM") == ["Phường Phúc Xá", "Hà Nội"]


@given(st.text() | st.text(st.sampled_from("phườngxãquận 14,;\n.ĐđHàNội")), st.sampled_from(Scheme))
def test_no_text_is_too_strange_to_be_looked_at(text: str, scheme: Scheme) -> None:
    place = place_named(text, scheme)
    assert place is None or place.unit.scheme is scheme


def test_a_number_before_the_ward_is_a_house() -> None:
    place = place_named("4, Phường 5, Quận 11, TP. Hồ Chí Minh", Scheme.PRE_2025)
    assert place
    assert (place.unit.name, place.detail) == ("Phường 5", "4")
    assert place.unit.district == before("772").code
