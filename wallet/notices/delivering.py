"""One service's messages, brought one at a time: claim, send, write down how it went, claim the next.

    claim   the endpoint is leased to one worker (a conditional UPDATE); the lease outlasts any single delivery
    which   the first that is due and whose predecessors about the same thing were all acknowledged
    after   acknowledged: sent for good
            refused, silent: again after 1, 2, 4 … seconds, at most 6 hours, each shortened by up to half at random
            silent: the whole endpoint rests as long, at most 5 minutes, for it is not this message's fault
            three days after the first attempt, or gone: parked until the operator sends it again

A parked message holds up what else the same consent has to say, and nothing of any other. A crash between sending and
writing down sends the same event again, under the same `webhook-id`: at least once, never less.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import orjson
from sqlalchemy import ColumnElement, CursorResult, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from wallet.notices.courier import Reception
from wallet.notices.models import Delivery, Endpoint, OutboxMessage
from wallet.notices.signing import versions_to_sign

LEASE = timedelta(seconds=60)
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 6 * 3600.0
LONGEST_REST_SECONDS = 300.0
GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to be signed and sent."""

    event: UUID
    service: UUID
    url: str
    body: bytes
    secret_versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """Who holds the lease."""

    id: UUID

    @classmethod
    def new(cls) -> "Worker":
        return cls(uuid4())


def services_due(session: Session, *, now: datetime) -> list[UUID]:
    """Services that something can be brought to now, by anybody."""
    due = (
        select(Delivery.service_id)
        .join(Endpoint, col(Endpoint.service_id) == col(Delivery.service_id))
        .where(*_due(now), col(Endpoint.leased_until) <= now)
    )
    return list(session.exec(due.distinct()))


def claim(session: Session, worker: Worker, service: UUID, *, now: datetime) -> Parcel | None:
    """The next message, with the lease on its endpoint; None, and no lease, when nothing is due or another has it."""
    free = (col(Endpoint.leased_until) <= now) | (col(Endpoint.lease) == worker.id)
    taking = update(Endpoint).where(col(Endpoint.service_id) == service, free)
    taken = session.execute(taking.values(lease=worker.id, leased_until=now + LEASE))
    if not isinstance(taken, CursorResult) or taken.rowcount != 1:
        return None
    wanted = (
        select(Delivery, OutboxMessage, Endpoint)
        .join(OutboxMessage, col(OutboxMessage.id) == col(Delivery.event_id))
        .join(Endpoint, col(Endpoint.service_id) == col(Delivery.service_id))
        .where(*_due(now), Delivery.service_id == service)
        .order_by(col(Delivery.position))
    )
    found = session.exec(wanted.limit(1)).first()
    if found is None:
        release(session, worker, service, now=now)
        return None
    _, message, endpoint = found
    versions = tuple(versions_to_sign(endpoint.secret_version, endpoint.rotated_at, now))
    return Parcel(message.id, service, endpoint.url, body_of(message), versions)


def release(session: Session, worker: Worker, service: UUID, *, now: datetime) -> None:
    mine = update(Endpoint).where(col(Endpoint.service_id) == service, col(Endpoint.lease) == worker.id)
    session.execute(mine.values(lease=None, leased_until=now))


def write_down(session: Session, parcel: Parcel, how: Reception, word: str, *, now: datetime) -> None:
    """What became of it; also by a worker whose lease ran out meanwhile, since it is true all the same."""
    endpoint = session.get_one(Endpoint, parcel.service, with_for_update=True)
    delivery = session.get_one(Delivery, parcel.event, with_for_update=True)
    if delivery.state == "sent":
        return
    delivery.attempts += 1
    delivery.first_tried_at = delivery.first_tried_at or now
    endpoint.failures = endpoint.failures + 1 if how is Reception.SILENT else 0
    if how is Reception.ACKNOWLEDGED:
        delivery.state, delivery.failure, delivery.ended_at = "sent", "", now
    elif how is Reception.GONE or now >= delivery.first_tried_at + GIVE_UP_AFTER:
        delivery.state, delivery.failure, delivery.ended_at = "parked", word[:40], now
    else:
        delivery.failure = word[:40]
        delivery.next_at = now + pause(delivery.attempts, LONGEST_PAUSE_SECONDS)
    if endpoint.failures:
        endpoint.not_before = now + pause(endpoint.failures, LONGEST_REST_SECONDS)
    session.add_all([delivery, endpoint])


def pause(attempts: int, longest_seconds: float) -> timedelta:
    """Twice as long each time, then shortened by up to half, so that not all come back at once."""
    whole = min(FIRST_PAUSE_SECONDS * 2.0 ** min(attempts - 1, 30), longest_seconds)
    return timedelta(seconds=whole * (1 - secrets.randbelow(1000) / 2000))


def body_of(message: OutboxMessage) -> bytes:
    """Standard Webhooks, "Payload structure": `type`, `timestamp`, `data`; the same bytes at every attempt."""
    data = {**message.payload, "cursor": message.position}
    said = {"type": message.kind, "timestamp": message.created_at.isoformat().replace("+00:00", "Z"), "data": data}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def _due(now: datetime) -> tuple[ColumnElement[bool] | bool, ...]:
    """Of Delivery joined with Endpoint."""
    earlier = aliased(Delivery)
    unheard = select(earlier.event_id).where(
        earlier.service_id == Delivery.service_id,
        earlier.about == Delivery.about,
        col(earlier.position) < col(Delivery.position),
        col(earlier.state) != "sent",
    )
    return (
        col(Delivery.state) == "waiting",
        col(Delivery.next_at) <= now,
        col(Endpoint.active).is_(True),
        col(Endpoint.not_before) <= now,
        ~unheard.exists(),
    )
