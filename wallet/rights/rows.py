"""One request with what it is about, and the entry that each step on it leaves in its citizen's chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.identity.models import Service
from wallet.ledger.entries import Actor, Circumstances, Entry, Operation, Outcome, Purpose, Touched
from wallet.records.models import Record
from wallet.rights.kinds import OPEN, Kind, RefusalGround, due_next, is_overdue
from wallet.rights.models import RightsRequest

PURPOSE = "right:"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """`due`: what has to be done first, and until when."""

    request: RightsRequest
    record: Record | None
    service: Service | None
    due: datetime
    overdue: bool

    @property
    def kind(self) -> Kind:
        return Kind(self.request.kind)

    @property
    def is_open(self) -> bool:
        return self.request.state in OPEN

    @property
    def may_extend(self) -> bool:
        """Once, where the law gives more time."""
        return self.is_open and self.request.extended_at is None and bool(self.kind.duty.extension)


def line_of(session: Session, request: RightsRequest, now: datetime) -> RequestLine:
    record = session.get(Record, request.record_id) if request.record_id else None
    service = session.get(Service, request.service_id) if request.service_id else None
    return RequestLine(request, record, service, due_next(request), is_overdue(request, now))


def of_citizen(session: Session, citizen: UUID, *, limit: int, now: datetime) -> Sequence[RequestLine]:
    """The newest first."""
    mine = select(RightsRequest).where(RightsRequest.citizen_id == citizen)
    newest = mine.order_by(col(RightsRequest.made_at).desc(), col(RightsRequest.id)).limit(limit)
    return [line_of(session, one, now) for one in session.exec(newest).all()]


def entry_of(
    line: RequestLine,
    operation: Operation,
    actor: Actor,
    how: Circumstances,
    now: datetime,
    outcome: Outcome = Outcome.DONE,
) -> Entry:
    request, record = line.request, line.record
    touched = (Touched(record=str(record.id), type=record.type, version=record.version),) if record else ()
    ground = RefusalGround(request.refusal_ground) if request.refusal_ground else None
    return Entry(
        citizen=request.citizen_id,
        operation=operation,
        outcome=outcome,
        actor=actor,
        touched=touched,
        purpose=Purpose(code=PURPOSE + request.kind, basis=ground.basis if ground else line.kind.duty.source),
        circumstances=how,
        at=now,
    )
