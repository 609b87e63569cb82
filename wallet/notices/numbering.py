"""Gives each message to a service its position: 1, 2, 3 in the order in which a poll or a delivery hands them out.

A serial number cannot be a cursor: two transactions draw 7 and 8, 8 commits first, a reader moves on to 8 and never
sees 7. So positions are given to committed rows only, by one at a time for each service: whoever holds its mailbox row.

What one consent says keeps its order: an act on a consent holds the consent's row, so the next act draws its number
after the first has committed, and whoever sees the second row sees the first.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlmodel
from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from wallet.database import Database
from wallet.notices.models import Delivery, Endpoint, Mailbox

_OUTBOX = SQLModel.metadata.tables["outbox"]


def number_waiting(database: Database, *, now: datetime) -> None:
    """Everything that was committed and has no position yet; each service in a transaction of its own."""
    with database.reading() as session:
        waiting = (
            select(_OUTBOX.c.recipient_id)
            .where(_OUTBOX.c.audience == "service", _OUTBOX.c.position.is_(None))
            .distinct()
        )
        services = session.connection().execute(waiting).scalars().all()
    for service in services:
        number_for(database, service, now=now)


def has_waiting(session: Session, service: UUID) -> bool:
    return session.connection().execute(_waiting(service).limit(1)).first() is not None


def number_for(database: Database, service: UUID, *, now: datetime) -> None:
    """What waits for this service gets its positions, and is put on its way where the service has an endpoint."""
    with database.transaction() as session:
        mailbox = _hold_mailbox(session, service)
        messages = session.connection().execute(_waiting(service).order_by(_OUTBOX.c.number)).all()
        if not messages:
            return
        places = [
            {"which": message.number, "place": mailbox.position + offset}
            for offset, message in enumerate(messages, start=1)
        ]
        placing = update(_OUTBOX).where(_OUTBOX.c.number == bindparam("which")).values(position=bindparam("place"))
        session.connection().execute(placing, places)
        _put_on_their_way(session, service, messages, mailbox.position, now)
        mailbox.position += len(messages)
        session.add(mailbox)


def _put_on_their_way(session: Session, service: UUID, messages: Sequence[Row[Any]], after: int, now: datetime) -> None:
    endpoint = session.get(Endpoint, service)
    if endpoint is None or not endpoint.active:
        return
    rows = [
        {
            "event_id": message.id,
            "service_id": service,
            "about": message.about,
            "position": after + offset,
            "state": "waiting",
            "attempts": 0,
            "failure": "",
            "next_at": now,
        }
        for offset, message in enumerate(messages, start=1)
    ]
    session.connection().execute(insert(Delivery), rows)


def _waiting(service: UUID) -> Select[Any]:
    return select(_OUTBOX.c.number, _OUTBOX.c.id, _OUTBOX.c.about).where(
        _OUTBOX.c.audience == "service", _OUTBOX.c.recipient_id == service, _OUTBOX.c.position.is_(None)
    )


def _hold_mailbox(session: Session, service: UUID) -> Mailbox:
    wanted = sqlmodel.select(Mailbox).where(col(Mailbox.service_id) == service).with_for_update()
    found = session.exec(wanted).one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(Mailbox(service_id=service))
    except IntegrityError:  # another worker made it; its row is there once its transaction has ended
        session.expire_all()
    return session.exec(wanted).one()
