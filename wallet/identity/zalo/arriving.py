"""Somebody comes from the mini app: to their pages, or to the door where a Zalo account is bound.

Both tickets are random 32-byte secrets, kept as SHA-256 only. A sign-in ticket is good once, for two minutes, for this
citizen, and dies with the binding. An arrival is good once, for fifteen minutes, for somebody who shows at our identity
provider who they are, and who types the code that their mini app shows: a link alone, sent to somebody else, would bind
the sender's account to the wallet of whoever presses the button. Three wrong codes spend it. What Zalo told us is
sealed under the ticket, so that without it nobody can read it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from storage.sealing import open_small, seal_small
from wallet.identity import sessions
from wallet.identity.errors import TicketNotValidError
from wallet.identity.models import Citizen
from wallet.identity.sessions import PersonKind
from wallet.identity.zalo import binding
from wallet.identity.zalo.models import ZaloArrival, ZaloBinding

TICKET_LIFE = timedelta(minutes=2)
ARRIVAL_LIFE = timedelta(minutes=15)
SECRET_BYTES = 32
WRONG_CODES = 3
CONTEXT = b"wallet.zar.v1\0"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the mini app sends them, on our own host. `code`: for the mini app to show; empty where they come in."""

    path: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Stranger:
    """An account that Zalo vouches for and nobody has bound."""

    user: str
    sensitive: bool


def arrive(session: Session, found: ZaloBinding | None, user: str, *, sensitive: bool, now: datetime) -> Arrival:
    """`found`: the binding of this account, if there is one."""
    citizen = session.get(Citizen, found.citizen_id) if found else None
    if citizen is None or citizen.state != "active":
        return _at_the_door(session, user, sensitive, now)
    if sensitive:
        binding.assist(session, citizen.id)
    ticket = sessions.issue_ticket(
        session, PersonKind.CITIZEN, citizen.id, now=now, life=TICKET_LIFE, method=binding.METHOD
    )
    return Arrival(f"/dang-nhap/{ticket}", "", now + TICKET_LIFE)


def check(session: Session, ticket: str, *, now: datetime) -> None:
    """TicketNotValidError for an arrival that does not count any more."""
    row = session.get(ZaloArrival, _hash(ticket))
    if row is None or row.expires_at <= now:
        raise TicketNotValidError


def spend(session: Session, ticket: str, code: str, *, now: datetime) -> Stranger | None:
    """Who arrived; nobody else gets it. None for a wrong code, which is counted. TicketNotValidError."""
    row = session.get(ZaloArrival, _hash(ticket), with_for_update=True)
    if row is None or row.expires_at <= now:
        raise TicketNotValidError
    expected, user = open_small(_key(ticket), CONTEXT, row.sealed).decode().split(" ", 1)
    right = hmac.compare_digest(expected.encode(), code.strip().encode())
    if right or row.wrong_codes + 1 >= WRONG_CODES:
        session.delete(row)
    else:
        row.wrong_codes += 1
        session.add(row)
    session.flush()
    return Stranger(user, row.sensitive) if right else None


def forget_expired(session: Session, *, now: datetime) -> None:
    """For housekeeping."""
    session.connection().execute(delete(ZaloArrival).where(col(ZaloArrival.expires_at) <= now))


def _at_the_door(session: Session, user: str, sensitive: bool, now: datetime) -> Arrival:
    ticket, code = secrets.token_urlsafe(SECRET_BYTES), f"{secrets.randbelow(10_000):04d}"
    sealed = seal_small(_key(ticket), CONTEXT, f"{code} {user}".encode())
    until = now + ARRIVAL_LIFE
    session.add(ZaloArrival(hash=_hash(ticket), sealed=sealed, sensitive=sensitive, expires_at=until))
    return Arrival(f"/zalo/noi/{ticket}", code, until)


def _hash(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()


def _key(ticket: str) -> bytes:
    return hashlib.sha256(b"wallet.zalo-arrival.v1\0" + ticket.encode()).digest()
