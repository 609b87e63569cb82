"""Opening one group of one entry: the citizen's own chain says who did it and why, before anything is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session
from sqlmodel import Session as SqlModelSession
from sqlmodel import col, select

from wallet.audit.cases import Desk, checked_reason
from wallet.audit.errors import EntryClosedError, EntryNotFoundError
from wallet.audit.searching import PURPOSE, with_detail
from wallet.ledger.chain import EntryState, OwnEntry
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.models import LogEntry


class Group(StrEnum):
    """The five groups of a body."""

    ACTOR = "actor"
    SUBJECT = "subject"
    OBJECT = "object"
    PURPOSE = "purpose"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class OpenedGroup:
    """`content`: as it was committed to; `holds`: whether the entry is what the log's public header says."""

    index: int
    group: Group
    content: Mapping[str, Any]
    holds: bool


def open_group(desk: Desk, index: int, group: Group, reason: str, *, now: datetime) -> OpenedGroup:
    """Raises ReasonMissingError, EntryNotFoundError, EntryClosedError; NotReadyError: nothing was opened."""
    said = checked_reason(reason)
    with desk.vault.database.reading() as session:
        row = entry_at(session, desk, index)
        try:
            sealed = desk.vault.log.sealed(session, look_at(desk, [row], group, said, now=now))
        except SubjectErasedError:
            raise EntryClosedError from None
    receipt = desk.vault.log.note(desk.vault.database, sealed)
    desk.vault.citizen_keys.unwraps.count(receipt)
    with desk.vault.database.reading() as session:
        return shown(session, desk, row, group)


def entry_at(session: SqlModelSession, desk: Desk, index: int) -> LogEntry:
    """Raises EntryNotFoundError; EntryClosedError for a body that was erased."""
    wanted = select(LogEntry).where(LogEntry.origin == desk.vault.log.origin, col(LogEntry.index) == index)
    row = session.exec(wanted).first()
    if row is None:
        raise EntryNotFoundError
    if row.body is None:
        raise EntryClosedError
    return row


def look_at(
    desk: Desk, rows: Iterable[LogEntry], group: Group, reason: str, *, batch: str = "", now: datetime
) -> Entry:
    """The entry of a look at entries of one citizen. `batch`: what several citizens' entries have in common."""
    known = list(rows)
    return Entry(
        citizen=known[0].citizen_id,
        operation=Operation.AUDIT_OPEN,
        outcome=Outcome.RELEASED,
        actor=desk.actor,
        touched=tuple(Touched(record=str(row.id), type="", version=0, attributes=(group.value,)) for row in known),
        purpose=Purpose(code=PURPOSE, reason=reason),
        circumstances=with_detail(desk, {"batch": batch} if batch else {}),
        at=now,
    )


def shown(session: Session, desk: Desk, row: LogEntry, group: Group) -> OpenedGroup:
    """For callers whose entry is durable. Raises EntryClosedError."""
    (entry,) = desk.vault.log.history(session, row.citizen_id, after=row.n - 1, limit=1)
    if entry.state is not EntryState.OPEN:
        raise EntryClosedError
    return _opened(row.index, entry, group)


def _opened(index: int, entry: OwnEntry, group: Group) -> OpenedGroup:
    return OpenedGroup(index, group, entry.groups[group.value], entry.holds)
