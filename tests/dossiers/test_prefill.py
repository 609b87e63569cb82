"""A prefilled form hides nothing: order by assurance and date, conflicts with both sides, commitments that hold."""

import hashlib
from datetime import date, timedelta
from functools import cache

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.catalogue import Catalogue, Role
from policies.release import Assurance
from wallet.dossiers.prefill import COMMITMENT_DOMAIN, Source, Standing, fill

TODAY = date(2026, 11, 23)


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()


def no_salt() -> bytes:
    return bytes(32)


def source(record: str, assurance: Assurance, days_old: int, **values: str) -> Source:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return Source(
        record, 1, "giay_khai_sinh", "Giấy khai sinh", "UBND xã Mẫu", assurance, TODAY - timedelta(days=days_old), named
    )


SOURCES = st.lists(
    st.builds(
        lambda record, assurance, age, value: source(record, assurance, age, person__full_name=value),
        st.uuids().map(str),
        st.sampled_from(list(Assurance)),
        st.integers(0, 3),
        st.sampled_from(["A", "B"]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.record,
)


@settings(deadline=None)
@given(SOURCES, st.randoms())
def test_the_order_in_which_records_arrive_changes_nothing(sources: list[Source], random: object) -> None:
    shuffled = list(sources)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its random as object
    form = catalogue().forms["CT01"]
    assert fill(catalogue(), form, sources, TODAY, salt=no_salt) == fill(
        catalogue(), form, shuffled, TODAY, salt=no_salt
    )


@settings(deadline=None)
@given(SOURCES)
def test_no_source_is_hidden_and_the_surest_then_latest_stands_first(sources: list[Source]) -> None:
    (field,) = fill(catalogue(), catalogue().forms["CT01"], sources, TODAY)
    values = [field.chosen, *field.others]
    assert sorted(value.provenance.record for value in values) == sorted(one.record for one in sources)
    ranks = [(-value.provenance.assurance.rank, -value.provenance.as_of.toordinal()) for value in values]
    assert ranks == sorted(ranks)
    assert bool(field.conflict) == (len({one.values["person.full_name"] for one in sources}) > 1)


def test_each_value_opens_its_commitment() -> None:
    (field,) = fill(
        catalogue(),
        catalogue().forms["CT01"],
        [source("r", Assurance.ISSUER_ASSERTED, 1, person__full_name="A")],
        TODAY,
    )
    content = orjson.dumps(["person.full_name", "A"])
    salted = COMMITMENT_DOMAIN + bytes.fromhex(field.chosen.salt) + content
    assert field.chosen.commitment == hashlib.sha256(salted).hexdigest()


def test_a_conflict_says_in_words_why_one_stands_first() -> None:
    sources = [
        source("old", Assurance.SELF_DECLARED, 0, person__full_name="A"),
        source("new", Assurance.ISSUER_ASSERTED, 9, person__full_name="B"),
    ]
    (field,) = fill(catalogue(), catalogue().forms["CT01"], sources, TODAY)
    assert field.chosen.value == "B"
    assert "Cơ quan nhà nước gửi" in field.conflict
    assert "Tự khai" in field.conflict


def test_provenance_is_a_sentence_a_person_understands() -> None:
    sources = [source("r", Assurance.ISSUER_ASSERTED, 1, person__full_name="A")]
    (field,) = fill(catalogue(), catalogue().forms["CT01"], sources, TODAY)
    sentence = "Theo Giấy khai sinh, UBND xã Mẫu, ngày 22/11/2026. Cơ quan nhà nước gửi."
    assert field.chosen.provenance.sentence == sentence


PASSPORT = "TK01"
OTHERS = ("spouse.full_name", "spouse.dob", "father.full_name", "father.dob", "passport.number", "passport.issued_on")
PAPERS_ABOUT_OTHERS = st.lists(
    st.builds(
        lambda record, assurance, age, values: source(record, assurance, age, **values),
        st.uuids().map(str),
        st.sampled_from(list(Assurance)),
        st.integers(0, 3),
        st.dictionaries(
            st.sampled_from([name.replace(".", "__") for name in OTHERS]), st.sampled_from(["A", "B"]), min_size=1
        ),
    ),
    max_size=4,
    unique_by=lambda one: one.record,
)


@given(PAPERS_ABOUT_OTHERS, st.randoms())
def test_what_is_said_of_somebody_else_comes_from_papers_that_agree_about_them(
    sources: list[Source], random: object
) -> None:
    form = catalogue().forms[PASSPORT]
    filled = fill(catalogue(), form, sources, TODAY, salt=no_salt)
    papers = {one.record: one for one in sources}
    for one in filled:
        assert all(
            papers[value.provenance.record].values[one.attribute] == value.value for value in (one.chosen, *one.others)
        )
    for group in ("spouse.", "father.", "passport."):
        together = [papers[one.chosen.provenance.record] for one in filled if one.attribute.startswith(group)]
        for paper in together:
            shared = {name for name in paper.values.keys() & together[0].values.keys() if name.startswith(group)}
            assert all(paper.values[name] == together[0].values[name] for name in shared)
            assert shared
    shuffled = list(sources)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its random as object
    assert fill(catalogue(), form, shuffled, TODAY, salt=no_salt) == filled


@given(SOURCES, st.sampled_from([Role.OWNER, Role.SUBMITTER]))
def test_who_is_only_one_of_owner_and_submitter_fills_that_ones_places(sources: list[Source], role: Role) -> None:
    filled = fill(catalogue(), catalogue().forms["XNTTHN"], sources, TODAY, stands_as=frozenset({role}))
    assert [field.role for field in filled] == [role]


def test_a_value_that_holds_under_a_condition_is_offered_and_not_filled_in() -> None:
    head = source("r", Assurance.ISSUER_ASSERTED, 1, household__head__full_name="A", person__full_name="B")
    name, head_name = fill(catalogue(), catalogue().forms["CT01"], [head], TODAY)
    assert (name.standing, name.only_if) == (Standing.FILLED, "")
    assert (head_name.standing, head_name.only_if != "") == (Standing.TO_CONFIRM, True)
