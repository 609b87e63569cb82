"""What a rule says, and whether it answers a question. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID


class Kind(StrEnum):
    ALLOW = "allow"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`names`: attributes, and kinds of papers. Service, procedure, life of the data and end are those of an ALLOW.

    `statement`: hash of the signed statement; empty while the rule is only tried.
    """

    kind: Kind
    names: frozenset[str]
    service: UUID | None = None
    procedure: str = ""
    data_life_days: int = 0
    until: datetime | None = None
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as rules read it."""

    service: UUID
    procedure: str
    required: frozenset[str]
    optional: frozenset[str]
    data_life_days: int

    @classmethod
    def of(cls, service: UUID, procedure: str, items: Iterable[Mapping[str, str]], data_life_days: int) -> Self:
        """`items`: as a consent keeps what was asked."""
        by_need: dict[bool, set[str]] = {True: set(), False: set()}
        for item in items:
            by_need[item["necessity"] == "required"].add(item.get("attribute") or item["document"])
        return cls(
            service=service,
            procedure=procedure,
            required=frozenset(by_need[True]),
            optional=frozenset(by_need[False]),
            data_life_days=data_life_days,
        )

    @property
    def names(self) -> frozenset[str]:
        return self.required | self.optional


@dataclass(frozen=True, slots=True)
class Answer:
    """`chosen`: the optional items that go along with a yes."""

    rule: Rule
    agree: bool
    chosen: frozenset[str] = frozenset()


def answer_to(asked: Asked, rules: Sequence[Rule], *, private: frozenset[str]) -> Answer | None:
    """None: ask the citizen. `private`: what no rule may give, whatever it says.

    A question is refused when it cannot do without something that is given to nobody, or asks for nothing else. Of
    several rules that allow it, the one that gives most answers.
    """
    never = {name: rule for rule in rules if rule.kind is Kind.NEVER for name in rule.names}
    if refused := asked.required & never.keys() or (asked.names if asked.names <= never.keys() else frozenset()):
        return Answer(never[min(refused)], agree=False)
    free = asked.names - never.keys() - private
    fitting = [
        Answer(rule, agree=True, chosen=asked.optional & free & rule.names)
        for rule in rules
        if _allows(rule, asked, free)
    ]
    return max(fitting, key=lambda one: len(one.chosen), default=None)


def withheld_from(asked: Asked, rules: Iterable[Rule]) -> frozenset[str]:
    """What is left out of the question, whoever answers it."""
    return asked.names & _names(rule for rule in rules if rule.kind is Kind.NEVER)


def _allows(rule: Rule, asked: Asked, free: frozenset[str]) -> bool:
    return (
        rule.kind is Kind.ALLOW
        and (rule.service, rule.procedure) == (asked.service, asked.procedure)
        and asked.data_life_days <= rule.data_life_days
        and asked.required <= rule.names & free
        and bool(rule.names & free)
    )


def _names(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(name for rule in rules for name in rule.names)


def rule_said(body: Mapping[str, Any], statement: str) -> Rule:
    """The rule of a signed statement."""
    until: str | None = body["valid_until"]
    requester = body["requester"]
    return Rule(
        kind=Kind(body["kind"]),
        names=frozenset(body["names"]),
        service=UUID(requester["id"]) if requester else None,
        procedure=body["procedure"],
        data_life_days=int(body["data_life"][1:-1]),
        until=datetime.fromisoformat(until) if until else None,
        statement=statement,
    )
