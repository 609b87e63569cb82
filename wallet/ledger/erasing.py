"""Writes the manifests of an erasure: names every entry of a citizen that can never be opened again.

Called in the transaction that destroys the citizen's keys, and again by housekeeping, since an entry that was sealed
just before may be committed just after. Bodies leave the database later; their keys were what made them readable.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind, Circumstances, Entry, Operation, Outcome
from wallet.ledger.head import touched_rows
from wallet.ledger.log import Log
from wallet.ledger.manifests import LEAVES_AT_MOST, detail, erased_by
from wallet.ledger.models import ENTRIES, MANIFESTS, PENDING, SEALS

THE_WALLET = Actor(kind=ActorKind.SYSTEM, id="wallet")


def write_manifests(session: Session, log: Log, citizen: UUID, erasure: UUID, *, now: datetime) -> int:
    """Name what no manifest names yet of this citizen's entries; how many that were."""
    waiting, placed = _unnamed(session, log, citizen)
    for start in range(0, len(placed), LEAVES_AT_MOST):
        leaves = placed[start : start + LEAVES_AT_MOST]
        _write(session, log, citizen, detail(erasure, leaves, ()), len(leaves), now)
    for start in range(0, len(waiting), LEAVES_AT_MOST):
        ids = waiting[start : start + LEAVES_AT_MOST]
        _write(session, log, citizen, detail(erasure, (), ids), len(ids), now)
    return len(placed) + len(waiting)


def is_named_whole(session: Session, citizen: UUID) -> bool:
    """Whether manifests name as many entries as the citizen has; counts only."""
    connection = session.connection()
    count = sum(
        connection.execute(select(func.count()).select_from(table).where(table.c.citizen_id == citizen)).scalar_one()
        for table in (PENDING, ENTRIES)  # in this order, so that an entry on its way is counted twice and never missed
    )
    named = select(func.coalesce(func.sum(MANIFESTS.c.entries), 0)).where(MANIFESTS.c.citizen_id == citizen)
    return bool(connection.execute(named).scalar_one() >= count)


def drop_bodies(session: Session, citizen: UUID) -> int:
    """Take the sealed bodies out of the database; how many there were. Headers and leaves stay as they are."""
    mine = (ENTRIES.c.citizen_id == citizen) & ENTRIES.c.body.is_not(None)
    return touched_rows(session, update(ENTRIES).where(mine).values(body=None))


def forget_seals(session: Session, citizen: UUID) -> None:
    """An order has nothing left to keep closed."""
    session.connection().execute(delete(SEALS).where(SEALS.c.citizen_id == citizen))


def _unnamed(session: Session, log: Log, citizen: UUID) -> tuple[Sequence[UUID], Sequence[bytes]]:
    """Ids of waiting entries, leaves of those that have their place; the first are asked for first, see above."""
    connection = session.connection()
    waiting = connection.execute(select(PENDING.c.id).where(PENDING.c.citizen_id == citizen)).scalars().all()
    query = select(ENTRIES.c.id, ENTRIES.c.leaf).where(ENTRIES.c.citizen_id == citizen)
    placed = connection.execute(query.order_by(ENTRIES.c.n)).all()
    erased = erased_by(session, log.keys.log_key(session, SYSTEM_SUBJECT), citizen)
    return (
        [one for one in waiting if not erased.names(one, None)],
        [row.leaf for row in placed if not erased.names(row.id, row.leaf)],
    )


def _write(session: Session, log: Log, citizen: UUID, said: str, entries: int, now: datetime) -> None:
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.ENTRY_ERASE,
        outcome=Outcome.DONE,
        actor=THE_WALLET,
        circumstances=Circumstances(detail=said),
        at=now,
    )
    written = log.append(session, entry)
    row = {"entry_id": written.entry_id, "citizen_id": citizen, "entries": entries}
    session.connection().execute(insert(MANIFESTS).values(row))
