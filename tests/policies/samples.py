"""One ask that is permitted, and ways to change it a little."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from policies.release import (
    AskFacts,
    Assurance,
    CitizenFacts,
    ConsentFacts,
    RecordFacts,
    ReleaseFacts,
    ServiceFacts,
)
from policies.terms import Template

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
NAME, PID, HOME, FAITH = "person.full_name", "person.pid", "residence.permanent", "person.religion"

PERMITTED = ReleaseFacts(
    now=NOW,
    service=ServiceFacts("service-1", active=True, procedures=frozenset({"1.004222"}), overdue_disposal=False),
    citizen=CitizenFacts("citizen-1", erased=False, guardian_required=False),
    record=RecordFacts(
        id="record-1",
        type="giay_khai_sinh",
        status="active",
        assurance=Assurance.ISSUER_ASSERTED,
        stale_attributes=frozenset({HOME}),
        bound_procedure=None,
        expired=False,
    ),
    consent=ConsentFacts(
        id="consent-1",
        service="service-1",
        citizen="citizen-1",
        state="ACTIVE",
        purpose="residence",
        procedure="1.004222",
        dossier="dossier-1",
        attributes=frozenset({NAME, PID, HOME}),
        documents=frozenset({"giay_khai_sinh"}),
        confirmed=frozenset(),
        valid_from=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=30),
        max_uses=3,
        uses=0,
        min_assurance=Assurance.CERTIFIED_COPY,
        standing=False,
    ),
    ask=AskFacts(
        attributes=frozenset({NAME, PID}),
        document=False,
        purpose="residence",
        procedure="1.004222",
        dossier="dossier-1",
    ),
    template=Template(frozenset({NAME, PID, HOME}), frozenset({"giay_khai_sinh"})),
    sensitive=frozenset(),
    sensitive_document=True,
)

T = TypeVar("T")


def changed(facts: T, changes: Mapping[str, Any]) -> T:
    """A copy with, for instance, `consent.state` set; lists stand for sets, words for assurances."""
    for path, value in changes.items():
        first, _, rest = path.partition(".")
        inner = changed(getattr(facts, first), {rest: value}) if rest else _typed(first, value)
        facts = dataclasses.replace(facts, **{first: inner})  # type: ignore[type-var]  # every facts class is one
    return facts


def _typed(member: str, value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(value)
    if member in {"assurance", "min_assurance"}:
        return Assurance(value)
    return value
