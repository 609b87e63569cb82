"""The operator's desk over HTTP. Nothing here is about a person."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from storage.keys import KeyService
from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import AccessLog, SignedInOperator
from wallet.identity.models import Service
from wallet.identity.services import keys_of
from wallet.ledger.policy import Policy
from wallet.notices import endpoints
from wallet.notices.endpoints import Behind
from wallet.operating import registry
from wallet.operating.epochs import key_epochs
from wallet.operating.errors import ServiceNotFoundError, SwitchReasonMissingError
from wallet.operating.health import log_health
from wallet.operating.schemas import BehindRead, EpochRead, HealthRead, KeyRead, ServiceRead, SwitchAsk
from wallet.web.dependencies import Call, Now, Reading, Transaction
from wallet.web.refusals import refuses

router = APIRouter(tags=["operators"])


async def _keys(request: Request) -> KeyService:
    keys: KeyService = request.app.state.keys
    return keys


async def _policy(request: Request) -> Policy:
    policy: Policy = request.app.state.witnesses.witnessing.policy
    return policy


MasterKeys = Annotated[KeyService, Depends(_keys)]
WitnessPolicy = Annotated[Policy, Depends(_policy)]


@router.get("/v1/operator/services")
def list_services(session: Reading, operator: SignedInOperator) -> list[ServiceRead]:  # noqa: ARG001  (who may look)
    """Who may call: procedures, contacts, keys, and whether they may now."""
    return [_service(one) for one in registry.registered(session)]


@router.post("/v1/operator/services/switch")
@refuses(ServiceNotFoundError, SwitchReasonMissingError)
def switch_service(
    session: Transaction, log: AccessLog, operator: SignedInOperator, asked: SwitchAsk, call: Call, now: Now
) -> ServiceRead:
    """Stop a service, or let it in again; it holds from its next call."""
    service = registry.switch(
        session,
        log,
        asked.client_id,
        active=asked.active,
        reason=asked.reason,
        operator=staff_actor(operator),
        how=circumstances(call),
        now=now,
    )
    return _service(service)


@router.get("/v1/operator/health")
def read_health(
    session: Reading,
    log: AccessLog,
    policy: WitnessPolicy,
    operator: SignedInOperator,  # noqa: ARG001
    now: Now,
) -> HealthRead:
    """How far the access log is, when witnesses cosigned, and which services do not take their events."""
    health = asdict(log_health(session, log.origin, policy, now=now))
    return HealthRead.model_validate(health | {"behind": [_behind(one) for one in endpoints.behind(session, now=now)]})


@router.get("/v1/operator/key-epochs")
def list_key_epochs(session: Reading, keys: MasterKeys, operator: SignedInOperator) -> list[EpochRead]:  # noqa: ARG001
    """What each epoch of the key service still wraps, the current one first."""
    return [EpochRead.model_validate(asdict(one)) for one in key_epochs(session, keys)]


def _behind(one: Behind) -> BehindRead:
    return BehindRead(
        client_id=one.service.client_id,
        organisation=one.service.organisation,
        contact=one.service.contact,
        waiting=one.waiting,
        parked=one.parked,
        oldest_at=one.oldest_at,
        failure=one.failure,
        is_off=one.is_off,
    )


def _service(one: Service) -> ServiceRead:
    return ServiceRead(
        client_id=one.client_id,
        name=one.name,
        organisation=one.organisation,
        contact=one.contact,
        active=one.active,
        procedures=one.procedures,
        deposits=one.deposits,
        keys=[KeyRead(id=key.key_id, algorithm=key.algorithm, thumbprint=key.thumbprint) for key in keys_of(one)],
        created_at=one.created_at,
    )
