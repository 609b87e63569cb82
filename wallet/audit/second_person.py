"""Opening many entries takes two: one auditor asks and says why, another agrees, and only then, for a day, it opens.

    asked --(another auditor agrees)--> agreed --(the one who asked opens)--> past `expires_at`: over

Both acts are entries of the wallet's own chain. Opening writes one entry to the chain of every citizen concerned, in
one transaction, with the id of the request in all of them; not one body is opened before that has committed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.audit.cases import Desk, checked_reason
from wallet.audit.errors import BulkOpeningNotFoundError, EntryClosedError, SecondPersonNeededError
from wallet.audit.models import BulkOpening
from wallet.audit.opening import Group, OpenedGroup, entry_at, look_at, shown
from wallet.audit.searching import PURPOSE, log_look, with_detail
from wallet.ledger.entries import SYSTEM_SUBJECT, Entry, Operation, Outcome, Purpose
from wallet.ledger.errors import SubjectErasedError

SERVES = timedelta(hours=24)
MOST_ENTRIES = 200
LIST = 100


def ask(desk: Desk, entries: Sequence[int], group: Group, reason: str, *, now: datetime) -> BulkOpening:
    """At most `MOST_ENTRIES`. Raises ReasonMissingError, EntryNotFoundError, EntryClosedError; nothing is opened."""
    wanted = BulkOpening(
        requested_by=desk.auditor,
        case=desk.case,
        entries=sorted(set(entries)),
        origin=desk.vault.log.origin,
        group=group.value,
        reason=checked_reason(reason),
        requested_at=now,
        expires_at=now + SERVES,
    )
    with desk.vault.database.transaction() as session:
        for index in wanted.entries:
            entry_at(session, desk, index)
        session.add(wanted)
        session.flush()
        desk.vault.log.append(session, _entry(desk, wanted, Operation.AUDIT_REQUEST, now))
    return wanted


def agree(desk: Desk, bulk_id: UUID, *, now: datetime) -> BulkOpening:
    """Raises BulkOpeningNotFoundError; SecondPersonNeededError for whoever asked, and once it is over."""
    with desk.vault.database.transaction() as session:
        wanted = _known(session, bulk_id)
        if wanted.requested_by == desk.auditor or wanted.expires_at <= now:
            raise SecondPersonNeededError
        if wanted.approved_by is None:
            wanted.approved_by, wanted.approved_at = desk.auditor, now
            session.add(wanted)
            desk.vault.log.append(session, _entry(desk, wanted, Operation.AUDIT_APPROVE, now))
    return wanted


def open_all(desk: Desk, bulk_id: UUID, *, now: datetime) -> list[OpenedGroup]:
    """For the one who asked, after another agreed. Raises BulkOpeningNotFoundError, SecondPersonNeededError."""
    with desk.vault.database.transaction() as session:
        wanted = _known(session, bulk_id)
        if wanted.requested_by != desk.auditor or wanted.approved_by is None or wanted.expires_at <= now:
            raise SecondPersonNeededError
        group = Group(wanted.group)
        rows = sorted((entry_at(session, desk, index) for index in wanted.entries), key=lambda row: row.citizen_id)
        pending = []
        for _, own in groupby(rows, key=lambda row: row.citizen_id):
            look = look_at(desk, own, group, wanted.reason, batch=str(wanted.id), now=now)
            try:
                pending.append(desk.vault.log.append(session, look))
            except SubjectErasedError:
                raise EntryClosedError from None
    for one in pending:
        desk.vault.citizen_keys.unwraps.count(one.receipt())
    with desk.vault.database.reading() as session:
        return sorted((shown(session, desk, row, group) for row in rows), key=lambda one: one.index)


def standing(desk: Desk, *, now: datetime) -> Sequence[BulkOpening]:
    """What is not over yet, newest first. The look is an entry: requests say what others look into, and why."""
    log_look(desk, Operation.AUDIT_LIST, {"view": "bulk-openings"}, now=now)
    wanted = select(BulkOpening).where(col(BulkOpening.expires_at) > now)
    with desk.vault.database.reading() as session:
        return session.exec(wanted.order_by(col(BulkOpening.requested_at).desc()).limit(LIST)).all()


def _known(session: Session, bulk_id: UUID) -> BulkOpening:
    found = session.get(BulkOpening, bulk_id, with_for_update=True)
    if found is None:
        raise BulkOpeningNotFoundError
    return found


def _entry(desk: Desk, wanted: BulkOpening, operation: Operation, now: datetime) -> Entry:
    words = {"batch": str(wanted.id), "entries": str(len(wanted.entries)), "group": wanted.group}
    return Entry(
        citizen=SYSTEM_SUBJECT,
        operation=operation,
        outcome=Outcome.DONE,
        actor=desk.actor,
        purpose=Purpose(code=PURPOSE, reason=wanted.reason),
        circumstances=with_detail(desk, words),
        at=now,
    )
