"""The data: complete, consistent, quick to read, and as its notice says."""

import subprocess
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from tests.addresses.old import BEFORE, COMMUNES, ISLANDS, NOW, before, now
from wallet import addresses
from wallet.addresses.address import Scheme
from wallet.addresses.units import Register, Unit, in_order, register, successors
from wallet.vietnamese import same_name_key, search_key

DATA = Path(addresses.__file__).parent / "data"
LINES = [line for line in (DATA / "pre2025.txt").read_text("utf-8").splitlines() if not line.startswith("#")]


def all_of(units: Register) -> list[Unit]:
    above = [*units.inside(), *chain.from_iterable(units.inside(province) for province in units.inside())]
    return [*above, *chain.from_iterable(units.inside(unit) for unit in above if not unit.is_province)]


def test_before_the_reform_there_were_63_provinces_696_districts_10035_communes() -> None:
    districts = [unit for unit in all_of(BEFORE) if unit.code == unit.district]
    assert (len(BEFORE.inside()), len(districts), len(COMMUNES)) == (63, 696, 10_035)


def test_since_the_reform_there_are_34_provinces_and_3321_communes_of_three_kinds() -> None:
    kinds = Counter(unit.kind for unit in NOW.ends())
    assert len(NOW.inside()) == 34
    assert kinds == {"Xã": 2_621, "Phường": 687, "Đặc khu": 13}


def test_441_communes_were_divided_and_the_sources_dispute_39() -> None:
    agreed = [line.partition(" > ")[2].partition(" ?")[0].split() for line in LINES if line[:5].isdigit()]
    assert Counter(map(len, agreed)) == {1: 9_594, 2: 369, 3: 54, 4: 17, 5: 1}
    assert sum(unit.disputed for unit in COMMUNES) == sum(" ?" in line for line in LINES) == 39


def test_every_successor_exists_and_lies_where_the_province_went() -> None:
    for unit in [*COMMUNES, *ISLANDS]:
        found = successors(unit)
        assert {each.code for each in found} == set(unit.successors) != set()
        assert {(each.province,) for each in found} == {before(unit.province).successors}


def test_every_commune_of_today_comes_from_somewhere() -> None:
    reached = {code for unit in BEFORE.ends() for code in unit.successors}
    assert reached == {unit.code for unit in NOW.ends()}


def test_five_island_districts_without_communes_became_zones_of_the_same_name() -> None:
    became = {unit.own_name: [each.name for each in successors(unit)] for unit in ISLANDS}
    assert became == {name: [f"Đặc khu {name}"] for name in became}
    assert sorted(became) == ["Bạch Long Vĩ", "Côn Đảo", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn"]


def test_a_code_alone_means_nothing() -> None:
    same_code = [unit for unit in NOW.ends() if BEFORE.unit(unit.code)]
    renamed = [unit for unit in same_code if unit.name != before(unit.code).name]
    assert (len(same_code), len(renamed)) == (3_316, 2_145)


def test_seven_provinces_carry_the_code_of_another_that_they_were_merged_with() -> None:
    names = {unit.code: unit.own_name for unit in BEFORE.inside()}
    moved = {unit.own_name for unit in NOW.inside() if names[unit.code] != unit.own_name}
    assert moved == {"Lào Cai", "Bắc Ninh", "Quảng Trị", "Gia Lai", "Tây Ninh", "Đồng Tháp", "An Giang"}


def test_full_names_are_written_as_on_papers() -> None:
    assert BEFORE.full_name(before("00001")) == "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"
    assert BEFORE.full_name(before("536")) == "Huyện Lý Sơn, Tỉnh Quảng Ngãi"
    assert BEFORE.full_name(before("02")) == "Tỉnh Hà Giang"
    assert NOW.full_name(now("00004")) == "Phường Ba Đình, Thành phố Hà Nội"


@pytest.mark.parametrize("code", [None, "", "0", "99999", "1", "00001 "])
def test_an_unknown_code_is_no_unit(code: str | None) -> None:
    assert BEFORE.unit(code) is None
    assert NOW.unit(code) is None


@pytest.mark.parametrize("scheme", Scheme)
def test_every_unit_lies_in_one_that_has_it_below(scheme: Scheme) -> None:
    units = register(scheme)
    reached = [unit.code for unit in all_of(units) if units.is_end(unit)]
    assert sorted(reached) == sorted(unit.code for unit in units.ends())


def test_no_two_communes_of_today_in_a_province_have_the_same_name() -> None:
    for province in NOW.inside():
        names = Counter(same_name_key(unit.own_name) for unit in NOW.inside(province))
        assert {name for name, times in names.items() if times > 1} == set()


def test_accents_tell_apart_pairs_of_communes_in_one_province() -> None:
    pairs = [
        (one.name, other.name)
        for province in NOW.inside()
        for one in NOW.inside(province)
        for other in NOW.inside(province)
        if one.name < other.name and search_key(one.name) == search_key(other.name)
    ]
    assert len(pairs) == 8
    assert pairs.count(("Xã Tân Thành", "Xã Tân Thạnh")) == 2


def test_units_are_shown_in_vietnamese_order() -> None:
    shown = [unit.own_name for unit in in_order(BEFORE.inside())]
    assert shown[:4] == ["An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang"]
    assert shown.index("Cao Bằng") < shown.index("Cần Thơ") < shown.index("Đà Nẵng") < shown.index("Hà Giang")


def test_numbered_wards_are_shown_by_their_number() -> None:
    wards = [unit.own_name for unit in in_order(BEFORE.inside(before("771")))]
    assert wards == sorted(wards, key=int)


def test_reading_the_data_takes_little_time_and_memory() -> None:
    program = """
import time, tracemalloc
from wallet.addresses import units, address
tracemalloc.start()
kept = [units.register(scheme) for scheme in address.Scheme]
size = tracemalloc.get_traced_memory()[0]
tracemalloc.stop()
units.register.cache_clear()
began = time.process_time()
kept = [units.register(scheme) for scheme in address.Scheme]
print(size, time.process_time() - began)
"""
    root = DATA.parents[2]
    told = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    size_bytes, seconds = map(float, told.stdout.split())
    assert size_bytes < 20_000_000
    # 60 ms when measured alone; the bound leaves room for a busy machine.
    assert seconds < 0.3


def test_the_notice_of_the_data_stands_beside_it() -> None:
    notice = (DATA / "LICENSE.vietnamadminunits.txt").read_text("utf-8")
    assert "MIT License" in notice
    assert "Tran Ngoc Minh Hieu" in notice
    assert all("LICENSE.vietnamadminunits.txt" in file.read_text("utf-8") for file in DATA.glob("*2025.txt"))
