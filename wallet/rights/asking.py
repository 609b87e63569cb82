"""The person asks. A restriction or an objection holds before this returns, whenever somebody gets to answer it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.consents import restraining
from wallet.consents.models import Consent
from wallet.deadlines import law
from wallet.identity import citizens
from wallet.identity.models import Service
from wallet.ledger.entries import Operation
from wallet.records.errors import RecordNotFoundError
from wallet.records.models import Record
from wallet.records.reader import Reader
from wallet.records.vault import Vault
from wallet.rights import rows
from wallet.rights.errors import NothingToObjectToError
from wallet.rights.kinds import OPEN, Kind, State
from wallet.rights.models import RightsRequest
from wallet.rights.rows import RequestLine


@dataclass(frozen=True, slots=True)
class Wish:
    """`record` None: everything. `client_id`: the service that an objection is about, and only an objection."""

    kind: Kind
    record: UUID | None = None
    client_id: str = ""


def ask(vault: Vault, reader: Reader, wish: Wish, *, now: datetime) -> RequestLine:
    """The request; the same again while it is open is the one that is there.

    Raises RecordNotFoundError, NothingToObjectToError.
    """
    citizen = reader.citizen.id
    with vault.database.transaction() as session:
        citizens.take_turn(session, citizen)  # two who ask the same at once make one request
        record, service = _record(session, reader, wish), _service(session, citizen, wish)
        known = _known(session, citizen, wish, service)
        if known is not None:
            return rows.line_of(session, known, now)
        request = _request(session, citizen, wish, record, service, now)
        _take_hold(session, vault, reader, request, now)
        session.add(request)
        session.flush()
        line = rows.line_of(session, request, now)
        entry = rows.entry_of(line, Operation.RIGHT_ASK, reader.actor, reader.circumstances, now)
        pending = vault.log.append(session, entry)
    pending.receipt()
    return line


def _request(
    session: Session, citizen: UUID, wish: Wish, record: Record | None, service: Service | None, now: datetime
) -> RightsRequest:
    duty, others = wish.kind.duty, _others_have_seen(session, citizen, service)
    return RightsRequest(
        citizen_id=citizen,
        kind=wish.kind,
        record_id=record.id if record else None,
        service_id=service.id if service else None,
        made_at=now,
        answer_by=law.answer_by(now),
        due_at=now + (duty.span_with_others if others else duty.span),
    )


def _take_hold(session: Session, vault: Vault, reader: Reader, request: RightsRequest, now: datetime) -> None:
    if request.kind == Kind.RESTRICTION:
        request.restriction_id = restraining.restrict(session, reader, request.record_id, now=now).id
    elif request.kind == Kind.OBJECTION and request.service_id is not None:
        request.restriction_id = restraining.object_to(session, vault, reader, request.service_id, now=now).id


def _record(session: Session, reader: Reader, wish: Wish) -> Record | None:
    record = session.get(Record, wish.record) if wish.record else None
    if wish.record and (record is None or not reader.may_see(record)):
        raise RecordNotFoundError(owner=record.citizen_id if record else None)
    return record


def _service(session: Session, citizen: UUID, wish: Wish) -> Service | None:
    """Only one that has asked this person: nobody finds out here which services there are."""
    if wish.kind is not Kind.OBJECTION:
        if wish.client_id:
            raise NothingToObjectToError
        return None
    asked = select(Service).join(Consent, col(Consent.service_id) == col(Service.id))
    found = session.exec(asked.where(Consent.citizen_id == citizen, Service.client_id == wish.client_id)).first()
    if found is None or wish.record is not None:
        raise NothingToObjectToError
    return found


def _known(session: Session, citizen: UUID, wish: Wish, service: Service | None) -> RightsRequest | None:
    """Still open, or answered with a restriction that stands."""
    same = select(RightsRequest).where(
        RightsRequest.citizen_id == citizen,
        RightsRequest.kind == wish.kind,
        RightsRequest.record_id == wish.record,
        RightsRequest.service_id == (service.id if service else None),
        col(RightsRequest.state).in_(
            [*OPEN, *([State.DONE] if wish.kind in {Kind.RESTRICTION, Kind.OBJECTION} else [])]
        ),
    )
    return session.exec(same.order_by(col(RightsRequest.made_at).desc())).first()


def _others_have_seen(session: Session, citizen: UUID, service: Service | None) -> bool:
    """Whether a service saw something, so that it has to act too."""
    seen = select(Consent.id).where(Consent.citizen_id == citizen, Consent.uses > 0)
    return session.exec(seen.where(Consent.service_id == service.id) if service else seen).first() is not None
