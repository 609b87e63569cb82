"""The operator registers a service, or brings that up to date: with an entry, and for procedures that exist."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from wallet.identity import services
from wallet.identity.errors import InvalidServiceError
from wallet.identity.models import Service
from wallet.identity.services import RegisterService
from wallet.ledger.canonical import canonical
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances, Entry, Operation, Outcome
from wallet.ledger.log import Log


def check_codes(registration: RegisterService, *, procedures: Collection[str], record_types: Collection[str]) -> None:
    """InvalidServiceError names each code that the catalogue does not have: a slip would refuse every question."""
    unknown = [code for code in registration.procedures if code not in procedures]
    unknown += [name for name in registration.deposits if name not in record_types]
    if unknown:
        raise InvalidServiceError(f"the catalogue does not have: {', '.join(sorted(unknown)[:10])}")


def register(
    session: Session, log: Log, registration: RegisterService, operator: Actor, how: Circumstances, *, now: datetime
) -> Service:
    """In the caller's transaction. Who is new may call from the commit on; who was stopped stays stopped.

    InvalidServiceError; `check_codes` is the caller's, who knows the catalogue.
    """
    service = services.register(session, registration, now=now)
    words = {"service": service.client_id, "keys": "uri" if service.jwks_uri else "set"}
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.SERVICE_REGISTER,
        outcome=Outcome.DONE,
        actor=operator,
        circumstances=replace(how, detail=canonical(words).decode()),
        at=now,
    )
    log.append(session, entry)
    return service
