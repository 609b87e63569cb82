"""Which differences between two papers are one, and which are only another way of writing."""

from functools import cache
from typing import Any

import pytest

from policies.catalogue import Catalogue
from wallet.dossiers.agreement import same_value, telling

OLD, NEW = "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội", "Phường Ba Đình, Thành phố Hà Nội"


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()


def place(text: str, scheme: str = "2025") -> dict[str, str]:
    return {"text": text, "scheme": scheme}


PAIRS: list[tuple[str, Any, Any, bool]] = [
    ("person.full_name", "NGUYỄN THỊ MẪU", "Nguyễn Thị Mẫu", True),
    ("person.full_name", "Nguyễn Thị Hòa", "Nguyễn Thị Hoà", True),
    ("person.full_name", "Nguyễn Thị Mẫu", "Nguyễn Thị Mầu", False),
    ("person.full_name", "Nguyễn Thị Mẫu", "Nguyen Thi Mau", False),
    ("person.dob", "1961", "1961-04-12", True),
    ("person.dob", "1961-04", "1961-04-12", True),
    ("person.dob", "1961-04-12", "1961-04-13", False),
    ("id_card.issued_on", "2021-01-01", "2021-01-02", False),
    ("residence.permanent", place(NEW), place(NEW.upper()), True),
    ("residence.permanent", place(NEW), place(OLD, "pre2025"), True),
    ("residence.permanent", place(f"Số 1, {NEW}"), place(OLD, "pre2025"), False),
    ("residence.permanent", place("Xã Mẫu, Tỉnh Thử"), place("Xã Mẫu, Tỉnh Thử", "pre2025"), True),
    ("residence.permanent", place("Xã Tân Thành"), place("Xã Tân Thạnh"), False),
    ("person.ethnicity", "Tày", "Kinh", False),
    ("land.parcel_no", "12", "1 2", False),
]


@pytest.mark.parametrize(("name", "one", "other", "same"), PAIRS)
def test_what_counts_as_one_value(name: str, one: Any, other: Any, same: bool) -> None:
    attribute = catalogue().attributes[name]
    assert same_value(attribute, one, other) is same
    assert same_value(attribute, other, one) is same


def test_of_the_owner_every_paper_may_tell() -> None:
    papers: list[dict[str, Any]] = [{"person.full_name": "A"}, {"person.full_name": "B", "person.hometown": place(NEW)}]
    assert telling(catalogue(), "person.hometown", papers) == [1]


TWO_PAPERS: list[tuple[dict[str, Any], dict[str, Any], list[int]]] = [
    ({"child.full_name": "A"}, {"child.full_name": "A", "child.dob": "2026-11-08"}, [1]),
    ({"child.full_name": "A"}, {"child.full_name": "B", "child.dob": "2026-11-08"}, []),
    ({"child.full_name": "A"}, {"child.dob": "2026-11-08"}, []),
    ({"child.sex": "Nam"}, {"child.sex": "Nam", "child.dob": "2026-11-08"}, []),
    ({"child.full_name": "A", "child.dob": "2026"}, {"child.full_name": "B", "child.dob": "2026-11-08"}, [0, 1]),
    ({"child.mother.full_name": "A"}, {"child.dob": "2026-11-08"}, [1]),
]


@pytest.mark.parametrize(("surer", "other", "tell"), TWO_PAPERS)
def test_of_somebody_else_a_second_paper_adds_only_where_both_are_about_one_person(
    surer: dict[str, Any], other: dict[str, Any], tell: list[int]
) -> None:
    assert telling(catalogue(), "child.dob", [surer, other]) == tell
