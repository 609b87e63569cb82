"""The entry of whatever befalls a mandate: always in the chain of the person acted for."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wallet.ledger.entries import Actor, Circumstances, Entry, Operation, Outcome, Purpose, Touched

PURPOSE = "mandate"


def entry(
    citizen: UUID,
    operation: Operation,
    actor: Actor,
    how: Circumstances,
    *,
    mandate: UUID | None = None,
    papers: Iterable[str] = (),
    outcome: Outcome = Outcome.DONE,
    now: datetime,
) -> Entry:
    """`papers`: kinds that it is about; empty: every kind, or none."""
    return Entry(
        citizen=citizen,
        operation=operation,
        outcome=outcome,
        actor=actor,
        touched=tuple(Touched(record="", type=kind, version=0) for kind in papers),
        purpose=Purpose(code=PURPOSE, mandate=str(mandate or "")),
        circumstances=how,
        at=now,
    )
