"""Client assertions (`private_key_jwt`: RFC 7523 section 3, OpenID Connect Core section 9, FAPI 2.0 section 5.3.2.1).

claims {"iss" = "sub" = client_id, "aud": issuer, token endpoint or the endpoint that is called,
        "exp": at most an hour ahead, "jti", "iat"?, "nbf"?}
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import jwt
from jwt.exceptions import PyJWTError

from wallet.identity.machine.jwk import PublicKey
from wallet.identity.machine.jws import TOKEN_LETTERS, Signed, verify
from wallet.identity.machine.replay import OneTime
from wallet.identity.models import Service
from wallet.oauth.errors import InvalidClientError

LIFE_SECONDS = 3600
SKEW_SECONDS = 60


class KeysOf(Protocol):
    def __call__(self, service: Service, /, *, anew: bool, now: datetime) -> tuple[PublicKey, ...]: ...


FindService = Callable[[str], Service | None]
"""By client id, whether active or not."""


@dataclass(frozen=True, slots=True)
class Client:
    """A service that has shown who it is; its assertion still has to be spent."""

    service: Service
    once: OneTime


def check_assertion(
    assertion: str, audiences: tuple[str, ...], find: FindService, keys: KeysOf, *, now: datetime
) -> Client:
    """InvalidClientError says what to correct; it is the same for an unknown, inactive or impersonated client."""
    try:
        service = find(_claimed_client(assertion))
        if service is None or not service.active:
            raise ValueError("no active client has signed this assertion")
        signed = _verified(assertion, service, keys, now)
        _check_parties(signed, service.client_id, audiences)
        expires = _check_times(signed, now.timestamp())
        once = OneTime("assertion", service.client_id, signed.text("jti"), expires)
    except ValueError as error:
        raise InvalidClientError(str(error)) from None
    return Client(service, once)


def _claimed_client(assertion: str) -> str:
    """Who the assertion says it is by, not yet verified: only to find the keys."""
    if len(assertion) > TOKEN_LETTERS:
        raise ValueError("the assertion is too long")
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})  # then PyJWT checks no claim either
    except (PyJWTError, ValueError):
        raise ValueError("the assertion is not a signed JWT") from None
    return Signed({}, claims).text("iss")


def _verified(assertion: str, service: Service, keys: KeysOf, now: datetime) -> Signed:
    """By a key that is known, or by one that the service has published since."""
    for anew in (False, True):
        with suppress(ValueError):
            return verify(assertion, keys(service, anew=anew, now=now))
    raise ValueError("no active client has signed this assertion")


def _check_parties(signed: Signed, client_id: str, audiences: tuple[str, ...]) -> None:
    if signed.text("iss") != client_id or signed.text("sub") != client_id:
        raise ValueError("iss and sub must both be the client id")
    audience = signed.claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if not any(one in audiences for one in named):
        raise ValueError("aud must be the issuer or the endpoint that is called")


def _check_times(signed: Signed, now: float) -> datetime:
    expires = signed.seconds("exp")
    if expires <= now - SKEW_SECONDS:
        raise ValueError("the assertion has expired")
    if expires > now + LIFE_SECONDS + SKEW_SECONDS:
        raise ValueError("exp must be at most an hour ahead")
    for name in ("iat", "nbf"):
        if name in signed.claims and signed.seconds(name) > now + SKEW_SECONDS:
            raise ValueError(f"{name} is in the future: set the clock")
    return datetime.fromtimestamp(expires + SKEW_SECONDS, UTC)
