"""Every ground of refusal, case by case, and the engine against the plain evaluator over thousands of fact sets."""

import collections
import itertools
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.release import Deny, Engine, Ground, Permit, ReleaseFacts
from tests.policies import plain
from tests.policies.drawing import draw
from tests.policies.samples import NAME, PERMITTED, PID, changed

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "releases.yaml").read_text("utf-8"))
CASES_DRAWN = 20_000
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
        Ground.CITIZEN_REFUSES,
        Ground.PROCESSING_RESTRICTED,
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


def test_the_engine_and_the_plain_evaluator_agree_on_twenty_thousand_cases(engine: Engine) -> None:
    """Other cases in each run; what a failure says is enough to draw its case again."""
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)  # noqa: S311  (it draws cases, not keys)
    seen, permitted = collections.Counter[Ground](), 0
    for number in range(CASES_DRAWN):
        facts = changed(PERMITTED, draw(dice))
        found = grounds_of(engine, facts)
        assert found == plain.grounds(facts), f"seed {seed}, case {number}"
        seen.update(found)
        permitted += not found
    assert seen.keys() == set(Ground) - {Ground.NOT_DECIDABLE}
    assert min(permitted, *seen.values()) > CASES_DRAWN // 1000, seen


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.frozensets(st.sampled_from([NAME, PID])), document=st.booleans())
def test_a_narrower_ask_than_a_permitted_one_is_permitted(
    engine: Engine, asked: frozenset[str], document: bool
) -> None:
    assert grounds_of(engine, changed(PERMITTED, {"ask.document": True})) == set()
    assert grounds_of(engine, changed(PERMITTED, {"ask.attributes": asked, "ask.document": document})) == set()
