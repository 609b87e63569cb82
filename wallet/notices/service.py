"""Write messages into the outbox and read them from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from wallet.notices.models import OutboxMessage

PAGE = 100


def tell_citizen(session: Session, citizen: UUID, kind: str, payload: Mapping[str, str], *, now: datetime) -> None:
    session.add(_message("citizen", citizen, kind, payload, now))


def tell_service(session: Session, service: UUID, kind: str, payload: Mapping[str, str], *, now: datetime) -> None:
    session.add(_message("service", service, kind, payload, now))


def for_citizen(session: Session, citizen: UUID, *, limit: int = 20) -> Sequence[OutboxMessage]:
    """The newest messages first."""
    mine = select(OutboxMessage).where(OutboxMessage.audience == "citizen", OutboxMessage.recipient_id == citizen)
    return session.exec(mine.order_by(col(OutboxMessage.number).desc()).limit(limit)).all()


def for_service(session: Session, service: UUID, *, after: int = 0) -> Sequence[OutboxMessage]:
    """At most 100 messages after the given number, oldest first."""
    mine = select(OutboxMessage).where(
        OutboxMessage.audience == "service",
        OutboxMessage.recipient_id == service,
        col(OutboxMessage.number) > after,
    )
    return session.exec(mine.order_by(col(OutboxMessage.number)).limit(PAGE)).all()


def _message(audience: str, recipient: UUID, kind: str, payload: Mapping[str, str], now: datetime) -> OutboxMessage:
    return OutboxMessage(
        id=uuid4(), audience=audience, recipient_id=recipient, kind=kind, payload=dict(payload), created_at=now
    )
