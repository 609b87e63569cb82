"""Writing to the access log, and a citizen's own view of it.

`append` is called inside the transaction of the act that it records. If it raises, that transaction must not commit:
no log, no answer. It never waits for the sequencer; the entry is durable with the caller's commit and gets its index
within a second.
"""

import os
import threading
import time
from collections.abc import Mapping, Set
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from wallet.database import Database
from wallet.ledger import body
from wallet.ledger.chain import EntryState, OwnEntry, own_entries
from wallet.ledger.entries import SYSTEM_SUBJECT, Entry
from wallet.ledger.errors import LogOverloadedError, LogStoppedError
from wallet.ledger.header import retention_month
from wallet.ledger.manifests import erased_by, told_apart
from wallet.ledger.models import HEADS, PENDING
from wallet.ledger.pending import Pending, Receipt, commit_together
from wallet.ledger.seals import kept_closed, sealed_now
from wallet.ledger.stages import REFUSED
from wallet.ledger.waiting import WaitingRow, insert_waiting

__all__ = ["Log", "Pending", "Receipt", "SubjectKeys", "WaitingRow"]

WAITING_LIMIT = 50_000
ID_BYTES = 16
LOOK_EVERY_SECONDS = 1.0


class SubjectKeys(Protocol):
    """Who keeps the citizens' log keys."""

    def log_key(self, session: Session, citizen: UUID, /) -> bytes:
        """The 32-byte log key of a citizen, or of SYSTEM_SUBJECT; always the same one until it is destroyed.

        SubjectErasedError, or a subclass, once it was destroyed on purpose. Anything else means: not now.
        """

    def log_keys(self, session: Session, citizens: Set[UUID], /) -> Mapping[UUID, bytes | None]:
        """Those of many at once: None where destroyed on purpose, no item where it cannot be had now."""


class Log:
    """Takes entries as long as the log is well and the queue not full. One for each process; safe between threads."""

    def __init__(self, keys: SubjectKeys, origin: str, *, waiting_limit: int = WAITING_LIMIT) -> None:
        self.origin = origin
        self.keys = keys
        self.appended = threading.Event()
        """Set after each commit that holds an entry; the keeper clears it."""
        self._limit = waiting_limit
        self._alarm = ""
        self._waiting = 0
        self._looked_at = -LOOK_EVERY_SECONDS
        self._lock = threading.Lock()

    def append(self, session: Session, entry: Entry) -> Pending:
        """Seal the body and insert the entry in the caller's transaction.

        LogStoppedError, LogOverloadedError, SubjectErasedError; ValueError for what canonical JSON cannot hold.
        """
        return self.append_sealed(session, self.sealed(session, entry))

    def append_sealed(self, session: Session, row: WaitingRow) -> Pending:
        """As `append`, of an entry that was sealed in this transaction."""
        insert_waiting(session.connection(), [row])
        return Pending(session, row, self.appended.set)

    def sealed(self, session: Session, entry: Entry) -> WaitingRow:
        """The entry ready for `note`, while a reading session still stands; errors as of `append`."""
        self._admit(session)
        log_key = self.keys.log_key(session, entry.citizen)
        random = os.urandom(ID_BYTES + body.SEED_BYTES)  # once: each call lets go of the interpreter lock
        entry_id = UUID(bytes=random[:ID_BYTES], version=4)
        private = body.body_of(entry, entry_id, seed=random[ID_BYTES:])
        digests = private.digests()
        return WaitingRow(
            id=entry_id,
            citizen_id=entry.citizen,
            seconds=int(entry.at.timestamp()),
            operation=entry.operation.value,
            outcome=entry.outcome.value,
            keep=retention_month(entry.at),
            actor_digest=digests["actor"],
            context_digest=digests["context"],
            object_digest=digests["object"],
            purpose_digest=digests["purpose"],
            body=body.seal_body(log_key, entry.citizen, entry_id, private),
        )

    def note(self, database: Database, row: WaitingRow) -> Receipt:
        """Write a sealed entry that is the whole act, such as a look or a refusal; durable once this returns.

        It shares its commit with what other threads note meanwhile. NotReadyError: release nothing.
        """
        receipt = commit_together(database, row)
        self.appended.set()
        return receipt

    def history(self, session: Session, citizen: UUID, *, after: int = 0, limit: int | None = None) -> list[OwnEntry]:
        """The citizen's entries with n > `after` in order, opened and checked; then those that still wait.

        Of an entry that an order keeps closed, the header alone is told.
        """
        entries = own_entries(session, self.keys.log_key(session, citizen), citizen, after=after, limit=limit)
        entries = kept_closed(entries, sealed_now(session, [citizen]))
        if all(one.state in {EntryState.OPEN, EntryState.SEALED} for one in entries):
            return entries
        return told_apart(entries, erased_by(session, self.keys.log_key(session, SYSTEM_SUBJECT), citizen))

    def stop(self, alarm: str) -> None:
        """Take nothing more in this process; other workers learn it from the head's row within a second."""
        self._alarm = alarm

    def _admit(self, session: Session) -> None:
        with self._lock:
            due = time.monotonic() - self._looked_at >= LOOK_EVERY_SECONDS
            if due:
                self._looked_at = time.monotonic()
        if due:
            self._look(session)
        if self._alarm:
            raise LogStoppedError(self._alarm)
        with self._lock:
            if self._waiting >= self._limit:
                REFUSED.inc()
                raise LogOverloadedError(f"{self._limit} entries wait for the sequencer")
            self._waiting += 1

    def _look(self, session: Session) -> None:
        """Read the alarm and count what waits, never past the limit: a full queue must not make counting slow."""
        some = select(literal(1)).select_from(PENDING).limit(self._limit).subquery()
        alarm = select(HEADS.c.alarm).where(HEADS.c.origin == self.origin).scalar_subquery()
        row = (
            session.connection().execute(select(select(func.count()).select_from(some).scalar_subquery(), alarm)).one()
        )
        with self._lock:
            self._waiting = row[0]
            self._alarm = self._alarm or row[1] or ""
