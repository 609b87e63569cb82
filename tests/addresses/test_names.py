"""When two ways of writing a unit's name are the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.addresses.old import BEFORE, COMMUNES, NOW, before, now
from wallet.addresses.names import names, same_name
from wallet.addresses.units import Unit
from wallet.vietnamese import search_key

PHUONG_4, PHUC_XA, BA_DINH, HUE, HCM = map(before, ("27193", "00001", "001", "46", "79"))
YEN_VIEN_TOWN, YEN_VIEN = before("00526"), before("00532")

SAME = [
    ("Phường 4", PHUONG_4),
    ("P.4", PHUONG_4),
    ("P4", PHUONG_4),
    ("p. 04", PHUONG_4),
    ("PHƯỜNG 4", PHUONG_4),
    ("Phúc Xá", PHUC_XA),
    ("P. Phúc Xá", PHUC_XA),
    ("phường phúc xá", PHUC_XA),
    ("Q.Ba Đình", BA_DINH),
    ("Quận Ba Đình", BA_DINH),
    ("TT. Yên Viên", YEN_VIEN_TOWN),
    ("X. Yên Viên", YEN_VIEN),
    ("Thừa Thiên Huế", HUE),
    ("Tỉnh Thừa Thiên - Huế", HUE),
    ("TP. Huế", HUE),
    ("TPHCM", HCM),
    ("TP.HCM", HCM),
    ("Tp. Hồ Chí Minh", HCM),
    ("T. Hà Giang", before("02")),
    ("Phường Phường Đúc", before("19780")),
    ("Phường Đúc", before("19780")),
]

OTHER = [
    ("4", PHUONG_4),
    ("Quận 4", PHUONG_4),
    ("Phường 40", PHUONG_4),
    ("Phuc Xa", PHUC_XA),
    ("Phúc Xa", PHUC_XA),
    ("Xã Phúc Xá", PHUC_XA),
    ("Huyện Ba Đình", BA_DINH),
    ("TT. Yên Viên", YEN_VIEN),
    ("Xã Yên Viên", YEN_VIEN_TOWN),
    ("Quận Hà Giang", before("02")),
    ("", PHUC_XA),
    ("Phường", PHUC_XA),
]


@pytest.mark.parametrize(("text", "unit"), SAME)
def test_a_name_is_known_however_it_is_typed(text: str, unit: Unit) -> None:
    assert names(text, unit)
    assert names(unicodedata.normalize("NFD", text), unit)


@pytest.mark.parametrize(("text", "unit"), OTHER)
def test_a_name_of_something_else_is_not_taken_for_it(text: str, unit: Unit) -> None:
    assert not names(text, unit)


def test_every_unit_is_called_by_its_own_name() -> None:
    assert all(names(unit.name, unit) for unit in [*BEFORE.ends(), *NOW.ends(), *BEFORE.inside(), *NOW.inside()])


def test_no_two_communes_of_a_district_answer_to_one_name() -> None:
    neighbours: dict[str | None, list[Unit]] = {}
    for unit in COMMUNES:
        neighbours.setdefault(unit.district, []).append(unit)
    both = [
        (one.code, other.code)
        for district in neighbours.values()
        for one in district
        for other in district
        if one is not other and names(one.name, other)
    ]
    assert both == []


def test_communes_that_differ_by_accents_only_are_never_equal() -> None:
    for province in NOW.inside():
        by_letters: dict[str, list[Unit]] = {}
        for unit in NOW.inside(province):
            by_letters.setdefault(search_key(unit.own_name), []).append(unit)
        for alike in by_letters.values():
            assert sum(same_name(one.own_name, other.own_name) for one in alike for other in alike) == len(alike)


@pytest.mark.parametrize(("one", "other"), [("Hoà Bình", "Hòa Bình"), ("Thuỷ Xuân", "Thủy Xuân"), ("Hoè", "HÒE")])
def test_the_place_of_the_tone_does_not_matter(one: str, other: str) -> None:
    assert same_name(one, other)


@given(st.text(), st.sampled_from([PHUONG_4, HUE, now("00004")]))
def test_no_text_is_too_strange_to_be_asked_about(text: str, unit: Unit) -> None:
    assert names(text, unit) in (True, False)
