"""Entries that an order keeps closed until a date: logged when they were, shown when the date has come.

Sealing is an entry `entry.seal` of the wallet's own chain, made by an operator, with `context.detail` in canonical JSON

    {"citizen":"<id>","entry":"<id>","order":"<number of the document>","until":<Unix seconds>}

On the date housekeeping writes `entry.surface` into the citizen's own chain, with the same detail, and from then on the
entry is shown like any other. Until then its citizen sees that it is there, and until when it is closed; auditors see
its public header. The table `log_seal` only says where seals stand: what verification believes is the log.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from wallet.ledger.canonical import Json, canonical
from wallet.ledger.chain import EntryState, OwnEntry, Seal
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind, Circumstances, Entry, Operation, Outcome
from wallet.ledger.errors import SealRefusedError, SubjectErasedError
from wallet.ledger.models import ENTRIES, PENDING, SEALS
from wallet.ledger.pending import Pending

LONGEST = timedelta(days=730)
ORDER_LETTERS = range(3, 201)
THE_WALLET = Actor(kind=ActorKind.SYSTEM, id="wallet")


class Appending(Protocol):
    """The log, as far as it is written to here."""

    def append(self, session: Session, entry: Entry, /) -> Pending:
        """As of `Log`."""


@dataclass(frozen=True, slots=True)
class Order:
    """`document`: the number of the order and who gave it, as it stands on paper; `until` is aware."""

    document: str
    until: datetime


def seal_entry(session: Session, log: Appending, entry: UUID, order: Order, operator: Actor, *, now: datetime) -> None:
    """Close one entry until the date. SealRefusedError says why not; one entry is sealed once, never again."""
    citizen = _citizen_of(session, entry)
    if citizen is None or citizen == SYSTEM_SUBJECT:
        raise SealRefusedError("there is no such entry in a citizen's chain")
    if not now < order.until <= now + LONGEST:
        raise SealRefusedError("the date has to lie ahead, and within two years")
    if len(order.document.strip()) not in ORDER_LETTERS:
        raise SealRefusedError("the order has to be named: its number and who gave it, 3 to 200 letters")
    known = select(SEALS.c.entry_id).where(SEALS.c.entry_id == entry)
    if session.connection().execute(known).first() is not None:
        raise SealRefusedError("this entry was sealed before; an order cannot close it a second time")
    until = int(order.until.timestamp())
    said = detail(citizen, entry, order.document.strip(), until)
    written = log.append(session, _entry(SYSTEM_SUBJECT, Operation.ENTRY_SEAL, operator, said, now))
    row = {
        "entry_id": entry,
        "citizen_id": citizen,
        "document": order.document.strip(),
        "until": until,
        "seal_id": written.entry_id,
        "surface_id": None,
    }
    session.connection().execute(insert(SEALS).values(row))


def surface_due(session: Session, log: Appending, *, now: datetime) -> int:
    """Open every entry whose date has come, with an entry in its citizen's chain; how many there were."""
    query = select(SEALS).where(SEALS.c.surface_id.is_(None), SEALS.c.until <= int(now.timestamp()))
    due = session.connection().execute(query).all()
    for row in due:
        said = detail(row.citizen_id, row.entry_id, row.document, row.until)
        try:
            written = log.append(session, _entry(row.citizen_id, Operation.ENTRY_SURFACE, THE_WALLET, said, now))
        except SubjectErasedError:
            continue  # its erasure takes the row away
        done = update(SEALS).where(SEALS.c.entry_id == row.entry_id)
        session.connection().execute(done.values(surface_id=written.entry_id))
    return len(due)


def sealed_now(session: Session, citizens: Iterable[UUID] | None = None) -> dict[UUID, Seal]:
    """The entries that are closed at this moment, of these citizens or of all."""
    query = select(SEALS).where(SEALS.c.surface_id.is_(None))
    query = query if citizens is None else query.where(SEALS.c.citizen_id.in_(list(citizens)))
    rows = session.connection().execute(query)
    return {row.entry_id: Seal(datetime.fromtimestamp(row.until, UTC), order_hash(row.document)) for row in rows}


def kept_closed(entries: list[OwnEntry], seals: Mapping[UUID, Seal]) -> list[OwnEntry]:
    """The same entries; of the sealed ones nothing is shown but that they are there."""
    return [_closed(one, seals[one.id]) if one.id in seals else one for one in entries]


def order_hash(document: str) -> str:
    """What is shown of an order while it holds: 64 hexadecimal digits by which it is recognised later."""
    return hashlib.sha256(document.encode()).hexdigest()


def detail(citizen: UUID, entry: UUID, document: str, until: int) -> str:
    said: Json = {"citizen": str(citizen), "entry": str(entry), "order": document, "until": until}
    return canonical(said).decode()


def _closed(entry: OwnEntry, seal: Seal) -> OwnEntry:
    if entry.state is not EntryState.OPEN:
        return entry
    return replace(entry, state=EntryState.SEALED, groups={}, seal=seal)


def _citizen_of(session: Session, entry: UUID) -> UUID | None:
    for table in (PENDING, ENTRIES):
        found: Row[Any] | None = (
            session.connection().execute(select(table.c.citizen_id).where(table.c.id == entry)).first()
        )
        if found is not None:
            return UUID(str(found[0]))
    return None


def _entry(citizen: UUID, operation: Operation, actor: Actor, said: str, now: datetime) -> Entry:
    return Entry(
        citizen=citizen,
        operation=operation,
        outcome=Outcome.DONE,
        actor=actor,
        circumstances=Circumstances(detail=said),
        at=now,
    )
