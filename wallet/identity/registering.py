"""The operator registers a service, or brings that up to date: with an entry, and for procedures that exist."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from sqlmodel import Session

from wallet.identity import services
from wallet.identity.errors import InvalidServiceError
from wallet.identity.models import Service
from wallet.identity.services import RegisterService
from wallet.ledger.canonical import canonical
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances, Entry, Operation, Outcome
from wallet.ledger.log import Log

MOST_NAMED = 10
MOST_NEAR, NEAR = 3, 0.7
"""So many codes are offered for a wrong one, of those that are so much alike (0 to 1)."""


def check_codes(registration: RegisterService, *, procedures: Collection[str], record_types: Collection[str]) -> None:
    """InvalidServiceError names each code that no file defines, and those near it: a slip refuses every question."""
    unknown = [*_unknown("procedure", registration.procedures, procedures)]
    unknown += _unknown("record type", registration.deposits, record_types)
    if unknown:
        raise InvalidServiceError("; ".join(unknown[:MOST_NAMED]))


def _unknown(what: str, codes: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for code in codes:
        if code not in known:
            near = get_close_matches(code, list(known), n=MOST_NEAR, cutoff=NEAR)
            yield f"no file defines the {what} {code}" + (f" (near it: {', '.join(near)})" if near else "")


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
