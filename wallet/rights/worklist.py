"""What is due from whom, overdue first: requests and claims of people, corrections of issuers, proofs of deletion of
services.

Whose it is stays unsaid. Of each kind at most 200 are shown, those that are due first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.clock import day_of
from wallet.corrections import states as corrections
from wallet.corrections.models import Correction
from wallet.disposals.models import Disposal
from wallet.identity.models import Service
from wallet.ledger.entries import SYSTEM_SUBJECT, Entry, Operation, Outcome
from wallet.mandates.claims import kinds as claims
from wallet.mandates.claims.models import MandateClaim
from wallet.rights import rows
from wallet.rights.answering import Desk
from wallet.rights.kinds import OPEN
from wallet.rights.models import RightsRequest
from wallet.rights.rows import RequestLine

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Due:
    """`who`: the organisation that has to act; empty: the operator. `line`: of a request only."""

    what: str
    id: UUID
    kind: str
    who: str
    since: datetime
    due_at: datetime
    overdue: bool
    days_overdue: int
    line: RequestLine | None = None


def read(session: Session, desk: Desk, *, now: datetime) -> Sequence[Due]:
    """The look is an entry of the wallet's own chain."""
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.RIGHT_LIST,
        outcome=Outcome.DONE,
        actor=desk.actor,
        circumstances=desk.how,
        at=now,
    )
    desk.log.append(session, entry)
    found = [*_requests(session, now), *_corrections(session, now), *_disposals(session, now), *_claims(session, now)]
    return sorted(found, key=lambda one: (not one.overdue, one.due_at, str(one.id)))


def _requests(session: Session, now: datetime) -> Iterator[Due]:
    open_ones = select(RightsRequest).where(col(RightsRequest.state).in_(OPEN))
    for request in session.exec(open_ones.order_by(col(RightsRequest.due_at)).limit(AT_MOST)).all():
        line = rows.line_of(session, request, now)
        late = _days(line.due, now) if line.overdue else 0
        yield Due("request", request.id, request.kind, "", request.made_at, line.due, line.overdue, late, line)


def _corrections(session: Session, now: datetime) -> Iterator[Due]:
    wanted = (
        select(Correction, Service)
        .join(Service, col(Service.id) == col(Correction.issuer_id))
        .where(Correction.state == corrections.State.OPEN)
        .order_by(col(Correction.due_at))
        .limit(AT_MOST)
    )
    for one, issuer in session.exec(wanted):
        yield _of_others("correction", one.id, "", issuer, one.created_at, one.due_at, now)


def _disposals(session: Session, now: datetime) -> Iterator[Due]:
    wanted = (
        select(Disposal, Service)
        .join(Service, col(Service.id) == col(Disposal.service_id))
        .where(Disposal.state == "owed")
        .order_by(col(Disposal.due_at))
        .limit(AT_MOST)
    )
    for one, service in session.exec(wanted):
        yield _of_others("disposal", one.id, one.cause, service, one.arisen_at, one.due_at, now)


def _claims(session: Session, now: datetime) -> Iterator[Due]:
    """Those that wait for the first yes, or for the second."""
    open_ones = select(MandateClaim).where(col(MandateClaim.state).in_(claims.OPEN))
    for one in session.exec(open_ones.order_by(col(MandateClaim.due_at)).limit(AT_MOST)).all():
        overdue = one.due_at <= now
        late = _days(one.due_at, now) if overdue else 0
        yield Due("claim", one.id, one.capacity, "", one.made_at, one.due_at, overdue, late)


def _of_others(
    what: str, its_id: UUID, kind: str, service: Service, since: datetime, due_at: datetime, now: datetime
) -> Due:
    overdue = due_at <= now
    late = _days(due_at, now) if overdue else 0
    return Due(what, its_id, kind, service.organisation, since, due_at, overdue, late)


def _days(due_at: datetime, now: datetime) -> int:
    return (day_of(now) - day_of(due_at)).days
