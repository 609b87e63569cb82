"""How many entries can be read, and how many not and why: each of the whole log is in one of the public states.

Opened, counted and forgotten: nothing of what entries hold leaves this file. WITHHELD is a matter of who looks, so
nothing is counted as that here. An entry whose body is gone, or does not open, or whose citizen's key is gone, is
ERASED where a manifest names it; else it is MISSING, and its place is told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wallet.ledger.chain import EntryState
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.ledger.log import Log
from wallet.ledger.manifests import Erased, erased_by
from wallet.ledger.models import ENTRIES, PENDING

TOLD_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: `index` in the log `origin`; of one that waits, its id alone."""

    origin: str
    index: int | None
    entry: UUID


@dataclass(frozen=True, slots=True)
class Census:
    """Entries by state; the first twenty that are missing."""

    states: Mapping[EntryState, int]
    missing: tuple[Place, ...]


def take_census(session: Session, log: Log) -> Census:
    """Every body is opened, which takes some 30 us each."""
    erased = erased_by(session, log.keys.log_key(session, SYSTEM_SUBJECT))
    states: Counter[EntryState] = Counter()
    missing: list[Place] = []
    connection = session.connection()
    citizens = {
        one
        for table in (PENDING, ENTRIES)
        for one in connection.execute(select(table.c.citizen_id).distinct()).scalars()
    }
    keys = log.keys.log_keys(session, citizens)
    for citizen in sorted(citizens):
        found = _closed(session, citizen, erased) if keys.get(citizen, b"") is None else _opened(session, log, citizen)
        for state, place in found:
            states[state] += 1
            if state is EntryState.MISSING and len(missing) < TOLD_AT_MOST:
                missing.append(place)
    return Census(dict(states), tuple(missing))


def _opened(session: Session, log: Log, citizen: UUID) -> list[tuple[EntryState, Place]]:
    return [(one.state, Place(one.origin, one.index, one.id)) for one in log.history(session, citizen)]


def _closed(session: Session, citizen: UUID, erased: Erased) -> list[tuple[EntryState, Place]]:
    """Of a citizen whose key was destroyed: nothing opens, so only manifests can speak for it."""
    index = ENTRIES.c["index"]
    placed = select(ENTRIES.c.origin, index, ENTRIES.c.id, ENTRIES.c.leaf).where(ENTRIES.c.citizen_id == citizen)
    rows = session.connection().execute(placed.order_by(ENTRIES.c.n)).all()
    found = [(erased.names(row.id, row.leaf), Place(row.origin, row._mapping[index], row.id)) for row in rows]
    waiting = session.connection().execute(select(PENDING.c.id).where(PENDING.c.citizen_id == citizen)).scalars()
    found += [(erased.names(one, None), Place("", None, one)) for one in waiting]
    return [(EntryState.ERASED if named else EntryState.MISSING, place) for named, place in found]
