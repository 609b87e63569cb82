"""The rules of the authority, read once and held as parsed handles. The only file that knows the Cedar binding.

The binding has one main maintainer: everything it is asked stands behind `Rules.answer`.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cedarpy

from policies.errors import RulesError
from policies.grounds import Ground

PERMISSION = "release"
"""The `@id` of the one permission; every other rule is a prohibition named after its ground."""

_OWN_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules said: the `@id` of each rule that decided. `certain` is False when any of it failed."""

    allowed: bool
    rules: tuple[str, ...]
    certain: bool


class Rules:
    """A validated set of rules; safe to share between threads."""

    def __init__(self, policies: str, schema: str, *, historic: bool = False) -> None:
        """Parse and check both texts; RulesError when they are not exactly the rules that the grounds demand.

        `historic`: rules that decided once. They need not know the grounds and facts of today, and are asked without
        their schema; `digest` is what it was.
        """
        self.texts = (policies, schema)
        try:
            self._schema = cedarpy.Schema.from_str(schema)
            self._policies = cedarpy.PolicySet.from_str(policies)
            by_name = _by_name(json.loads(cedarpy.policies_to_json_str(policies)))
        except ValueError as error:
            raise RulesError(f"the rules cannot be read: {error}") from error
        _require_valid(policies, self._schema)
        if not historic:
            _require_every_ground(by_name)
        self._asked_with = None if historic else self._schema
        normal = json.dumps([by_name, str(self._schema)], sort_keys=True, ensure_ascii=False)
        self.digest = hashlib.sha256(normal.encode()).hexdigest()

    @classmethod
    def load(cls, folder: Path = _OWN_FOLDER) -> "Rules":
        """Read `release.cedar` and `release.cedarschema`; RulesError when either is missing or wrong."""
        try:
            policies = (folder / "release.cedar").read_text(encoding="utf-8")
            schema = (folder / "release.cedarschema").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RulesError(f"the rules cannot be read: {error}") from error
        return cls(policies, schema)

    def answer(self, request: dict[str, Any], entities: list[dict[str, Any]]) -> Answer:
        """Weigh one request; ValueError when it does not fit the schema's data types at all."""
        result = cedarpy.is_authorized(request, self._policies, entities, self._asked_with)
        named = result.diagnostics.id_annotations_by_reason
        # Cedar skips a rule that fails to evaluate, a prohibition too: then nothing may be concluded.
        certain = result.decision is not cedarpy.Decision.NoDecision and not result.diagnostics.errors
        return Answer(
            allowed=result.allowed,
            rules=tuple(sorted(named.get(rule, rule) for rule in result.diagnostics.reasons)),
            certain=certain,
        )


def _by_name(policy_set: dict[str, Any]) -> dict[str, Any]:
    """The rules under their `@id`, so that neither their order nor their layout changes the digest."""
    if policy_set["templates"] or policy_set["templateLinks"]:
        raise RulesError("templates are not used: a grant is data")
    by_name: dict[str, Any] = {}
    for rule in policy_set["staticPolicies"].values():
        name = rule.get("annotations", {}).get("id")
        if not name or name in by_name:
            raise RulesError(f"every rule has an @id of its own; this one is missing or double: {name!r}")
        by_name[name] = rule
    return by_name


def _require_valid(policies: str, schema: cedarpy.Schema) -> None:
    result = cedarpy.validate_policies(policies, schema)
    if not result.validation_passed:
        raise RulesError("; ".join(str(error) for error in result.errors) or "the rules do not fit the schema")


def _require_every_ground(by_name: dict[str, Any]) -> None:
    expected = {PERMISSION: "permit"} | {str(g): "forbid" for g in Ground if g is not Ground.NOT_DECIDABLE}
    effects = {name: rule["effect"] for name, rule in by_name.items()}
    if effects != expected:
        wrong = sorted(name for name in effects.keys() | expected.keys() if effects.get(name) != expected.get(name))
        raise RulesError(f"missing, unknown or with the wrong effect: {', '.join(wrong)}")
