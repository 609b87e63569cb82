"""Whether to believe an ID token (OpenID Connect Core 1.0 section 3.1.3.7), and what it says about the sign-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from wallet.identity.oidc.errors import ProviderNotBelievedError
from wallet.identity.oidc.registration import Registration

ALGORITHMS = ("ES256", "ES384", "PS256", "PS384", "EdDSA", "RS256", "RS384")
"""Signatures with a public key only: `none` and HMAC are no proof of who signed."""

LEEWAY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Proven:
    """An ID token that was believed; `claims` hold more than we look at."""

    subject: str
    level: int
    authenticated_at: datetime | None
    claims: Mapping[str, Any]


def believe(token: str, keys: Sequence[jwt.PyJWK], registration: Registration, *, nonce: str, now: datetime) -> Proven:
    """ProviderNotBelievedError, whatever is wrong with it. `keys`: those that the token's header may mean."""
    claims = _verified(token, keys, registration)
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    checks = (
        claims.get("nonce") == nonce,
        claims.get("azp", registration.client_id) == registration.client_id,
        len(audience) == 1 or "azp" in claims,
        _is_moment(claims["exp"]) and now.timestamp() < claims["exp"] + LEEWAY.total_seconds(),
        _is_moment(claims["iat"]) and claims["iat"] <= now.timestamp() + LEEWAY.total_seconds(),
    )
    if not all(checks):
        raise ProviderNotBelievedError
    acr = claims.get("acr")
    authenticated = claims.get("auth_time")
    return Proven(
        subject=str(claims["sub"]),
        level=registration.level_of(acr if isinstance(acr, str) else None),
        authenticated_at=_moment(authenticated),
        claims=claims,
    )


def _verified(token: str, keys: Sequence[jwt.PyJWK], registration: Registration) -> dict[str, Any]:
    """The hour is compared by the caller, whose clock is the wallet's."""
    for key in keys:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=registration.client_id,
                issuer=registration.issuer,
                options={
                    "require": ["iss", "sub", "aud", "exp", "iat"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.InvalidTokenError:
            continue
        return claims
    raise ProviderNotBelievedError


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if _is_moment(seconds) else None


def _is_moment(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
