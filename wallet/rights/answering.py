"""The operator's steps on a request. Each is an entry in the citizen's own chain, and a message to them.

The operator learns what is asked and until when, and never whose it is or what a paper says.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from wallet.ledger.entries import Actor, Circumstances, Operation
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.log import Log
from wallet.notices import service as notices
from wallet.restrictions import standing as restrictions
from wallet.rights import rows
from wallet.rights.errors import NotProlongedError, RequestNotFoundError, RequestStateError
from wallet.rights.kinds import OPEN, ExtensionReason, Kind, RefusalGround, State
from wallet.rights.models import RightsRequest
from wallet.rights.rows import RequestLine


@dataclass(frozen=True, slots=True)
class Desk:
    """Who answers, and how the call came."""

    log: Log
    actor: Actor
    how: Circumstances


def acknowledge(session: Session, desk: Desk, request_id: UUID, *, now: datetime) -> RequestLine:
    """That it came and how it goes on, which the person reads on their page; twice is once."""
    request = _open(session, request_id)
    if request.state == State.ACKNOWLEDGED:
        return rows.line_of(session, request, now)
    request.state, request.acknowledged_at = State.ACKNOWLEDGED, now
    return _told(session, desk, request, Operation.RIGHT_ACKNOWLEDGE, now)


def extend(session: Session, desk: Desk, request_id: UUID, reason: ExtensionReason, *, now: datetime) -> RequestLine:
    """Once, and only where the law gives more time. Raises NotProlongedError, RequestStateError."""
    request = _open(session, request_id)
    extension = Kind(request.kind).duty.extension
    if not extension:
        raise NotProlongedError
    if request.extended_at is not None:
        raise RequestStateError
    request.state, request.acknowledged_at = State.ACKNOWLEDGED, request.acknowledged_at or now
    request.extended_at, request.extension_reason = now, reason
    request.due_at += extension
    return _told(session, desk, request, Operation.RIGHT_EXTEND, now)


def complete(session: Session, desk: Desk, request_id: UUID, *, now: datetime) -> RequestLine:
    """Done. What it had restricted stays so until the person lifts it."""
    request = _open(session, request_id)
    request.state, request.ended_at = State.DONE, now
    return _told(session, desk, request, Operation.RIGHT_COMPLETE, now)


def refuse(session: Session, desk: Desk, request_id: UUID, ground: RefusalGround, *, now: datetime) -> RequestLine:
    """With the legal ground, which the person reads. What it had restricted is lifted."""
    request = _open(session, request_id)
    request.state, request.ended_at, request.refusal_ground = State.REFUSED, now, ground
    if request.restriction_id is not None:
        restrictions.lift(session, request.restriction_id, now=now)
    return _told(session, desk, request, Operation.RIGHT_REFUSE, now)


def _open(session: Session, request_id: UUID) -> RightsRequest:
    request = session.get(RightsRequest, request_id, with_for_update=True)
    if request is None:
        raise RequestNotFoundError
    if request.state not in OPEN:
        raise RequestStateError
    return request


def _told(session: Session, desk: Desk, request: RightsRequest, operation: Operation, now: datetime) -> RequestLine:
    session.add(request)
    session.flush()
    line = rows.line_of(session, request, now)
    try:
        desk.log.append(session, rows.entry_of(line, operation, desk.actor, desk.how, now))
    except SubjectErasedError:  # nobody is left to be told
        return line
    told = {"request": str(request.id), "right": request.kind, "state": request.state}
    told |= {"due_at": request.due_at.isoformat()}
    notices.tell_citizen(session, request.citizen_id, operation.value, told, now=now)
    return line
