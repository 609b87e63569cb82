"""Write messages into the outbox and read them from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import Session, col, select

from wallet.database import Database
from wallet.notices.citizens import contacts, posting
from wallet.notices.models import OutboxMessage
from wallet.notices.numbering import has_waiting, number_for

PAGE = 100
HEARD_IN_ORDER = ("consent", "correction", "disposal", "record", "dossier")
"""The first of these that a message names is what it is about: what must be heard of in the order it happened."""


def tell_citizen(session: Session, citizen: UUID, kind: str, payload: Mapping[str, str], *, now: datetime) -> None:
    """On the pages, and by whatever way the citizen has chosen for what happens while they are away."""
    session.add(_message("citizen", citizen, kind, payload, now))
    posting.post(session, citizen, kind, now=now)


def write_letters(session: Session, citizen: UUID, kind: str, *, now: datetime) -> None:
    """For what is said in a letter alone."""
    posting.post(session, citizen, kind, now=now)


def tell_service(session: Session, service: UUID, kind: str, payload: Mapping[str, str], *, now: datetime) -> None:
    """The caller holds the row of what the message is about, so that two messages about it come one after the other."""
    session.add(_message("service", service, kind, payload, now))


def for_citizen(session: Session, citizen: UUID, *, limit: int = 20) -> Sequence[OutboxMessage]:
    """The newest messages first."""
    mine = select(OutboxMessage).where(OutboxMessage.audience == "citizen", OutboxMessage.recipient_id == citizen)
    return session.exec(mine.order_by(col(OutboxMessage.number).desc()).limit(limit)).all()


def forget_citizen(session: Session, citizen: UUID) -> None:
    """Remove what a citizen was told, and where they wanted to be told; what services have to be told stays."""
    mine = (col(OutboxMessage.audience) == "citizen") & (col(OutboxMessage.recipient_id) == citizen)
    session.connection().execute(delete(OutboxMessage).where(mine))
    contacts.forget_all_of(session, citizen)


def for_service(database: Database, service: UUID, *, after: int = 0, now: datetime) -> Sequence[OutboxMessage]:
    """At most 100 messages after the given position, oldest first; everything committed before the call is among them.

    A position never changes, and nothing is ever put between two: who passes on the last one misses nothing.
    """
    with database.reading() as session:
        late = has_waiting(session, service)
    if late:
        number_for(database, service, now=now)
    with database.reading() as session:
        mine = select(OutboxMessage).where(
            OutboxMessage.audience == "service",
            OutboxMessage.recipient_id == service,
            col(OutboxMessage.position) > after,
        )
        return session.exec(mine.order_by(col(OutboxMessage.position)).limit(PAGE)).all()


def _message(audience: str, recipient: UUID, kind: str, payload: Mapping[str, str], now: datetime) -> OutboxMessage:
    event_id = uuid4()
    named = next((f"{word}:{payload[word]}" for word in HEARD_IN_ORDER if word in payload), f"event:{event_id}")
    return OutboxMessage(
        id=event_id,
        audience=audience,
        recipient_id=recipient,
        kind=kind,
        about=named,
        payload=dict(payload),
        created_at=now,
    )
