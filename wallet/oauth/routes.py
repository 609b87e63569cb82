"""The authorization server's doors for machines. The one for people, `/oauth/authorize`, is a page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from wallet.consents.dependencies import OpenGate
from wallet.identity.actors import Caller, circumstances, service_actor
from wallet.identity.dependencies import Secrets, issuer
from wallet.identity.machine.jwk import ed25519_jwk
from wallet.identity.models import Service
from wallet.identity.secrets import SecretName
from wallet.oauth import clients, ending, forms, pushing
from wallet.oauth.answers import answered, refused
from wallet.oauth.endpoints import (
    INTROSPECTION_PATH,
    JWKS_PATH,
    METADATA_PATH,
    PAR_PATH,
    REVOCATION_PATH,
    TOKEN_PATH,
)
from wallet.oauth.errors import (
    InvalidClientError,
    InvalidDetailsError,
    InvalidGrantError,
    InvalidProofError,
    InvalidScopeError,
    OAuthError,
    UnsupportedGrantTypeError,
)
from wallet.oauth.forms import required
from wallet.oauth.granting import grant
from wallet.oauth.issuing import Mint
from wallet.oauth.metadata import metadata
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Call, Databases, Now
from wallet.web.refusals import refuses

PUBLIC_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
router = APIRouter(tags=["oauth"])


async def _form(request: Request) -> bytes:
    return await request.body()


Form = Annotated[bytes, Depends(_form)]


@router.post(PAR_PATH, status_code=201, response_model=None, openapi_extra=forms.PUSH)
@refuses(InvalidClientError, InvalidDetailsError, InvalidProofError, InvalidScopeError, OAuthError)
def push(
    request: Request,
    form: Form,
    vault: OpenVault,
    gate: OpenGate,
    settings: AppSettings,
    call: Call,
    now: Now,
) -> Response:
    """Pushed authorization requests (RFC 9126), with one `authorization_details` of type `dossier` (RFC 9396)."""
    name = issuer(settings.public_url)

    def act(parameters: Mapping[str, str], proofs: list[str]) -> JSONResponse:
        client = clients.identify(vault.database, name, PAR_PATH, parameters, now=now)
        proof = clients.proof_for(name, PAR_PATH, proofs, now=now) if proofs else None
        clients.spend_both(vault.database, client, proof, now=now)
        request.state.actor = service_actor(client.service)
        caller = Caller(client.service, request.state.actor, circumstances(call))
        thumbprint = proof.thumbprint if proof else ""
        pushed = pushing.push(vault, gate.engine.policy_set, name, caller, parameters, thumbprint, now=now)
        if isinstance(pushed, InvalidDetailsError):
            return refused(pushed)
        return JSONResponse(asdict(pushed), 201)

    return answered(request, form, act)


@router.post(TOKEN_PATH, response_model=None, openapi_extra=forms.TOKEN)
@refuses(
    InvalidClientError, InvalidGrantError, InvalidProofError, InvalidScopeError, OAuthError, UnsupportedGrantTypeError
)
def issue_token(
    request: Request, form: Form, database: Databases, secrets: Secrets, settings: AppSettings, now: Now
) -> Response:
    """RFC 6749 sections 4.1.3, 4.4 and 6, with `private_key_jwt` (RFC 7523), PKCE (RFC 7636) and DPoP (RFC 9449)."""
    mint = Mint(secrets.signing_key(SecretName.TOKEN_SIGNING), issuer(settings.public_url))

    def act(parameters: Mapping[str, str], proofs: list[str]) -> JSONResponse:
        granted = grant(database, mint, parameters, proofs, now=now)
        return refused(granted) if isinstance(granted, OAuthError) else JSONResponse(granted.as_answer())

    return answered(request, form, act)


@router.post(REVOCATION_PATH, response_model=None, response_class=Response, openapi_extra=forms.OWN_TOKEN)
@refuses(InvalidClientError, OAuthError)
def revoke_token(
    request: Request, form: Form, database: Databases, secrets: Secrets, settings: AppSettings, now: Now
) -> Response:
    """RFC 7009: the service gives back a token, and with it all that stand on the same consent."""
    reader = _reader(secrets, settings)

    def act(parameters: Mapping[str, str], _proofs: list[str]) -> Response:
        service = _authenticated(database, settings, REVOCATION_PATH, parameters, now)
        with database.transaction() as session:
            ending.revoke(session, reader, service, required(parameters, "token"), now=now)
        return Response()

    return answered(request, form, act)


@router.post(INTROSPECTION_PATH, response_model=None, openapi_extra=forms.OWN_TOKEN)
@refuses(InvalidClientError, OAuthError)
def introspect_token(
    request: Request, form: Form, database: Databases, secrets: Secrets, settings: AppSettings, now: Now
) -> Response:
    """RFC 7662: whether a token of the service's own would be accepted now, and for what."""
    reader = _reader(secrets, settings)

    def act(parameters: Mapping[str, str], _proofs: list[str]) -> Response:
        service = _authenticated(database, settings, INTROSPECTION_PATH, parameters, now)
        with database.reading() as session:
            return JSONResponse(ending.introspect(session, reader, service, required(parameters, "token"), now=now))

    return answered(request, form, act)


@router.get(JWKS_PATH, response_model=None)
def read_keys(secrets: Secrets) -> JSONResponse:
    """The public keys that verify tokens, consent artefacts and events, each named by its thumbprint (RFC 7517)."""
    names = (SecretName.TOKEN_SIGNING, SecretName.ARTEFACT_SIGNING, SecretName.EVENT_SIGNING)
    keys = [ed25519_jwk(secrets.signing_key(name).public_key()) for name in names]
    return JSONResponse({"keys": keys}, headers=PUBLIC_FOR_AN_HOUR)


@router.get(METADATA_PATH, response_model=None)
def describe(settings: AppSettings) -> JSONResponse:
    """RFC 8414: exactly what is there now."""
    return JSONResponse(metadata(issuer(settings.public_url)), headers=PUBLIC_FOR_AN_HOUR)


def _authenticated(
    database: Databases, settings: AppSettings, path: str, parameters: Mapping[str, str], now: Now
) -> Service:
    client = clients.identify(database, issuer(settings.public_url), path, parameters, now=now)
    clients.spend_both(database, client, None, now=now)
    return client.service


def _reader(secrets: Secrets, settings: AppSettings) -> ending.Reader:
    key = secrets.signing_key(SecretName.TOKEN_SIGNING).public_key()
    return ending.Reader(key, issuer(settings.public_url))
