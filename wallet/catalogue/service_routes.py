"""Registering services over HTTP: what `wallet register service` does, with the operator's name in the log."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from wallet.catalogue.shelf import CatalogueInForce
from wallet.identity import registering
from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import AccessLog, SignedInOperator
from wallet.identity.errors import InvalidServiceError
from wallet.identity.services import CLIENT_ID_LETTERS, URI_LETTERS, RegisterService
from wallet.web.dependencies import Call, Now, Transaction
from wallet.web.refusals import refuses

router = APIRouter(tags=["operators"])

Address = Annotated[str, Field(max_length=URI_LETTERS)]
Code = Annotated[str, Field(max_length=60)]


class ServiceRegistration(BaseModel):
    """Everything that is known of a service; what is left out is empty. Either `jwks` or `jwks_uri`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200, description="as citizens read it")
    organisation: str = Field(min_length=1, max_length=200, description="as citizens read it")
    contact: str = Field(default="", max_length=200)
    jwks: dict[str, Any] = Field(default_factory=dict, description="public keys (RFC 7517)")
    jwks_uri: Address = ""
    procedures: list[Code] = Field(default_factory=list, max_length=2000)
    deposits: list[Code] = Field(default_factory=list, max_length=500, description="record types outside a dossier")
    redirect_uris: list[Address] = Field(default_factory=list, max_length=20)
    notification_endpoint: Address = Field(default="", description="where back-channel requests are pinged")


class ServiceRegistered(ServiceRegistration):
    client_id: str
    active: bool


@router.put("/v1/operator/services/{client_id}")
@refuses(InvalidServiceError)
def register_service(
    session: Transaction,
    log: AccessLog,
    catalogue: CatalogueInForce,
    operator: SignedInOperator,
    client_id: Annotated[str, Path(max_length=CLIENT_ID_LETTERS)],
    wanted: ServiceRegistration,
    call: Call,
    now: Now,
) -> ServiceRegistered:
    """Register a service, or put this in place of its registration; the same again changes nothing."""
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in wanted.model_dump().items()
    }
    registration = RegisterService(client_id=client_id, **said)
    registering.check_codes(registration, procedures=catalogue.procedures, record_types=catalogue.record_types)
    service = registering.register(session, log, registration, staff_actor(operator), circumstances(call), now=now)
    known = {name: getattr(service, name) for name in ServiceRegistered.model_fields}
    return ServiceRegistered(**known)
