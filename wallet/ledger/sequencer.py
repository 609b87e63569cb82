"""Gives every waiting entry its index and its place in the citizen's own chain. One at a time for each log.

    1 read the head, the entries that wait, and how far their citizens' chains have come
    2 compute header, leaf and the new right edge, outside of any write transaction
    3 one transaction: move the head (one row exactly, or FencedError), insert the entries, advance the chains,
      delete the waiting rows (all of them, or FencedError)

A crash before the commit of 3 leaves everything waiting; after it, everything has its place. The head only moves
together with the chains, so what 1 read is still true when the head was still as it was left. The index is counted
here: a serial column has gaps and commits out of order.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from wallet.database import Database
from wallet.ledger import body, header
from wallet.ledger.errors import FencedError
from wallet.ledger.head import Head, move_head, read_head, take_over, touched_rows
from wallet.ledger.log import SubjectKeys
from wallet.ledger.models import ENTRIES, PENDING, SUBJECTS
from wallet.ledger.tree import leaf_hash

BATCH = 1_000
"""Entries for each transaction: on SQLite some 20 ms in which no writer can begin."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Place:
    n: int
    leaf: bytes


class Sequencer:
    """Holds one epoch, taken over at the first run. After FencedError it is of no more use: make a new one."""

    def __init__(self, database: Database, keys: SubjectKeys, origin: str) -> None:
        self._database = database
        self._keys = keys
        self._origin = origin
        self._head: Head | None = None

    def run_once(self) -> int:
        """Sequence all that waits; how many entries it was. FencedError, RolledBackError.

        Entries of a citizen whose key cannot be had now stay waiting, and hold up nobody else's.
        """
        if self._head is None:
            self._head = take_over(self._database, self._origin)
        held: set[UUID] = set()
        total = 0
        while True:
            with self._database.reading() as session:
                self._check_unchanged(session)
                waiting = _waiting(session, held)
                placed = self._place(session, waiting, held)
            if placed:
                self._commit(placed)
                total += len(placed)
            if len(waiting) < BATCH:
                return total

    def _check_unchanged(self, session: Session) -> None:
        if read_head(session, self._origin) != self._head:
            raise FencedError("the head of the log is not as this sequencer left it")

    def _place(self, session: Session, waiting: Sequence[Row[Any]], held: set[UUID]) -> list[dict[str, Any]]:
        keys = dict(self._keys_of(session, {row.citizen_id for row in waiting}, held))
        places = _places(session, list(keys))
        placed = []
        for row in waiting:
            if row.citizen_id in keys:
                entry = _placed(row, keys[row.citizen_id], places.get(row.citizen_id, _Place(0, body.FIRST_PREVIOUS)))
                places[row.citizen_id] = _Place(entry["n"], entry["leaf"])
                placed.append(entry)
        return placed

    def _keys_of(self, session: Session, citizens: set[UUID], held: set[UUID]) -> Iterator[tuple[UUID, bytes]]:
        found = self._keys.log_keys(session, citizens)
        for citizen, key in found.items():
            # The log must go on although nobody can ever open the body of an erased citizen: a key used once gives a
            # tag and a commitment that are as unguessable as the erased ones.
            yield citizen, secrets.token_bytes(32) if key is None else key
        if missing := citizens - found.keys():
            held |= missing
            _log.warning("log entries held back", citizens=len(missing))

    def _commit(self, placed: list[dict[str, Any]]) -> None:
        old = self._head
        if old is None:
            raise FencedError("no epoch was taken over")
        edge = old.edge()
        numbers = [entry.pop("number") for entry in placed]
        for offset, entry in enumerate(placed):
            entry |= {"origin": self._origin, "index": old.size + offset}
        edge.extend(entry["leaf"] for entry in placed)
        with self._database.transaction() as session:
            moved = move_head(session, self._origin, old, edge)
            session.connection().execute(insert(ENTRIES), placed)
            _advance(session, placed)
            if touched_rows(session, delete(PENDING).where(PENDING.c.number.in_(numbers))) != len(numbers):
                raise FencedError("an entry stopped waiting while it was being sequenced")
        self._head = moved


def _waiting(session: Session, held: set[UUID]) -> Sequence[Row[Any]]:
    query = select(PENDING).order_by(PENDING.c.number).limit(BATCH)
    return session.connection().execute(query.where(PENDING.c.citizen_id.not_in(held)) if held else query).all()


def _places(session: Session, citizens: list[UUID]) -> dict[UUID, _Place]:
    query = select(SUBJECTS).where(SUBJECTS.c.citizen_id.in_(citizens))
    return {row.citizen_id: _Place(row.n, row.leaf) for row in session.connection().execute(query)}


def _placed(row: Row[Any], log_key: bytes, last: _Place) -> dict[str, Any]:
    n = last.n + 1
    commitment = body.commitment(
        actor=row.actor_digest,
        context=row.context_digest,
        object=row.object_digest,
        purpose=row.purpose_digest,
        subject=body.subject_digest(log_key, row.citizen_id, n, last.leaf),
    )
    stored = header.header_bytes(
        operation=row.operation,
        outcome=row.outcome,
        seconds=row.seconds,
        keep=row.keep,
        tag=header.tag(log_key, n),
        commitment=commitment,
    )
    return {
        "number": row.number,
        "id": row.id,
        "header": stored,
        "leaf": leaf_hash(stored),
        "body": row.body,
        "citizen_id": row.citizen_id,
        "n": n,
    }


def _advance(session: Session, placed: list[dict[str, Any]]) -> None:
    last = {entry["citizen_id"]: {"n": entry["n"], "leaf": entry["leaf"]} for entry in placed}
    begun = {entry["citizen_id"] for entry in placed if entry["n"] == 1}
    connection = session.connection()
    if begun:
        connection.execute(insert(SUBJECTS), [{"citizen_id": citizen} | last[citizen] for citizen in begun])
    if going_on := [{"which": citizen} | last[citizen] for citizen in last.keys() - begun]:
        connection.execute(update(SUBJECTS).where(SUBJECTS.c.citizen_id == bindparam("which")), going_on)
