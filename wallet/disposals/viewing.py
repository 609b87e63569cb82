"""Who still owes what: for the citizen, for the service itself, for auditors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.clock import day_of
from wallet.disposals.errors import DisposalNotFoundError
from wallet.disposals.models import Disposal
from wallet.identity.models import Service

PAGE = 100


@dataclass(frozen=True, slots=True)
class DisposalLine:
    """`days_overdue`: whole days in Vietnam since it was due; 0 while it is not overdue, or on the first day."""

    disposal: Disposal
    service: Service
    overdue: bool
    days_overdue: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many places have to delete, how many have proven it, and which have not in time."""

    places: int
    confirmed: int
    overdue: tuple[DisposalLine, ...]


def of_citizen(session: Session, citizen: UUID, *, now: datetime) -> Sequence[DisposalLine]:
    """The ones that are still owed first. For callers that write an entry of their own."""
    return _lines(session, col(Disposal.citizen_id) == citizen, now=now)


def of_consent(session: Session, consent: UUID, *, now: datetime) -> DisposalLine | None:
    """For callers that have shown whose the consent is."""
    return next(iter(_lines(session, col(Disposal.consent_id) == consent, now=now)), None)


def of_service(
    session: Session, service: UUID, *, state: str = "", skip: int = 0, now: datetime
) -> Sequence[DisposalLine]:
    """At most 100 after `skip`."""
    wanted = [col(Disposal.service_id) == service, *([col(Disposal.state) == state] if state else [])]
    return _lines(session, *wanted, skip=skip, limit=PAGE, now=now)


def of_everybody(session: Session, *, overdue: bool, skip: int = 0, now: datetime) -> Sequence[DisposalLine]:
    """For auditors: at most 100 after `skip`; whose consents they were stays unsaid."""
    late = [col(Disposal.state) == "owed", col(Disposal.due_at) <= now] if overdue else []
    return _lines(session, *late, skip=skip, limit=PAGE, now=now)


def own(session: Session, citizen: UUID, disposal_id: UUID, *, now: datetime) -> DisposalLine:
    """Raises DisposalNotFoundError, which names the citizen whose it is."""
    disposal = session.get(Disposal, disposal_id)
    if disposal is None or disposal.citizen_id != citizen:
        raise DisposalNotFoundError(owner=disposal.citizen_id if disposal else None)
    return line_of(disposal, session.get_one(Service, disposal.service_id), now)


def standing(lines: Iterable[DisposalLine]) -> Standing:
    """A place has confirmed when it owes nothing of this citizen's any more."""
    known = list(lines)
    places = {line.service.id for line in known}
    owing = {line.service.id for line in known if line.disposal.state == "owed"}
    return Standing(len(places), len(places - owing), tuple(line for line in known if line.overdue))


def line_of(disposal: Disposal, service: Service, now: datetime) -> DisposalLine:
    overdue = disposal.state == "owed" and disposal.due_at <= now
    days = (day_of(now) - day_of(disposal.due_at)).days if overdue else 0
    return DisposalLine(disposal, service, overdue, days)


def _lines(
    session: Session, *conditions: object, skip: int = 0, limit: int | None = None, now: datetime
) -> Sequence[DisposalLine]:
    wanted = (
        select(Disposal, Service)
        .join(Service, col(Service.id) == col(Disposal.service_id))
        .where(*conditions)  # type: ignore[arg-type]  # conditions of SQLAlchemy, whatever their exact type
        .order_by(col(Disposal.state) != "owed", col(Disposal.due_at), col(Disposal.id))
        .offset(skip)
        .limit(limit)
    )
    return [line_of(disposal, service, now) for disposal, service in session.exec(wanted)]
