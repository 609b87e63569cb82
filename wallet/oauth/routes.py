"""The authorization server's doors for machines. The one for people, `/oauth/authorize`, is a page."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from wallet.consents.dependencies import OpenGate
from wallet.identity.actors import Caller, circumstances, service_actor
from wallet.identity.dependencies import Keys, Secrets, SignedInCitizen, issuer
from wallet.identity.machine.jwk import as_jwk
from wallet.identity.models import Service
from wallet.identity.signing_keys import KeyUse
from wallet.oauth import backchannel, clients, ending, forms, history, pushing, spoken
from wallet.oauth.answers import answered, refused
from wallet.oauth.clients import Front
from wallet.oauth.dependencies import Form, OpenFront
from wallet.oauth.endpoints import (
    BACKCHANNEL_PATH,
    INTROSPECTION_PATH,
    JWKS_PATH,
    KEY_HISTORY_PATH,
    METADATA_PATH,
    PAR_PATH,
    REVOCATION_PATH,
    TOKEN_PATH,
)
from wallet.oauth.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidBindingMessageError,
    InvalidClientError,
    InvalidDetailsError,
    InvalidGrantError,
    InvalidProofError,
    InvalidScopeError,
    OAuthError,
    SlowDownError,
    UnsupportedGrantTypeError,
    UseNonceError,
)
from wallet.oauth.forms import required
from wallet.oauth.granting import grant
from wallet.oauth.issuing import Mint
from wallet.oauth.metadata import metadata
from wallet.oauth.schemas import SpokenCodeRead
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Call, Now, Transaction
from wallet.web.refusals import refuses

PUBLIC_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
router = APIRouter(tags=["oauth"])


@router.post(PAR_PATH, status_code=201, response_model=None, openapi_extra=forms.PUSH)
@refuses(InvalidClientError, InvalidDetailsError, InvalidProofError, InvalidScopeError, UseNonceError, OAuthError)
def push(
    request: Request,
    form: Form,
    front: OpenFront,
    vault: OpenVault,
    gate: OpenGate,
    call: Call,
    now: Now,
) -> Response:
    """Pushed authorization requests (RFC 9126), with one `authorization_details` of type `dossier` (RFC 9396)."""

    def act(parameters: Mapping[str, str], proofs: list[str]) -> JSONResponse:
        client = clients.identify(front, PAR_PATH, parameters, now=now)
        proof = clients.proof_for(front, PAR_PATH, proofs, now=now) if proofs else None
        clients.spend_both(front, client, proof, now=now)
        request.state.actor = service_actor(client.service)
        caller = Caller(client.service, request.state.actor, circumstances(call))
        thumbprint = proof.thumbprint if proof else ""
        pushed = pushing.push(vault, gate.engine.policy_set, front.issuer, caller, parameters, thumbprint, now=now)
        if isinstance(pushed, InvalidDetailsError):
            return refused(pushed)
        return JSONResponse(asdict(pushed), 201)

    return answered(request, form, act)


@router.post(BACKCHANNEL_PATH, response_model=None, openapi_extra=forms.BACKCHANNEL)
@refuses(InvalidBindingMessageError, InvalidClientError, InvalidDetailsError, InvalidScopeError, OAuthError)
def ask_without_browser(
    request: Request, form: Form, front: OpenFront, vault: OpenVault, gate: OpenGate, call: Call, now: Now
) -> Response:
    """CIBA Core 1.0: the citizen answers in the wallet, the service polls or is pinged."""

    def act(parameters: Mapping[str, str], _proofs: list[str]) -> JSONResponse:
        service = _authenticated(front, BACKCHANNEL_PATH, parameters, now)
        request.state.actor = service_actor(service)
        caller = Caller(service, request.state.actor, circumstances(call))
        begun = backchannel.begin(vault, gate.engine.policy_set, front.issuer, caller, parameters, now=now)
        return refused(begun) if isinstance(begun, OAuthError) else JSONResponse(asdict(begun))

    return answered(request, form, act)


@router.post(TOKEN_PATH, response_model=None, openapi_extra=forms.TOKEN)
@refuses(
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidClientError,
    InvalidGrantError,
    InvalidProofError,
    InvalidScopeError,
    OAuthError,
    SlowDownError,
    UnsupportedGrantTypeError,
    UseNonceError,
)
def issue_token(request: Request, form: Form, front: OpenFront, now: Now) -> Response:
    """RFC 6749 sections 4.1.3, 4.4 and 6, with `private_key_jwt` (RFC 7523), PKCE (RFC 7636) and DPoP (RFC 9449)."""
    mint = Mint(front.signing.signer(KeyUse.TOKENS, now), front.issuer)

    def act(parameters: Mapping[str, str], proofs: list[str]) -> JSONResponse:
        granted = grant(front, mint, parameters, proofs, now=now)
        return refused(granted) if isinstance(granted, OAuthError) else JSONResponse(granted.as_answer())

    return answered(request, form, act)


@router.post(REVOCATION_PATH, response_model=None, response_class=Response, openapi_extra=forms.OWN_TOKEN)
@refuses(InvalidClientError, OAuthError)
def revoke_token(request: Request, form: Form, front: OpenFront, now: Now) -> Response:
    """RFC 7009: the service gives back a token, and with it all that stand on the same consent."""
    reader = _reader(front, now)

    def act(parameters: Mapping[str, str], _proofs: list[str]) -> Response:
        service = _authenticated(front, REVOCATION_PATH, parameters, now)
        with front.database.transaction() as session:
            ending.revoke(session, reader, service, required(parameters, "token"), now=now)
        return Response()

    return answered(request, form, act)


@router.post(INTROSPECTION_PATH, response_model=None, openapi_extra=forms.OWN_TOKEN)
@refuses(InvalidClientError, OAuthError)
def introspect_token(request: Request, form: Form, front: OpenFront, now: Now) -> Response:
    """RFC 7662: whether a token of the service's own would be accepted now, and for what."""
    reader = _reader(front, now)

    def act(parameters: Mapping[str, str], _proofs: list[str]) -> Response:
        service = _authenticated(front, INTROSPECTION_PATH, parameters, now)
        with front.database.reading() as session:
            return JSONResponse(ending.introspect(session, reader, service, required(parameters, "token"), now=now))

    return answered(request, form, act)


