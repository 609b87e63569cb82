"""No order keeps an entry closed past its date, and each seal is what the log says of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from wallet.ledger.chain import OwnEntry, own_entries
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation
from wallet.ledger.log import Log
from wallet.ledger.models import ENTRIES, PENDING, SEALS
from wallet.ledger.seals import detail
from wallet.ledger.verdict import Findings, Step

PATIENCE_SECONDS = 3_600
"""Housekeeping looks every ten minutes; a wallet that was down catches up within its first round."""


def check_seals(session: Session, log: Log, findings: Findings, *, now: datetime) -> None:
    """Adds to the findings."""
    findings.look_at(Step.SEALS)
    for row in session.connection().execute(select(SEALS).order_by(SEALS.c.until)).all():
        said = detail(row.citizen_id, row.entry_id, row.document, row.until)
        if (fault := _fault(session, log, row, said, now)) is not None:
            findings.blame(Step.SEALS, _index_of(session, log, row.entry_id), fault)


def _fault(session: Session, log: Log, row: Row[Any], said: str, now: datetime) -> str | None:
    if not _says(session, log, SYSTEM_SUBJECT, row.seal_id, Operation.ENTRY_SEAL, said):
        return "it is kept closed, and the log has no such order"
    if row.surface_id is None:
        return (
            "an order kept it closed, and its date is past" if now.timestamp() > row.until + PATIENCE_SECONDS else None
        )
    if not _says(session, log, row.citizen_id, row.surface_id, Operation.ENTRY_SURFACE, said):
        return "it was opened before its date, or its citizen was not told"
    return None


def _says(session: Session, log: Log, citizen: UUID, entry_id: UUID, operation: Operation, said: str) -> bool:
    """Whether that entry of that chain holds and says this; one that still waits is believed as far as it is there."""
    n = session.connection().execute(select(ENTRIES.c.n).where(ENTRIES.c.id == entry_id)).scalar()
    if n is None:
        return session.connection().execute(select(PENDING.c.id).where(PENDING.c.id == entry_id)).first() is not None
    key = log.keys.log_keys(session, {citizen}).get(citizen)
    if key is None:
        return True  # erased meanwhile
    own: OwnEntry
    for own in own_entries(session, key, citizen, after=n - 1, limit=1):
        if own.n == n:
            return own.holds and own.operation == operation and own.groups["context"].get("detail") == said
    return False


def _index_of(session: Session, log: Log, entry_id: UUID) -> int | None:
    index = ENTRIES.c["index"]
    query = select(index).where(ENTRIES.c.id == entry_id, ENTRIES.c.origin == log.origin)
    return session.connection().execute(query).scalar()
