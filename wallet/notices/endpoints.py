"""What the operator does with endpoints: register one, change its secret, switch it off, look at what is stuck."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, case, func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from wallet.identity import services
from wallet.identity.errors import InvalidServiceError
from wallet.identity.models import Service
from wallet.notices.destinations import read_url
from wallet.notices.errors import InvalidEndpointError
from wallet.notices.models import Delivery, Endpoint, OutboxMessage

LATE = timedelta(minutes=10)
"""An event that is this old and not acknowledged is worth a look: a receiver that restarts is back by then."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that was given up; what else the same consent has to say waits behind it."""

    service: Service
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Behind:
    """What a service has not acknowledged. `parked`: given up after three days; `oldest_at`: of the oldest event;
    `failure`: a word for what went wrong, of one of them; empty where nothing was tried yet. `is_off`: the operator
    has switched its endpoint off.
    """

    service: Service
    waiting: int
    parked: int
    oldest_at: datetime
    failure: str
    is_off: bool


def register(session: Session, client_id: str, url: str, *, https_only: bool, now: datetime) -> Endpoint:
    """Bring what happens from now on to this address, or to this one instead. What is under way goes there too.

    InvalidServiceError for an unknown client, InvalidEndpointError for an address that events may not be sent to.
    """
    read_url(url, https_only=https_only)
    service = _service(session, client_id)
    endpoint = session.get(Endpoint, service.id, with_for_update=True)
    if endpoint is None:
        endpoint = Endpoint(
            service_id=service.id, url=url, rotated_at=now, not_before=now, leased_until=now, created_at=now
        )
    endpoint.url, endpoint.active, endpoint.failures, endpoint.not_before = url, True, 0, now
    session.add(endpoint)
    session.flush()
    return endpoint


def rotate(session: Session, client_id: str, *, now: datetime) -> Endpoint:
    """A new secret; the one before is signed with too for two more days. InvalidEndpointError when there is none."""
    endpoint = _endpoint(session, client_id)
    endpoint.secret_version, endpoint.rotated_at = endpoint.secret_version + 1, now
    session.add(endpoint)
    return endpoint


def switch_off(session: Session, client_id: str) -> Endpoint:
    """Nothing is brought any more; the service can still poll. InvalidEndpointError when there is none."""
    endpoint = _endpoint(session, client_id)
    endpoint.active = False
    session.add(endpoint)
    return endpoint


def list_stuck(session: Session, *, limit: int = 100) -> Sequence[Stuck]:
    """What was given up, the oldest first."""
    parked = (
        select(Service, Delivery)
        .join(Service, col(Service.id) == col(Delivery.service_id))
        .where(Delivery.state == "parked")
        .order_by(col(Delivery.ended_at), col(Delivery.position))
        .limit(limit)
    )
    return [Stuck(service, delivery) for service, delivery in session.exec(parked)]


def behind(session: Session, *, now: datetime) -> Sequence[Behind]:
    """Services with an event that is late or was given up, whoever is behind longest first."""
    parked = func.sum(case((col(Delivery.state) == "parked", 1), else_=0))
    oldest = func.min(col(OutboxMessage.created_at))
    wanted = (
        select_columns(Service, col(Endpoint.active), func.count(), parked, oldest, func.max(col(Delivery.failure)))
        .join(Delivery, col(Delivery.service_id) == col(Service.id))
        .join(OutboxMessage, col(OutboxMessage.id) == col(Delivery.event_id))
        .join(Endpoint, col(Endpoint.service_id) == col(Service.id))
        .where(col(Delivery.state) != "sent")
        .group_by(col(Service.id), col(Endpoint.active))
        .having((parked > 0) | (oldest <= now - LATE))
        .order_by(oldest, col(Service.client_id))
    )
    return [
        Behind(service, count - given_up, given_up, since, failure, not active)
        for service, active, count, given_up, since, failure in session.execute(wanted)
    ]


def send_again(session: Session, client_id: str, *, now: datetime) -> int:
    """Try what was given up once more, with all its days anew; how many. InvalidEndpointError when there is none."""
    endpoint = _endpoint(session, client_id)
    again = update(Delivery).where(col(Delivery.service_id) == endpoint.service_id, col(Delivery.state) == "parked")
    anew = {"state": "waiting", "attempts": 0, "next_at": now, "first_tried_at": None, "ended_at": None}
    result = session.execute(again.values(anew))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _endpoint(session: Session, client_id: str) -> Endpoint:
    endpoint = session.get(Endpoint, _service(session, client_id).id, with_for_update=True)
    if endpoint is None:
        raise InvalidEndpointError("this service has no endpoint")
    return endpoint


def _service(session: Session, client_id: str) -> Service:
    service = services.find_by_client_id(session, client_id)
    if service is None:
        raise InvalidServiceError("no service has this client_id")
    return service
