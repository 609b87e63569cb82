"""What somebody may do in a wallet, and with which papers. A value: whoever holds it may do no more than it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID


class Capacity(StrEnum):
    """As what somebody acts. Parents and guardians represent by law (Civil Code 91/2015/QH13 Art 136), a helper by
    mandate (Art 138)."""

    SELF = "self"
    PARENT = "parent"
    GUARDIAN = "guardian"
    HELPER = "helper"


class Doing(StrEnum):
    """Kinds of acts, as a person would divide them. Looking is part of every mandate."""

    LOOK = "look"
    ADD = "add"
    ANSWER = "answer"  # questions, and what was allowed before: pause it, stop it
    FILL = "fill"  # see what a dossier still needs
    CORRECT = "correct"
    LOG = "log"  # who looked, and who has to delete what
    DELETE = "delete"


OF_HELPERS = frozenset({Doing.LOOK, Doing.ADD, Doing.ANSWER, Doing.FILL})
"""What a person may hand to a helper. The rest speaks of the whole wallet, or cannot be undone."""

BY_LAW = frozenset({Capacity.PARENT, Capacity.GUARDIAN})
"""Whom the person concerned did not choose, and cannot dismiss."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`papers`: the kinds of paper; None: every kind, those that come later too. `two_step`: what is sensitive waits
    for the owner. `mandate` None: the owner themself.
    """

    doings: frozenset[Doing]
    papers: frozenset[str] | None = None
    two_step: bool = False
    capacity: Capacity = Capacity.SELF
    mandate: UUID | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def covers(self, record_type: str) -> bool:
        return self.papers is None or record_type in self.papers

    def allows(self, doing: Doing) -> bool:
        return doing in self.doings

    @property
    def is_whole(self) -> bool:
        """Nothing of the wallet is kept from its holder."""
        return self.papers is None and self.doings == frozenset(Doing)


OWNER = Scope(frozenset(Doing))