@router.post("/v1/me/spoken-code", status_code=201)
def make_spoken_code(session: Transaction, citizen: SignedInCitizen, secrets: Secrets, now: Now) -> SpokenCodeRead:
    """A code to say at a counter in place of the ID number, so that the question comes to this wallet; good once."""
    code, until = spoken.new_code(session, secrets, citizen.id, now=now)
    return SpokenCodeRead(code=code, expires_at=until)


@router.get(JWKS_PATH, response_model=None)
def read_keys(front: OpenFront, now: Now) -> JSONResponse:
    """The public keys by which something good is, or will be, signed, each named by its thumbprint (RFC 7517)."""
    keys = [as_jwk(key) for use in KeyUse for key in front.signing.living(use, now)]
    return JSONResponse({"keys": keys}, headers=PUBLIC_FOR_AN_HOUR)


@router.get(KEY_HISTORY_PATH, response_model=None)
def read_key_history(front: OpenFront, log_keys: Keys, now: Now) -> JSONResponse:
    """Every key that ever signed, with its times, so that what is old can be verified (as in OpenID Federation 1.0)."""
    spans = [span for use in KeyUse for span in front.signing.spans(use, now)]
    with front.database.reading() as session:
        keys = [history.told(session, log_keys, span) for span in spans]
    return JSONResponse({"keys": keys}, headers=PUBLIC_FOR_AN_HOUR)


@router.get(METADATA_PATH, response_model=None)
def describe(settings: AppSettings) -> JSONResponse:
    """RFC 8414: exactly what is there now."""
    return JSONResponse(metadata(issuer(settings.public_url)), headers=PUBLIC_FOR_AN_HOUR)


def _authenticated(front: Front, path: str, parameters: Mapping[str, str], now: datetime) -> Service:
    client = clients.identify(front, path, parameters, now=now)
    clients.spend_both(front, client, None, now=now)
    return client.service


def _reader(front: Front, now: datetime) -> ending.Reader:
    return ending.Reader(front.signing.living(KeyUse.TOKENS, now), front.issuer)
