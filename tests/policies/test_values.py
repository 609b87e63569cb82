"""What a paper's values may look like; and that a mistake never repeats the value."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.catalogue import Catalogue, Kind, UnknownAttributeError, UnknownRecordTypeError

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "values.yaml").read_text("utf-8"))
GOOD = [(key, value) for key, each in CASES.items() for value in each["good"]]
BAD = [(key, case["value"], case["at"]) for key, each in CASES.items() for case in each["bad"]]


def paper_with(catalogue: Catalogue, attribute: str) -> str:
    return next(each.id for each in catalogue.record_types.values() if attribute in each.attributes)


@pytest.mark.parametrize(("key", "value"), GOOD, ids=range(len(GOOD)))
def test_a_good_value_has_no_mistakes(catalogue: Catalogue, key: str, value: object) -> None:
    assert catalogue.check_values(paper_with(catalogue, key), {key: value}) == ()


@pytest.mark.parametrize(("key", "value", "at"), BAD, ids=range(len(BAD)))
def test_a_bad_value_is_pointed_at(catalogue: Catalogue, key: str, value: object, at: str) -> None:
    (mistake,) = catalogue.check_values(paper_with(catalogue, key), {key: value})
    assert mistake.pointer == f"/{key}{at}"
    assert mistake.reason
    assert mistake.reason_vi


def test_every_kind_of_value_has_a_good_and_a_bad_case(catalogue: Catalogue) -> None:
    assert {catalogue.attributes[key].kind for key in CASES} >= set(Kind) - {Kind.TEXT}


def test_a_paper_may_leave_out_what_it_does_not_say(catalogue: Catalogue) -> None:
    assert catalogue.check_values("giay_khai_sinh", {}) == ()


def test_an_attribute_of_another_paper_is_a_mistake(catalogue: Catalogue) -> None:
    (mistake,) = catalogue.check_values("giay_khai_sinh", {"licence.number": "000123456789"})
    assert mistake.pointer == "/licence.number"


@pytest.mark.parametrize("name", ["000179000001", "NGUYỄN THỊ MẪU", "a/b", "", "person..pid", "x" * 70])
def test_a_member_that_cannot_be_a_key_is_not_repeated(catalogue: Catalogue, name: str) -> None:
    (mistake,) = catalogue.check_values("giay_khai_sinh", {name: "1"})
    assert mistake.pointer == ""
    assert not name or name not in mistake.reason


def test_every_mistake_is_told_at_once(catalogue: Catalogue) -> None:
    values = {"person.pid": "1", "person.sex": "?", "person.dob": "?", "no.such": 1}
    assert len(catalogue.check_values("giay_khai_sinh", values)) == 4


def test_a_paper_that_nobody_knows_is_an_error_of_its_own(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownRecordTypeError):
        catalogue.check_values("so_ho_khau_moi", {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=JSON)
def test_any_value_at_all_gives_mistakes_and_never_an_exception(
    catalogue: Catalogue, data: st.DataObject, value: object
) -> None:
    key = data.draw(st.sampled_from(sorted(catalogue.attributes)))
    carriers = [each.id for each in catalogue.record_types.values() if key in each.attributes]
    for paper in carriers[:1]:
        for mistake in catalogue.check_values(paper, {key: value}):
            assert mistake.pointer.startswith(f"/{key}")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=st.text(alphabet="ẠẢẸẺ0123456789#", min_size=14, max_size=30))
def test_a_mistake_never_says_the_value(catalogue: Catalogue, secret: str) -> None:
    keys = catalogue.record_types["xac_nhan_cu_tru_ct07"].attributes
    shapes: list[object] = [secret, {secret: secret}, [secret], [{secret: secret}], [{"full_name": {"x": secret}}]]
    for value in shapes:
        assert secret not in repr(catalogue.check_values("xac_nhan_cu_tru_ct07", dict.fromkeys(keys, value)))


STALE = [
    ("residence.permanent", date(2026, 5, 23), date(2026, 11, 23), False),  # six months to the day
    ("residence.permanent", date(2026, 5, 22), date(2026, 11, 23), True),
    ("residence.permanent", date(2026, 8, 31), date(2027, 2, 28), False),  # a month without a 31st
    ("residence.permanent", date(2026, 8, 31), date(2027, 3, 1), True),
    ("residence.permanent", date(2030, 1, 1), date(2026, 11, 23), False),
    ("residence.current", date(2026, 8, 22), date(2026, 11, 23), True),
    ("person.full_name", date(1961, 4, 12), date(2026, 11, 23), False),
    ("person.marital_status", date(2026, 11, 23), date(2026, 11, 23), True),  # asked each time
    ("child.residence", date(2000, 1, 1), date(2026, 11, 23), False),
]


@pytest.mark.parametrize(("attribute", "as_of", "today", "stale"), STALE, ids=range(len(STALE)))
def test_a_value_grows_stale_by_the_calendar(
    catalogue: Catalogue, attribute: str, as_of: date, today: date, stale: bool
) -> None:
    assert catalogue.is_stale(attribute, as_of, today) is stale


def test_what_nobody_knows_is_neither_fresh_nor_stale(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownAttributeError):
        catalogue.is_stale("person.shoe_size", date(2026, 1, 1), date(2026, 1, 1))
