"""The authorization server's doors: token endpoint, its keys, its description."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from wallet.identity.dependencies import Secrets, issuer
from wallet.identity.machine.errors import ALGORITHMS
from wallet.identity.machine.jwk import ed25519_jwk
from wallet.identity.machine.tokens import SCOPE
from wallet.identity.secrets import SecretName
from wallet.oauth.errors import OAuthError
from wallet.oauth.forms import read_parameters
from wallet.oauth.granting import GRANT_TYPE, TOKEN_PATH, grant
from wallet.web.dependencies import AppSettings, Databases, Now

JWKS_PATH = "/oauth/jwks"
PUBLIC_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}

router = APIRouter(tags=["oauth"])


async def _form(request: Request) -> bytes:
    return await request.body()


@router.post(
    TOKEN_PATH,
    response_model=None,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
        }
    },
)
def issue_token(
    request: Request,
    form: Annotated[bytes, Depends(_form)],
    database: Databases,
    secrets: Secrets,
    settings: AppSettings,
    now: Now,
) -> JSONResponse:
    """RFC 6749 section 4.4 with `private_key_jwt` (RFC 7523) and DPoP (RFC 9449). Errors: RFC 6749 section 5.2."""
    key = secrets.signing_key(SecretName.TOKEN_SIGNING)
    try:
        parameters = read_parameters(request.headers.get("content-type", ""), form)
        proofs = request.headers.getlist("dpop")
        granted = grant(database, key, issuer(settings.public_url), parameters, proofs, now=now)
    except OAuthError as error:
        said = {"error": error.error, "error_description": error.detail or error.title_en}
        return JSONResponse(said, error.status, headers=error.headers)
    return JSONResponse(asdict(granted))


@router.get(JWKS_PATH, response_model=None)
def read_keys(secrets: Secrets) -> JSONResponse:
    """The public keys that verify tokens, consent artefacts and events, each named by its thumbprint (RFC 7517)."""
    names = (SecretName.TOKEN_SIGNING, SecretName.ARTEFACT_SIGNING, SecretName.EVENT_SIGNING)
    keys = [ed25519_jwk(secrets.signing_key(name).public_key()) for name in names]
    return JSONResponse({"keys": keys}, headers=PUBLIC_FOR_AN_HOUR)


@router.get("/.well-known/oauth-authorization-server", response_model=None)
def describe(settings: AppSettings) -> JSONResponse:
    """RFC 8414: exactly what is there now."""
    return JSONResponse(metadata(issuer(settings.public_url)), headers=PUBLIC_FOR_AN_HOUR)


def metadata(name: str) -> dict[str, Any]:
    return {
        "issuer": name,
        "token_endpoint": name + TOKEN_PATH,
        "jwks_uri": name + JWKS_PATH,
        "scopes_supported": [SCOPE],
        "response_types_supported": [],
        "grant_types_supported": [GRANT_TYPE],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
    }
