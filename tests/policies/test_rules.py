"""The rules start only when they are exactly what the grounds demand; every alteration of one is noticed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import policies
from policies.errors import RulesError
from policies.release import Deny, Engine, Ground
from policies.rules import Rules
from tests.policies.samples import PERMITTED, changed

FOLDER = Path(policies.__path__[0])
RULES = (FOLDER / "release.cedar").read_text("utf-8")
SCHEMA = (FOLDER / "release.cedarschema").read_text("utf-8")
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "releases.yaml").read_text("utf-8"))
NAMED = [str(ground) for ground in Ground if ground is not Ground.NOT_DECIDABLE]


def rule(name: str) -> str:
    """The text of one rule, from its @id to its closing semicolon."""
    found = re.search(rf'@id\("{name}"\).*?;\n', RULES, re.DOTALL)
    assert found
    return found.group()


BROKEN = {
    "a misspelt attribute": (RULES.replace("resource.status", "resource.state"), SCHEMA, "record-revoked|state"),
    "a missing guard": (RULES.replace("{ context has consent && context.con", "{ context.con"), SCHEMA, "consent"),
    "a word in place of a number": (RULES.replace("context.consent.maxUses", '"3"'), SCHEMA, "Long|String"),
    "no closing semicolon": (RULES.rstrip().removesuffix(";"), SCHEMA, "cannot be read"),
    "an attribute that the schema lost": (RULES, SCHEMA.replace("    erased: Bool,", ""), "erased"),
    "a schema that is none": (RULES, "namespace {", "cannot be read"),
    "an empty set of rules": ("", SCHEMA, "missing"),
    "a permission more": (RULES + '@id("also") permit (principal, action, resource);', SCHEMA, "also"),
    "a rule without a name": (RULES + "forbid (principal, action, resource);", SCHEMA, "@id"),
    "a name twice": (RULES + rule("erased"), SCHEMA, "erased"),
    "a template": (RULES + '@id("t") permit (principal == ?principal, action, resource);', SCHEMA, "templates"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_the_wallet_does_not_start_on(what: str) -> None:
    rules, schema, says = BROKEN[what]
    with pytest.raises(RulesError, match=says):
        Rules(rules, schema)


@pytest.mark.parametrize("name", [*NAMED, "release"])
def test_the_wallet_does_not_start_without_a_rule(name: str) -> None:
    with pytest.raises(RulesError, match=name):
        Rules(RULES.replace(rule(name), ""), SCHEMA)


@pytest.mark.parametrize("name", NAMED)
def test_the_wallet_does_not_start_when_a_prohibition_becomes_a_permission(name: str) -> None:
    turned = rule(name).replace("forbid (", "permit (")
    with pytest.raises(RulesError, match=name):
        Rules(RULES.replace(rule(name), turned), SCHEMA)


@pytest.mark.parametrize("name", NAMED)
def test_a_prohibition_turned_round_is_noticed_at_the_start_or_by_the_table_of_cases(name: str) -> None:
    turned = re.sub(r"\b(when|unless)\b", lambda w: {"when": "unless", "unless": "when"}[w.group()], rule(name))
    assert _is_noticed(RULES.replace(rule(name), turned))


OPERATORS = [("&&", "||"), ("||", "&&"), ("==", "!="), ("!=", "=="), ("<=", "<"), (">=", ">"), (" < ", " <= "),
             ("containsAll", "containsAny"), ("containsAny", "containsAll"), ("!context", "context")]  # fmt: skip
ALTERATIONS = [
    (name, old, new, place)
    for name in NAMED
    for old, new in OPERATORS
    for place in range(rule(name).split(")\n", 1)[1].count(old))
]


@pytest.mark.parametrize(("name", "old", "new", "place"), ALTERATIONS)
def test_an_altered_operator_is_noticed_at_the_start_or_by_the_table_of_cases(
    name: str, old: str, new: str, place: int
) -> None:
    head, body = rule(name).rsplit("resource)\n", 1)
    parts = body.split(old)
    altered = head + "resource)\n" + old.join(parts[: place + 1]) + new + old.join(parts[place + 1 :])
    assert _is_noticed(RULES.replace(rule(name), altered))


def _is_noticed(rules: str) -> bool:
    try:
        engine = Engine(Rules(rules, SCHEMA))
    except RulesError:
        return True
    for case in CASES:
        outcome = engine.evaluate(changed(PERMITTED, case["change"]))
        if set(outcome.grounds if isinstance(outcome, Deny) else ()) != set(case["grounds"]):
            return True
    return False


def test_the_digest_does_not_see_layout_comments_or_order() -> None:
    moved = RULES.replace(rule("erased"), "") + "// moved here\n" + rule("erased").replace("\n", "\n\n  ")
    assert Rules(moved, SCHEMA.replace("\n", "\n\n")).digest == Rules(RULES, SCHEMA).digest


@pytest.mark.parametrize("name", [*NAMED, "release"])
def test_the_digest_sees_every_rule(name: str) -> None:
    altered = RULES.replace(f'@id("{name}")', f'@id("{name}")\n@note("looked at again")')
    assert Rules(altered, SCHEMA).digest != Rules(RULES, SCHEMA).digest


def test_the_digest_sees_the_schema() -> None:
    wider = SCHEMA.replace("  // A dossier service", "  entity Office;\n\n  // A dossier service")
    assert Rules(RULES, wider).digest != Rules(RULES, SCHEMA).digest


def test_a_prohibition_that_cannot_be_worked_out_refuses() -> None:
    overflowing = RULES.replace(
        "context.consent.uses >= context.consent.maxUses", "context.consent.uses + 1 > context.consent.maxUses"
    )
    engine = Engine(Rules(overflowing, SCHEMA))
    largest = 2**63 - 1
    outcome = engine.evaluate(changed(PERMITTED, {"consent.uses": largest, "consent.max_uses": largest}))
    assert isinstance(outcome, Deny)
    assert outcome.grounds == (Ground.NOT_DECIDABLE,)


def test_rules_that_are_not_there_are_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"release\.cedar"):
        Engine.load(tmp_path)


def test_rules_are_read_from_the_folder_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "release.cedar").write_text(RULES, "utf-8")
    (tmp_path / "release.cedarschema").write_text(SCHEMA, "utf-8")
    assert Engine.load(tmp_path).policy_set == Engine.load().policy_set
