"""The gate for handlers, and callers whose token is good for one consent only.

OpenGate        the policy engine, the catalogue in force and the log
Handing         what is about to leave, held until the answer has left
GrantedCaller   a service with a token of its own, or with one that is for a consent which has not ended
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from wallet.catalogue.shelf import CatalogueInForce
from wallet.consents.facts import Gate
from wallet.consents.handing_over import HandingOver
from wallet.consents.models import Consent
from wallet.consents.states import has_ended
from wallet.database import Database
from wallet.identity.actors import Caller, circumstances, service_actor
from wallet.identity.dependencies import AuthenticatedMachine
from wallet.identity.machine.errors import TokenRevokedError
from wallet.web.dependencies import Call, Databases, Now
from wallet.web.refusals import refuses


async def _gate(request: Request, catalogue: CatalogueInForce) -> Gate:
    gate: Gate = request.app.state.gate
    return replace(gate, catalogue=catalogue)


OpenGate = Annotated[Gate, Depends(_gate)]


async def _handing(database: Databases) -> AsyncIterator[HandingOver]:
    """What comes after `yield` runs when the answer has left."""
    handing = HandingOver(database)
    try:
        yield handing
    finally:
        if handing.holds:
            await run_in_threadpool(handing.let_go)


Handing = Annotated[HandingOver, Depends(_handing)]


@refuses(TokenRevokedError)
async def _granted_caller(machine: AuthenticatedMachine, database: Databases, call: Call, now: Now) -> Caller:
    if machine.consent is not None:
        await run_in_threadpool(_check_living, database, machine.consent, now)
    service = machine.service
    return Caller(service, service_actor(service), circumstances(call), machine.consent)


def _check_living(database: Database, consent_id: UUID, now: datetime) -> None:
    """A token dies with its consent. Who still tries is written into the citizen's log."""
    with database.reading() as session:
        consent = session.get(Consent, consent_id)
    if consent is None or has_ended(consent.state, consent.valid_until, now=now):
        raise TokenRevokedError(owner=consent.citizen_id if consent else None)


GrantedCaller = Annotated[Caller, Depends(_granted_caller)]
