"""What becomes of an old address: a proposal, a choice, or unknown. Never a guess."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.addresses.old import (
    BEFORE,
    COMMUNES,
    DISPUTED,
    DIVIDED,
    ISLANDS,
    NOW,
    ONE_SUCCESSOR,
    address_in,
    before,
    now,
)
from wallet.addresses.address import Address, Scheme
from wallet.addresses.proposals import (
    Choice,
    Current,
    Outcome,
    Proposal,
    Unknown,
    Why,
    moved_to,
    propose,
    with_original_note,
)
from wallet.addresses.units import Unit, successors

NO_CODES = Address("Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội", Scheme.PRE_2025)


@cache
def outcomes() -> dict[str, Outcome]:
    """Of every commune: seconds of work, for the tests that ask."""
    return {unit.code: propose(address_in(unit)) for unit in COMMUNES}


def test_every_old_commune_has_one_proposal_or_a_choice() -> None:
    assert Counter(type(outcome) for outcome in outcomes().values()) == {Proposal: 9_560, Choice: 475}
    reasons = Counter(outcome.why for outcome in outcomes().values() if isinstance(outcome, Choice))
    assert reasons == {Why.DIVIDED: 436, Why.DISPUTED: 39}


def test_a_proposal_is_the_only_successor_and_undisputed() -> None:
    for code, outcome in outcomes().items():
        if isinstance(outcome, Proposal):
            assert successors(before(code)) == (outcome.unit,)
            assert not before(code).disputed


def test_a_choice_offers_every_successor_that_any_source_names() -> None:
    for code, outcome in outcomes().items():
        if isinstance(outcome, Choice):
            assert {unit.code for unit in outcome.candidates} == set(before(code).successors)


def test_the_proposal_names_the_old_place_in_brackets_and_keeps_house_and_street() -> None:
    outcome = propose(address_in(before(ONE_SUCCESSOR), "Số 5 ngõ 3"))
    assert isinstance(outcome, Proposal)
    assert outcome.text == (
        "Số 5 ngõ 3, Phường Hồng Hà, Thành phố Hà Nội (trước đây: Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội)"
    )
    assert outcome.address == Address(
        "Số 5 ngõ 3, Phường Hồng Hà, Thành phố Hà Nội", Scheme.SINCE_2025, "01", None, "00097", "Số 5 ngõ 3"
    )


def test_a_divided_commune_leaves_the_choice_without_default() -> None:
    outcome = propose(address_in(before(DIVIDED)))
    assert outcome == Choice((now("00025"), now("00008")), Why.DIVIDED)
    assert [unit.own_name for unit in outcome.candidates] == ["Giảng Võ", "Ngọc Hà"]


def test_where_sources_disagree_the_citizen_chooses_even_of_one() -> None:
    assert propose(address_in(before(DISPUTED))) == Choice((now("00541"), now("00562")), Why.DISPUTED)
    assert propose(address_in(before("01651"))) == Choice((now("01648"),), Why.DISPUTED)


def test_an_island_that_was_a_district_only_has_a_proposal() -> None:
    outcomes = [propose(address_in(unit)) for unit in ISLANDS]
    assert [type(outcome) for outcome in outcomes] == [Proposal] * 5


def test_an_address_of_a_province_only_follows_the_province() -> None:
    outcome = propose(Address("Hà Giang", Scheme.PRE_2025, "02"))
    assert isinstance(outcome, Proposal)
    assert outcome.text == "Tỉnh Tuyên Quang (trước đây: Tỉnh Hà Giang)"


@pytest.mark.parametrize(
    ("address", "province"),
    [
        (NO_CODES, None),
        (replace(NO_CODES, commune="99999"), None),
        (replace(NO_CODES, province="79", commune=ONE_SUCCESSOR), None),
        (replace(NO_CODES, district="002", commune=ONE_SUCCESSOR), None),
        (replace(NO_CODES, province="99"), None),
        (replace(NO_CODES, province="01"), "01"),
        (replace(NO_CODES, province="01", district="001"), "01"),
        (Address("Xã Mẫu, Hà Giang", Scheme.PRE_2025, "02"), "08"),
    ],
    ids=range(8),
)
def test_without_a_commune_that_is_certain_the_citizen_looks_for_it(address: Address, province: str | None) -> None:
    assert propose(address) == Unknown(now(province) if province else None)


@pytest.mark.parametrize("text", ["Phuc Xa, Ba Dinh, Ha Noi", "Xã Phúc Xá, Hà Nội", "Phường Phúc Xa", "Số 5 ngõ 3"])
def test_a_code_whose_name_the_text_does_not_say_is_not_believed(text: str) -> None:
    address = Address(text, Scheme.PRE_2025, commune=ONE_SUCCESSOR)
    assert propose(address) == Choice((now("00097"),), Why.NAMED_OTHERWISE)


def test_when_code_and_text_name_two_places_both_are_offered() -> None:
    outcome = propose(Address(BEFORE.full_name(before("00004")), Scheme.PRE_2025, commune=ONE_SUCCESSOR))
    assert outcome == Choice((now("00004"), now("00097")), Why.NAMED_OTHERWISE)


def test_a_homonym_in_another_district_is_not_taken_for_the_coded_one() -> None:
    homonyms: dict[tuple[str, str], list[Unit]] = {}
    for unit in COMMUNES:
        homonyms.setdefault((unit.province, unit.name), []).append(unit)
    repeated = [units for units in homonyms.values() if len(units) > 1]
    assert len(repeated) == 156
    for one, other, *_ in repeated:
        outcome = propose(replace(address_in(one), district=None, commune=other.code))
        assert isinstance(outcome, Choice)
        assert outcome.why is Why.NAMED_OTHERWISE


def test_house_and_street_that_cannot_be_told_apart_are_asked_for() -> None:
    outcome = propose(Address("Số 5 ngõ 3 - Phố Mẫu, P. Phúc Xá", Scheme.PRE_2025, commune=ONE_SUCCESSOR))
    assert isinstance(outcome, Proposal)
    assert outcome.address.detail is None
    assert outcome.address.text == "Phường Hồng Hà, Thành phố Hà Nội"


def test_house_and_street_that_were_told_apart_before_are_kept() -> None:
    outcome = propose(Address("P. Phúc Xá", Scheme.PRE_2025, commune=ONE_SUCCESSOR, detail="Tổ 3"))
    assert isinstance(outcome, Proposal)
    assert outcome.address.text == "Tổ 3, Phường Hồng Hà, Thành phố Hà Nội"


@pytest.mark.parametrize("codes", [{}, {"province": "01"}, {"province": "01", "commune": "00004"}])
def test_an_address_of_today_needs_nothing(codes: dict[str, str]) -> None:
    address = Address("Phường Ba Đình, Thành phố Hà Nội", Scheme.SINCE_2025, **codes)
    assert propose(address) == Current(address)


@pytest.mark.parametrize("codes", [{"commune": "00001"}, {"province": "02"}, {"province": "79", "commune": "00004"}])
def test_codes_of_today_that_are_none_or_contradict_are_unknown(codes: dict[str, str]) -> None:
    assert propose(Address("Phường Mẫu", Scheme.SINCE_2025, **codes)) == Unknown()


def test_what_is_chosen_becomes_an_address_of_today() -> None:
    old = address_in(before(DIVIDED))
    chosen = moved_to(old, now("00025"), "Số 5")
    assert chosen == Address("Số 5, Phường Giảng Võ, Thành phố Hà Nội", Scheme.SINCE_2025, "01", None, "00025", "Số 5")
    assert propose(chosen) == Current(chosen)


def test_a_home_town_keeps_the_original_in_a_note() -> None:
    original = address_in(before("00556"), "Thôn Mẫu")
    noted = with_original_note(moved_to(original, now("00541"), ""), original)
    assert noted.text == (
        "Xã Phù Đổng, Thành phố Hà Nội (trước đây: Thôn Mẫu, Xã Đặng Xá, Huyện Gia Lâm, Thành phố Hà Nội)"
    )
    assert noted.commune == "00541"


def test_an_address_of_today_gets_no_note() -> None:
    address = moved_to(NO_CODES, now("00541"))
    assert with_original_note(address, address) == address


@pytest.mark.parametrize("why", Why)
def test_why_the_citizen_has_to_choose_is_told_in_both_languages(why: Why) -> None:
    assert why.sentence_vi.endswith("Xin chọn nơi đúng.")
    assert why.sentence_en.endswith("Choose the right one.")


codes = st.none() | st.from_regex(r"[0-9]{1,5}", fullmatch=True) | st.sampled_from([unit.code for unit in COMMUNES])
addresses = st.builds(
    Address,
    st.text() | st.sampled_from([BEFORE.full_name(unit) for unit in COMMUNES[::50]]),
    st.sampled_from(Scheme),
    st.none() | st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.none() | st.from_regex(r"[0-9]{3}", fullmatch=True),
    codes,
)


@given(addresses)
def test_whatever_is_asked_the_answer_stands_on_a_code(address: Address) -> None:
    outcome: Outcome = propose(address)
    match outcome:
        case Proposal():
            assert outcome.before.successors == (outcome.unit.code,)
            assert outcome.before.code in (address.commune, address.district, address.province)
            assert propose(outcome.address) == Current(outcome.address)
        case Choice():
            assert outcome.candidates
            assert all(unit in NOW.ends() for unit in outcome.candidates)
        case Current():
            assert address.scheme is Scheme.SINCE_2025
        case Unknown():
            assert outcome.province is None or outcome.province.is_province
