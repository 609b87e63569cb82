"""The judgement: facts in, `Permit` or `Deny` out.

The engine reads no clock and no database and remembers nothing: the same facts under the same policy set give the same
outcome, so that an auditor can derive every decision again. Uses are counted by the caller, in SQL, after the permit.
"""

from dataclasses import InitVar, dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn, final

from policies.assurance import Assurance
from policies.errors import ForgedPermitError
from policies.facts import AskFacts, CitizenFacts, ConsentFacts, RecordFacts, ReleaseFacts, ServiceFacts
from policies.grounds import Ground
from policies.question import entities_of, request_of
from policies.rules import PERMISSION, Answer, Rules

__all__ = [
    "AskFacts",
    "Assurance",
    "CitizenFacts",
    "ConsentFacts",
    "Deny",
    "Engine",
    "Ground",
    "Permit",
    "RecordFacts",
    "ReleaseFacts",
    "ServiceFacts",
]

_SEAL = object()


@final
@dataclass(frozen=True, slots=True)
class Permit:
    """The right to open exactly these attributes, and the document or not, of this record for this service, once.

    Only the engine makes one. Making, copying, changing, subclassing or serialising one is an error.
    """

    service: str
    citizen: str
    record: str
    attributes: frozenset[str]
    document: bool
    consent: str
    policy_set: str
    rules: tuple[str, ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise ForgedPermitError("only the engine makes a permit")

    def __init_subclass__(cls) -> NoReturn:
        raise ForgedPermitError("a permit has no kinds")

    def __reduce__(self) -> NoReturn:
        raise ForgedPermitError("a permit does not leave the process that it was given in")


@dataclass(frozen=True, slots=True)
class Deny:
    """A refusal with every ground that holds, in the order of `Ground`."""

    grounds: tuple[Ground, ...]
    policy_set: str


@cache
def _own_rules() -> Rules:
    """Read once in a process: they come with the program and change with it."""
    return Rules.load()


class Engine:
    """The rules of the authority, ready to be asked; safe to share between threads."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @classmethod
    def load(cls, folder: Path | None = None) -> "Engine":
        """Read and validate the rules (default: the wallet's own); RulesError means: do not start."""
        return cls(_own_rules() if folder is None else Rules.load(folder))

    @classmethod
    def of_old(cls, policies: str, schema: str) -> "Engine":
        """Rules that once decided, to derive a decision of theirs again; RulesError when they cannot be read."""
        return cls(Rules(policies, schema, historic=True))

    @property
    def texts(self) -> tuple[str, str]:
        """The rules and their schema as they were read, for whoever keeps them."""
        return self._rules.texts

    @property
    def policy_set(self) -> str:
        """SHA-256, hex, of the rules and their schema without comments, order and layout."""
        return self._rules.digest

    def evaluate(self, facts: ReleaseFacts) -> Permit | Deny:
        """Weigh one ask. Anything but a clear yes is a Deny; nothing is raised for facts of the wrong shape."""
        try:
            answer = self._rules.answer(request_of(facts), entities_of(facts))
        except Exception:  # whatever goes wrong while deciding, the outcome is a refusal that can be logged
            return self._deny(Ground.NOT_DECIDABLE)
        if not answer.certain:
            return self._deny(Ground.NOT_DECIDABLE)
        if answer.allowed and answer.rules == (PERMISSION,) and facts.consent is not None:
            return self._permit(facts, facts.consent, answer)
        return self._deny(*_grounds(answer.rules))

    def _permit(self, facts: ReleaseFacts, consent: ConsentFacts, answer: Answer) -> Permit:
        return Permit(
            service=facts.service.id,
            citizen=facts.citizen.id,
            record=facts.record.id,
            attributes=facts.ask.attributes,
            document=facts.ask.document,
            consent=consent.id,
            policy_set=self.policy_set,
            rules=answer.rules,
            seal=_SEAL,
        )

    def _deny(self, *grounds: Ground) -> Deny:
        return Deny(grounds or (Ground.NOT_DECIDABLE,), self.policy_set)


def _grounds(rules: tuple[str, ...]) -> tuple[Ground, ...]:
    """The grounds of the deciding rules; a consent that is not theirs is not read out to them."""
    found = [ground for ground in Ground if ground in rules]
    if Ground.NO_CONSENT in found:
        found = [ground for ground in found if not ground.reads_consent]
    return tuple(found)
