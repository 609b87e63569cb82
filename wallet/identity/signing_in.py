"""The act of signing in as the wallet's history keeps it: one log entry in the same transaction as the new session."""

from datetime import datetime

from sqlmodel import Session

from wallet.identity import sessions
from wallet.identity.actors import circumstances, citizen_actor, staff_actor
from wallet.identity.sessions import Opened, SignedIn
from wallet.ledger.entries import SYSTEM_SUBJECT, Entry, Operation, Outcome
from wallet.ledger.log import Log
from wallet.web.calls import Call


def sign_in(session: Session, log: Log, ticket: str, call: Call, *, allow_reusable: bool, now: datetime) -> Opened:
    """Spend the ticket, open a session, write the entry. TicketNotValidError writes none: nobody is concerned."""
    opened = sessions.sign_in(session, ticket, allow_reusable=allow_reusable, now=now)
    method = opened.signed_in.session.method
    log.append(session, entry_of(opened.signed_in, Operation.SIGN_IN, call, detail=method, now=now))
    return opened


def end_one(session: Session, log: Log, person: SignedIn, call: Call, session_id: str, *, now: datetime) -> None:
    """End one of the person's own sessions; NotFoundError for any other."""
    sessions.end_own(session, person.session, session_id, now=now)
    log.append(session, entry_of(person, Operation.SIGN_IN_END, call, now=now))


def entry_of(signed_in: SignedIn, operation: Operation, call: Call, *, detail: str = "", now: datetime) -> Entry:
    """What somebody did with their own sign-in. A citizen reads it in their own history; of staff it stands in the
    wallet's own chain.
    """
    if signed_in.citizen is not None:
        citizen, actor = signed_in.citizen.id, citizen_actor(signed_in.citizen)
    elif signed_in.staff is not None:
        citizen, actor = SYSTEM_SUBJECT, staff_actor(signed_in.staff)
    else:
        raise ValueError("nobody is signed in")
    return Entry(
        citizen=citizen,
        operation=operation,
        outcome=Outcome.DONE,
        actor=actor,
        circumstances=circumstances(call, detail=detail),
        at=now,
    )
