"""Every ground of refusal, case by case, and the engine against the plain evaluator over thousands of fact sets."""

import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.release import Assurance, Deny, Engine, Ground, Permit, ReleaseFacts
from tests.policies import plain
from tests.policies.samples import FAITH, HOME, NAME, NOW, PERMITTED, PID, changed

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "releases.yaml").read_text("utf-8"))
DECIDABLE = [case for case in CASES if case["grounds"] != ["not-decidable"] and "half a" not in case["when"]]


def grounds_of(engine: Engine, facts: ReleaseFacts) -> set[Ground]:
    match engine.evaluate(facts):
        case Deny() as refusal:
            assert refusal.grounds, "a refusal always says why"
            return set(refusal.grounds)
        case Permit():
            return set()


@pytest.mark.parametrize("case", CASES, ids=[case["when"] for case in CASES])
def test_a_case_has_exactly_its_grounds(engine: Engine, case: dict[str, Any]) -> None:
    assert grounds_of(engine, changed(PERMITTED, case["change"])) == set(case["grounds"])


def test_every_ground_has_a_case() -> None:
    assert {ground for case in CASES for ground in case["grounds"]} == set(Ground)


def test_every_ground_has_a_sentence_in_both_languages() -> None:
    for ground in Ground:
        assert ground.label_vi.endswith(".")
        assert ground.label_en.endswith(".")


def test_grounds_are_listed_in_the_order_of_the_enumeration(engine: Engine) -> None:
    outcome = engine.evaluate(
        changed(PERMITTED, {"service.active": False, "consent.state": "PAUSED", "ask.purpose": "x"})
    )
    assert isinstance(outcome, Deny)
    assert list(outcome.grounds) == sorted(outcome.grounds, key=list(Ground).index)


def test_only_what_is_wrong_with_the_record_leaves_other_records_releasable() -> None:
    assert {ground for ground in Ground if ground.concerns_record} == {
        Ground.PURPOSE_BOUND_DOCUMENT,
        Ground.RECORD_REVOKED,
        Ground.RECORD_STALE,
        Ground.ASSURANCE_TOO_LOW,
    }


@pytest.mark.parametrize("case", DECIDABLE, ids=[case["when"] for case in DECIDABLE])
def test_a_case_with_any_other_on_top_is_decided_as_the_plain_evaluator_does(
    engine: Engine, case: dict[str, Any]
) -> None:
    for other in itertools.islice(DECIDABLE, 1, None):
        merged = case["change"] | other["change"]
        if merged.get("consent", merged) is None:
            merged = {path: value for path, value in merged.items() if not path.startswith("consent.")}
        facts = changed(PERMITTED, merged)
        assert grounds_of(engine, facts) == plain.grounds(facts), (case["when"], other["when"])


def mostly(usual: object, *others: object) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * (4 + len(others)) + list(others))


NAMES = st.frozensets(st.sampled_from([NAME, PID, HOME, FAITH]))
ALL_NAMES = frozenset({NAME, PID, HOME, FAITH})
TYPES = st.sets(st.sampled_from(["giay_khai_sinh", "gplx"])).map(frozenset)
STATES = mostly(
    "ACTIVE", "REQUESTED", "REFUSED", "DEFERRED", "LAPSED", "PAUSED", "REVOKED", "EXPIRED", "EXHAUSTED", "TERMINATED",
    "INVALIDATED", "", "Active", "ACTIVE ",
)  # fmt: skip
MOMENTS = st.integers(-2, 2).map(lambda step: NOW + timedelta(milliseconds=step))

CHANGES = st.fixed_dictionaries(
    {
        "service.active": mostly(True, False),
        "service.procedures": mostly(frozenset({"1.004222"}), frozenset(), frozenset({"1.004222", "1.004194"})),
        "service.overdue_disposal": mostly(False, True),
        "citizen.erased": mostly(False, True),
        "citizen.guardian_required": mostly(False, True),
        "record.type": mostly("giay_khai_sinh", "gplx"),
        "record.status": mostly("active", "superseded", "revoked", "deleted", "?"),
        "record.assurance": st.sampled_from(Assurance),
        "record.stale_attributes": NAMES,
        "record.bound_procedure": mostly(None, "1.004222", "1.004194"),
        "record.expired": st.booleans(),
        "ask.attributes": NAMES,
        "ask.document": st.booleans(),
        "ask.purpose": mostly("residence", "other"),
        "ask.procedure": mostly("1.004222", "1.004194"),
        "ask.dossier": mostly("dossier-1", "dossier-2"),
        "template.attributes": mostly(ALL_NAMES, frozenset(), frozenset({NAME})),
        "template.documents": TYPES,
        "sensitive": NAMES,
        "sensitive_document": st.booleans(),
    }
)
CONSENTS = st.fixed_dictionaries(
    {
        "consent.service": mostly("service-1", "service-2", "citizen-1"),
        "consent.citizen": mostly("citizen-1", "citizen-2"),
        "consent.state": STATES,
        "consent.purpose": mostly("residence", "other"),
        "consent.procedure": mostly("1.004222", "1.004194"),
        "consent.dossier": mostly("dossier-1", "dossier-2", ""),
        "consent.attributes": mostly(ALL_NAMES, frozenset(), frozenset({NAME, PID})),
        "consent.documents": TYPES,
        "consent.confirmed": mostly(ALL_NAMES, frozenset(), frozenset({HOME})),
        "consent.valid_from": st.one_of(mostly(NOW - timedelta(days=1), None), MOMENTS),
        "consent.valid_until": st.one_of(mostly(NOW + timedelta(days=1)), MOMENTS),
        "consent.max_uses": mostly(3, 0, 1, 2**40),
        "consent.uses": mostly(0, 1, 3, 2**40),
        "consent.min_assurance": mostly(Assurance.SELF_DECLARED, *Assurance),
        "consent.standing": st.booleans(),
    }
)
WITHOUT: st.SearchStrategy[dict[str, Any]] = st.just({"consent": None})


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, consent=st.one_of(CONSENTS, CONSENTS, CONSENTS, CONSENTS, WITHOUT))
def test_the_engine_and_the_plain_evaluator_agree(
    engine: Engine, changes: dict[str, Any], consent: dict[str, Any]
) -> None:
    facts = changed(PERMITTED, changes | consent)
    assert grounds_of(engine, facts) == plain.grounds(facts)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.frozensets(st.sampled_from([NAME, PID])), document=st.booleans())
def test_a_narrower_ask_than_a_permitted_one_is_permitted(
    engine: Engine, asked: frozenset[str], document: bool
) -> None:
    assert grounds_of(engine, changed(PERMITTED, {"ask.document": True})) == set()
    assert grounds_of(engine, changed(PERMITTED, {"ask.attributes": asked, "ask.document": document})) == set()
