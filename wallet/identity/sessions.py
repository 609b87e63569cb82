"""Signing in and staying signed in. Tickets and cookies are random 32-byte secrets, kept here as SHA-256 only.

    ticket (one use, minutes) -> session (cookie, 12 hours) -> ended by sign-out, from elsewhere, or by time

A ticket that came from Zalo opens a session of level 1 for two hours, and it does not count as a proof of who acts.

A reusable ticket exists for development alone and is worth nothing where development sign-in is off.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CursorResult, delete, or_, update
from sqlmodel import Session, col, select

from wallet.errors import CrossSiteRequestError, NotFoundError
from wallet.identity.errors import TicketNotValidError
from wallet.identity.models import Citizen, SignInSession, SignInTicket, Staff

SECRET_BYTES = 32
TICKET_LIFE = timedelta(minutes=10)
SESSION_LIFE = timedelta(hours=12)
ZALO, ZALO_LIFE = "zalo", timedelta(hours=2)
ZALO_LEVEL = 1
"""Of authentication, Decree 69/2024/NĐ-CP Art 20: a Zalo account is one factor."""
SESSION_ID_LETTERS = 32


class PersonKind(StrEnum):
    """Which table `person_id` points into."""

    CITIZEN = "citizen"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in: exactly one of the two, active."""

    session: SignInSession
    citizen: Citizen | None = None
    staff: Staff | None = None

    @property
    def kind(self) -> str:
        """citizen | auditor | operator"""
        return self.staff.role if self.staff else PersonKind.CITIZEN.value


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A new session; `secret` goes into the cookie and is not kept."""

    secret: str
    signed_in: SignedIn


def issue_ticket(
    session: Session,
    kind: PersonKind,
    person_id: UUID,
    *,
    now: datetime,
    life: timedelta = TICKET_LIFE,
    reusable: bool = False,
    method: str = "ticket",
) -> str:
    """The ticket's secret, URL-safe: whoever presents it signs in as this person."""
    ticket = secrets.token_urlsafe(SECRET_BYTES)
    session.add(
        SignInTicket(
            hash=_hash(ticket),
            kind=kind.value,
            person_id=person_id,
            expires_at=now + life,
            reusable=reusable,
            method=method,
        )
    )
    session.flush()
    return ticket


def sign_in(session: Session, ticket: str, *, allow_reusable: bool, now: datetime) -> Opened:
    """Spend the ticket and open a session. TicketNotValidError, also for somebody who is not active any more."""
    person = _spend(session, ticket, allow_reusable=allow_reusable, now=now)
    level = ZALO_LEVEL if person.method == ZALO else 0
    opened = open_for(session, PersonKind(person.kind), person.person_id, method=person.method, level=level, now=now)
    if opened is None:
        raise TicketNotValidError
    return opened


def open_for(
    session: Session, kind: PersonKind, person_id: UUID, *, method: str, level: int = 0, now: datetime
) -> Opened | None:
    """A session for somebody who has just proved who they are; None for somebody who is not active any more.

    `level`: of authentication, 1 to 4 (Decree 69/2024/NĐ-CP Art 20); 0 where nobody said.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = SignInSession(
        hash=_hash(secret),
        kind=kind.value,
        person_id=person_id,
        method=method,
        level=level,
        csrf=secrets.token_urlsafe(SECRET_BYTES),
        created_at=now,
        confirmed_at=None if method == ZALO else now,
        expires_at=now + (ZALO_LIFE if method == ZALO else SESSION_LIFE),
    )
    signed_in = _with_person(session, row)
    if signed_in is None:
        return None
    session.add(row)
    session.flush()
    return Opened(secret, signed_in)


def recognise(session: Session, secret: str, *, now: datetime) -> SignedIn | None:
    """Who holds this cookie; None for an unknown or ended session, or somebody who is not active any more."""
    row = session.get(SignInSession, _hash(secret))
    if row is None or row.expires_at <= now:
        return None
    return _with_person(session, row)


def check_csrf(row: SignInSession, token: str | None) -> None:
    """Raises CrossSiteRequestError unless `token` is the session's; compared in constant time."""
    if token is None or not hmac.compare_digest(row.csrf.encode(), token.encode()):
        raise CrossSiteRequestError


def sign_out(session: Session, row: SignInSession) -> None:
    """The cookie is worth nothing from the commit on."""
    session.connection().execute(delete(SignInSession).where(col(SignInSession.hash) == row.hash))


def list_own(session: Session, row: SignInSession, *, now: datetime) -> Sequence[SignInSession]:
    """Every session of the same person that has not ended, newest first."""
    return session.exec(
        select(SignInSession)
        .where(SignInSession.kind == row.kind, SignInSession.person_id == row.person_id, SignInSession.expires_at > now)
        .order_by(col(SignInSession.created_at).desc())
    ).all()


def public_id(row: SignInSession) -> str:
    """Names a session to its owner; tells nothing about the cookie."""
    return row.hash.hex()[:SESSION_ID_LETTERS]


def end_own(session: Session, row: SignInSession, session_id: str, *, now: datetime) -> None:
    """End one of the person's own sessions; NotFoundError for any other."""
    for own in list_own(session, row, now=now):
        if public_id(own) == session_id:
            sign_out(session, own)
            return
    raise NotFoundError


def end_all_of(session: Session, kind: PersonKind, person_id: UUID) -> None:
    """End every session of a person and take back every ticket, used or not."""
    connection = session.connection()
    for table in (SignInSession, SignInTicket):
        connection.execute(delete(table).where(col(table.kind) == kind.value, col(table.person_id) == person_id))


def forget_expired(session: Session, *, now: datetime) -> None:
    """Remove sessions and tickets whose time is over; for the sweeper."""
    session.connection().execute(delete(SignInSession).where(col(SignInSession.expires_at) <= now))
    session.connection().execute(delete(SignInTicket).where(col(SignInTicket.expires_at) <= now))


def _spend(session: Session, ticket: str, *, allow_reusable: bool, now: datetime) -> SignInTicket:
    unused = col(SignInTicket.used_at).is_(None) & col(SignInTicket.reusable).is_(False)
    usable = or_(unused, col(SignInTicket.reusable)) if allow_reusable else unused
    spent = session.connection().execute(
        update(SignInTicket)
        .where(col(SignInTicket.hash) == _hash(ticket), col(SignInTicket.expires_at) > now, usable)
        .values(used_at=now)
    )
    row = session.get(SignInTicket, _hash(ticket)) if isinstance(spent, CursorResult) and spent.rowcount == 1 else None
    if row is None:
        raise TicketNotValidError
    return row


def _with_person(session: Session, row: SignInSession) -> SignedIn | None:
    if row.kind == PersonKind.CITIZEN:
        citizen = session.get(Citizen, row.person_id)
        return SignedIn(row, citizen=citizen) if citizen is not None and citizen.state == "active" else None
    staff = session.get(Staff, row.person_id)
    return SignedIn(row, staff=staff) if staff is not None and staff.active else None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
