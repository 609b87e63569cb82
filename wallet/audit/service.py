"""Two views of the access log, and the entry that each look at it leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson
from sqlmodel import Session, col, select

from wallet.identity.actors import staff_actor
from wallet.identity.models import Staff
from wallet.ledger.chain import OwnEntry
from wallet.ledger.entries import SYSTEM_SUBJECT, Circumstances, Entry, Operation, Outcome
from wallet.ledger.log import Log
from wallet.ledger.models import LogCheckpoint, LogEntry
from wallet.records.reading import Reader
from wallet.records.vault import Vault

PAGE = 100
NEWEST = 500
LOOKS = frozenset({Operation.RELEASE, Operation.RELEASE_DOCUMENT})


@dataclass(frozen=True, slots=True)
class OwnLog:
    """A citizen's own entries, oldest first. `size`: of the published tree, 0 before the first checkpoint.

    `complete`: every entry holds and n runs without a gap; entries still on their way into the tree are among them.
    """

    entries: Sequence[OwnEntry]
    complete: bool
    checked_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """What the public header of an entry says; nobody can tell from it whose entry it is."""

    index: int
    at: datetime
    operation: str
    outcome: str
    leaf: bytes


def own_log(vault: Vault, reader: Reader, *, now: datetime) -> OwnLog:
    """The citizen looks at who looked; this look is an entry too, and the last of the list."""
    note_look(vault, reader, now=now)
    with vault.database.reading() as session:
        entries = vault.log.history(session, reader.citizen.id)
        size = published_size(session, vault.log.origin)
    return OwnLog(entries, all(one.holds for one in entries), now, size)


def note_look(vault: Vault, reader: Reader, *, now: datetime) -> None:
    """Whoever looks at the citizen's log is in it, before anything of it is shown. NotReadyError: show nothing."""
    with vault.database.reading() as session:
        entry = Entry(
            citizen=reader.citizen.id,
            operation=Operation.LOG_READ,
            outcome=Outcome.RELEASED,
            actor=reader.actor,
            circumstances=reader.circumstances,
            at=now,
        )
        look = vault.log.sealed(session, entry)
    vault.log.note(vault.database, look)


def list_entries(
    session: Session,
    log: Log,
    staff: Staff,
    how: Circumstances,
    *,
    operation: str = "",
    outcome: str = "",
    after: int = -1,
    limit: int = PAGE,
    now: datetime,
) -> list[HeaderLine]:
    """Public headers with an index above `after`, oldest first. The look is an entry of the wallet's own chain."""
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.AUDIT_LIST,
        outcome=Outcome.DONE,
        actor=staff_actor(staff),
        circumstances=how,
        at=now,
    )
    log.append(session, entry)
    wanted = select(LogEntry).where(LogEntry.origin == log.origin, col(LogEntry.index) > after)
    found: list[HeaderLine] = []
    for row in session.exec(wanted.order_by(col(LogEntry.index))):
        line = _line(row)
        if operation in {"", line.operation} and outcome in {"", line.outcome}:
            found.append(line)
        if len(found) == limit:
            break
    return found


def latest_looks(session: Session, citizen: UUID) -> list[datetime]:
    """When values of this citizen last left for somebody, newest first; told from their newest public headers.

    Nothing is opened, so no entry is due. A look is seen here once it has its number, a moment after it happened.
    """
    newest = select(LogEntry).where(LogEntry.citizen_id == citizen).order_by(col(LogEntry.n).desc()).limit(NEWEST)
    lines = (_line(row) for row in session.exec(newest))
    return [line.at for line in lines if line.operation in LOOKS and line.outcome == Outcome.RELEASED]


def published_size(session: Session, origin: str) -> int:
    """Entries under the newest signed checkpoint."""
    newest = select(LogCheckpoint.size).where(LogCheckpoint.origin == origin).order_by(col(LogCheckpoint.size).desc())
    return session.exec(newest).first() or 0


def _line(row: LogEntry) -> HeaderLine:
    header = orjson.loads(row.header)
    return HeaderLine(row.index, datetime.fromtimestamp(header["t"], UTC), header["op"], header["out"], row.leaf)
