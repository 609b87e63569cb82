"""Registering a service on a page: what `wallet register service` does, with the operator's name in the log."""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Response

from policies.catalogue import Catalogue
from wallet.catalogue.shelf import CatalogueInForce
from wallet.database import Database
from wallet.identity import registering
from wallet.identity.dependencies import AccessLog
from wallet.identity.errors import InvalidServiceError
from wallet.identity.models import Service
from wallet.identity.services import CLIENT_ID_LETTERS, URI_LETTERS, RegisterService
from wallet.operating import registry
from wallet.pages.language import title
from wallet.pages.running.services import LIST
from wallet.pages.running.visits import OperatorVisit, Running
from wallet.pages.visits import go
from wallet.web.dependencies import Databases, Reading

PAGE = "/van-hanh/dang-ky"
LETTERS, MANY_LETTERS = 200, 60_000

router = APIRouter()

Word = Annotated[str, Form(max_length=LETTERS)]
Words = Annotated[str, Form(max_length=MANY_LETTERS)]
Address = Annotated[str, Form(max_length=URI_LETTERS)]


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was typed. Codes and addresses stand one a line, or with spaces or commas between them."""

    client_id: str = ""
    name: str = ""
    organisation: str = ""
    contact: str = ""
    keys: str = ""
    keys_at: str = ""
    procedures: str = ""
    deposits: str = ""
    redirects: str = ""
    pinged_at: str = ""

    def registration(self) -> RegisterService:
        """InvalidServiceError where the keys are no JSON object."""
        return RegisterService(
            client_id=self.client_id,
            name=self.name,
            organisation=self.organisation,
            contact=self.contact,
            jwks=_object(self.keys),
            jwks_uri=self.keys_at,
            procedures=_listed(self.procedures),
            deposits=_listed(self.deposits),
            redirect_uris=_listed(self.redirects),
            notification_endpoint=self.pinged_at,
        )


async def _typed(
    client_id: Annotated[str, Form(alias="ma", max_length=CLIENT_ID_LETTERS)],
    name: Annotated[Word, Form(alias="ten")] = "",
    organisation: Annotated[Word, Form(alias="noi")] = "",
    contact: Annotated[Word, Form(alias="lien-he")] = "",
    keys: Annotated[Words, Form(alias="khoa")] = "",
    keys_at: Annotated[Address, Form(alias="dia-chi-khoa")] = "",
    procedures: Annotated[Words, Form(alias="thu-tuc")] = "",
    deposits: Annotated[Words, Form(alias="giay")] = "",
    redirects: Annotated[Words, Form(alias="tro-ve")] = "",
    pinged_at: Annotated[Address, Form(alias="dia-chi-bao")] = "",
) -> Typed:
    words = (client_id, name, organisation, contact, keys, keys_at, procedures, deposits, redirects, pinged_at)
    return Typed(*(word.strip() for word in words))


TypedForm = Annotated[Typed, Depends(_typed)]


@router.get(PAGE)
def show_form(
    session: Reading,
    visit: Running,
    client_id: Annotated[str, Query(alias="ma", max_length=CLIENT_ID_LETTERS)] = "",
) -> Response:
    """Empty; with `ma` as that service is registered now, for it is replaced as a whole."""
    return _form(visit, _known(registry.known(session, client_id)) if client_id else Typed())


@router.post(PAGE)
def register(
    database: Databases, log: AccessLog, visit: Running, catalogue: CatalogueInForce, typed: TypedForm
) -> Response:
    """A new service may call from now on; what could not work is not registered, and stays in the form."""
    try:
        service = _register(database, log, visit, catalogue, typed)
    except InvalidServiceError as error:
        return _form(visit, typed, mistake=title(error), detail=error.detail or "", status=error.status)
    return go(f"{LIST}?{urlencode({'ma': service})}")


def _register(database: Database, log: AccessLog, visit: OperatorVisit, catalogue: Catalogue, typed: Typed) -> str:
    wanted = typed.registration()
    registering.check_codes(wanted, procedures=catalogue.procedures, record_types=catalogue.record_types)
    with database.transaction() as session:
        return registering.register(session, log, wanted, visit.actor, visit.how, now=visit.now).client_id


def _known(service: Service) -> Typed:
    """Keys that were fetched from the service's own address are not the operator's to type."""
    return Typed(
        client_id=service.client_id,
        name=service.name,
        organisation=service.organisation,
        contact=service.contact,
        keys="" if service.jwks_uri else json.dumps(service.jwks, indent=1),
        keys_at=service.jwks_uri,
        procedures="\n".join(service.procedures),
        deposits="\n".join(service.deposits),
        redirects="\n".join(service.redirect_uris),
        pinged_at=service.notification_endpoint,
    )


def _form(visit: OperatorVisit, typed: Typed, *, mistake: str = "", detail: str = "", status: int = 200) -> Response:
    return visit.page("registering.html", status=status, typed=typed, mistake=mistake, detail=detail)


def _listed(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,;]+", typed) if word))


def _object(typed: str) -> dict[str, Any]:
    if not typed:
        return {}
    try:
        found = json.loads(typed)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidServiceError("the keys are no JSON object with a member `keys` (RFC 7517)")
    return found
