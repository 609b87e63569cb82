"""What somebody may mean who types a place, accents or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.addresses.old import BEFORE, NOW
from wallet.addresses.address import Scheme
from wallet.addresses.suggestions import suggest

FIRST = [
    ("phuc xa", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"),
    ("Phúc Xá", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"),
    ("phúc x", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"),
    ("phuong phuc xa quan ba dinh ha noi", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"),
    ("So 5 ngo 3, P. Phuc Xa, Q.Ba Dinh, TP.Ha Noi", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"),
    ("p4 q10 tphcm", "Phường 4, Quận 10, Thành phố Hồ Chí Minh"),
    ("P.04, Q.10, TP.HCM", "Phường 4, Quận 10, Thành phố Hồ Chí Minh"),
    ("4 duong hoa binh, phuong 5, quan 11", "Phường 5, Quận 11, Thành phố Hồ Chí Minh"),
    ("tt yen vien", "Thị trấn Yên Viên, Huyện Gia Lâm, Thành phố Hà Nội"),
    ("x. yen vien", "Xã Yên Viên, Huyện Gia Lâm, Thành phố Hà Nội"),
    ("da kao", "Phường Đa Kao, Quận 1, Thành phố Hồ Chí Minh"),
    ("ĐA KAO", "Phường Đa Kao, Quận 1, Thành phố Hồ Chí Minh"),
    ("tan thanh, tay ninh", "Xã Tân Thành, Huyện Tân Châu, Tỉnh Tây Ninh"),
    ("thuỷ xuân", "Phường Thủy Xuân, Quận Thuận Hóa, Thành phố Huế"),
    ("ly son", "Huyện Lý Sơn, Tỉnh Quảng Ngãi"),
]


@pytest.mark.parametrize(("typed", "meant"), FIRST)
def test_the_likeliest_comes_first(typed: str, meant: str) -> None:
    first, *_ = suggest(typed, Scheme.PRE_2025)
    assert BEFORE.full_name(first) == meant


def test_names_that_differ_by_accents_are_both_suggested_the_typed_one_first() -> None:
    found = [unit.name for unit in suggest("xã tân thạnh đồng tháp", Scheme.SINCE_2025)]
    assert found[:2] == ["Xã Tân Thạnh", "Xã Tân Thành"]


def test_every_commune_of_today_is_found_without_accents_in_its_province() -> None:
    for unit in list(NOW.ends())[::5]:
        assert unit in suggest(unit.name.upper(), Scheme.SINCE_2025, 20, province=unit.province)


def test_nothing_of_another_province_is_suggested() -> None:
    found = suggest("tan thanh", Scheme.PRE_2025, 50, province="38")
    assert found
    assert {unit.province for unit in found} == {"38"}


@pytest.mark.parametrize("text", ["", "   ", "!!!", "4", "Số 4", "zzzz"])
def test_nothing_is_suggested_for_nothing(text: str) -> None:
    assert suggest(text, Scheme.PRE_2025) == ()


def test_there_are_no_more_than_were_asked_for() -> None:
    assert len(suggest("tan", Scheme.PRE_2025, 3)) == 3


@given(st.text(max_size=500), st.sampled_from(Scheme))
def test_no_text_is_too_strange_to_suggest_for(text: str, scheme: Scheme) -> None:
    assert all(unit.scheme is scheme for unit in suggest(text, scheme))
