"""What an artefact says, as the rules weigh it: read from the signed body alone, by gate and auditor alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from policies.facts import ConsentFacts
from policies.release import Assurance
from wallet.consents.states import Channel, State


@dataclass(frozen=True, slots=True)
class Terms:
    """A verified body, and how often the consent had been used by then.

    `own_use`: the use was counted by an earlier decision that this one completes; it neither exhausts nor hurries it.
    """

    body: Mapping[str, Any]
    uses: int = 0
    last_used_at: datetime | None = None
    own_use: bool = False

    def granted(self, record_type: str) -> frozenset[str]:
        """Attributes that may be taken from papers of this type."""
        return _names(item["attributes"] for item in self.body["items"] if item["record_type"] == record_type)

    @property
    def attributes(self) -> frozenset[str]:
        return _names(item["attributes"] for item in self.body["items"])

    @property
    def documents(self) -> frozenset[str]:
        """Types of papers that may be had themselves."""
        return frozenset(item["record_type"] for item in self.body["items"] if item["document"])

    @property
    def confirmed(self) -> frozenset[str]:
        """Attributes that the citizen said still hold, old as they are."""
        return _names(item["confirmed"] for item in self.body["items"])

    @property
    def max_age_days(self) -> int | None:
        age: str | None = self.body.get("max_age")
        return int(age[1:-1]) if age else None

    def facts(self, attributes: frozenset[str]) -> ConsentFacts:
        """`attributes`: those granted from the paper that is asked for."""
        body, state = self.body, State(self.body["decision"]["state"])
        spent_by_us = self.own_use and state is State.EXHAUSTED
        return ConsentFacts(
            id=body["id"],
            service=body["requester"]["client_id"],
            citizen=body["subject"],
            state=State.ACTIVE if spent_by_us else state,
            purpose=body["purpose"]["code"],
            procedure=body["purpose"]["procedure"],
            dossier=body["purpose"]["dossier"],
            attributes=attributes,
            documents=self.documents,
            confirmed=self.confirmed,
            valid_from=_moment(body["valid_from"]),
            valid_until=datetime.fromisoformat(body["valid_until"]),
            max_uses=body["max_uses"],
            uses=self.uses - self.own_use,
            min_assurance=Assurance(body.get("min_assurance", Assurance.SELF_DECLARED)),
            standing=body["decision"]["channel"] == Channel.STANDING_POLICY,
            next_use=self._next_use(),
        )

    def _next_use(self) -> datetime | None:
        frequency: str | None = self.body.get("frequency")
        if self.last_used_at is None or frequency is None or self.own_use:
            return None
        return self.last_used_at + timedelta(hours=int(frequency[2:-1]))


def _names(groups: Any) -> frozenset[str]:
    return frozenset(name for group in groups for name in group)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
