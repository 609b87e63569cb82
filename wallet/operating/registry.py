"""The services that may call, and the switch that stops one or lets it in again: never without a reason in the log."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from wallet.identity import services
from wallet.identity.models import Service
from wallet.ledger.canonical import canonical
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances, Entry, Operation, Outcome, Purpose
from wallet.ledger.log import Log
from wallet.operating.errors import ServiceNotFoundError, SwitchReasonMissingError

LEAST_LETTERS, MOST_LETTERS = 10, 500
PURPOSE = "operation"


def registered(session: Session) -> Sequence[Service]:
    """By organisation; stopped ones too."""
    return session.exec(select(Service).order_by(col(Service.organisation), col(Service.client_id))).all()


def known(session: Session, client_id: str) -> Service:
    """ServiceNotFoundError."""
    service = services.find_by_client_id(session, client_id)
    if service is None:
        raise ServiceNotFoundError
    return service


def switch(
    session: Session,
    log: Log,
    client_id: str,
    *,
    active: bool,
    reason: str,
    operator: Actor,
    how: Circumstances,
    now: datetime,
) -> Service:
    """In the caller's transaction; a service's tokens end with its next call. Nothing is logged where nothing changes.

    SwitchReasonMissingError, ServiceNotFoundError.
    """
    said = " ".join(reason.split())
    if not LEAST_LETTERS <= len(said) <= MOST_LETTERS:
        raise SwitchReasonMissingError
    if known(session, client_id).active == active:
        return known(session, client_id)
    words = {"service": client_id, "active": "yes" if active else "no"}
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.SERVICE_SWITCH,
        outcome=Outcome.DONE,
        actor=operator,
        purpose=Purpose(code=PURPOSE, reason=said),
        circumstances=replace(how, detail=canonical(words).decode()),
        at=now,
    )
    log.append(session, entry)
    return services.set_active(session, client_id, active=active)
