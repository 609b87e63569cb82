"""Step-up: before an act that cannot be taken back, the person proves once more who they are (RFC 9470 in spirit).

A session counts as confirmed for ten minutes after its sign-in, and after each confirmation by passkey or by the
identity provider.
"""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends
from sqlalchemy import update
from sqlmodel import Session, col

from wallet.identity.dependencies import Person
from wallet.identity.errors import ConfirmationRequiredError
from wallet.identity.models import SignInSession
from wallet.identity.sessions import SignedIn
from wallet.identity.signing_in import entry_of
from wallet.ledger.entries import Operation
from wallet.ledger.log import Log
from wallet.web.calls import Call
from wallet.web.dependencies import Now
from wallet.web.refusals import refuses

CONFIRMED_FOR = timedelta(minutes=10)


def is_confirmed(row: SignInSession, *, now: datetime) -> bool:
    return row.confirmed_at is not None and now - row.confirmed_at <= CONFIRMED_FOR


def confirm(session: Session, log: Log, signed_in: SignedIn, call: Call, *, method: str, now: datetime) -> None:
    """Write down that this person has just proved who they are, `method` says how."""
    session.connection().execute(
        update(SignInSession)
        .where(col(SignInSession.hash) == signed_in.session.hash)
        .values(confirmed_at=now, challenge=None, challenged_at=None)
    )
    log.append(session, entry_of(signed_in, Operation.SIGN_IN_CONFIRM, call, detail=method, now=now))


@refuses(ConfirmationRequiredError)
async def _confirmed(person: Person, now: Now) -> SignedIn:
    if not is_confirmed(person.session, now=now):
        raise ConfirmationRequiredError
    return person


ConfirmedPerson = Annotated[SignedIn, Depends(_confirmed)]
"""Whoever is signed in and proved it within the last ten minutes; ConfirmationRequiredError otherwise."""

Confirmed = Depends(_confirmed)
