"""The page that a dossier service sends people to, and the way back to it (RFC 6749 section 4.1, RFC 9126 section 4).

Who is not signed in gets the way in, and comes back here after it. The question itself is the page of every question.
The way back is a link on the page that reads the answer back, not a redirect of the form: browsers hold a form's whole
chain of redirects to `form-action 'self'`.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from wallet.consents.dependencies import OpenGate
from wallet.errors import WrongRoleError
from wallet.identity.dependencies import MaybeSignedIn, issuer
from wallet.oauth import authorizing
from wallet.oauth.endpoints import AUTHORIZE_PATH
from wallet.pages import returning
from wallet.pages.questions import find
from wallet.pages.rendering import render
from wallet.pages.visits import CitizenVisit, MaybeVisit, go
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Now

Parameter = Annotated[str, Query(max_length=200)]

router = APIRouter()


@router.get(AUTHORIZE_PATH)
def authorize(
    vault: OpenVault,
    gate: OpenGate,
    person: MaybeSignedIn,
    visit: MaybeVisit,
    settings: AppSettings,
    now: Now,
    client_id: Parameter = "",
    request_uri: Parameter = "",
) -> Response:
    """Everything but these two was pushed; whatever else stands in the address is not looked at."""
    if person is None:
        with vault.database.reading() as session:
            _, service = authorizing.look(session, client_id, request_uri, now=now)
        response: Response = render("authorize_door.html", settings, organisation=service.organisation)
        returning.remember(response, settings, client_id, request_uri)
        return response
    if visit is None:
        raise WrongRoleError
    name = issuer(settings.public_url)
    taken = authorizing.take(vault, gate.engine.policy_set, name, visit.reader, client_id, request_uri, now=now)
    return go(taken if isinstance(taken, str) else f"/cau-hoi/{taken.id}")


@router.get("/cau-hoi/{consent_id}/tro-lai")
def go_back(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    """To the service's page, with a code or with the refusal; where no page waits, to what was answered."""
    find(vault, visit, consent_id)
    with vault.database.transaction() as session:
        name = issuer(visit.settings.public_url)
        address = authorizing.way_back(session, name, visit.reader, consent_id, now=visit.now)
    return go(address or f"/cau-hoi/{consent_id}/xong")
