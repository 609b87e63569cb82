"""DPoP proofs (RFC 9449 section 4.3): the caller holds the key that the token is bound to, now, for this very call.

header {"typ": "dpop+jwt", "alg", "jwk": public key}
claims {"jti", "htm": method, "htu": our URL, "iat": within a minute, "ath"?: base64url SHA-256 of the token,
        "nonce"?: the wallet's, where it asks for one}
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from wallet.identity.machine.errors import ClockSkewError, NonceRequiredError, ProofInvalidError, ProofMissingError
from wallet.identity.machine.jwk import base64url, read_jwk
from wallet.identity.machine.jws import Signed, read_header, verify
from wallet.identity.machine.nonces import Nonces
from wallet.identity.machine.replay import OneTime

SKEW_SECONDS = 60
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proof:
    """`thumbprint` is the key's (`jkt`); the proof still has to be spent."""

    thumbprint: str
    once: OneTime


def check_proof(
    headers: list[str], *, method: str, url: str, token: str | None, nonces: Nonces | None = None, now: datetime
) -> Proof:
    """Check the values of the `DPoP` header lines against the call. `token`: the access token it comes with, if any.

    `nonces`: the proof has to carry one of these. ProofMissingError, ProofInvalidError, NonceRequiredError,
    ClockSkewError (`iat` more than SKEW_SECONDS from `now`).
    """
    if not headers:
        raise ProofMissingError
    try:
        signed, thumbprint = _read(headers)
        _check_call(signed, method, url, token)
        issued, token_id = signed.seconds("iat"), signed.text("jti")
    except ValueError as error:
        raise ProofInvalidError(str(error)) from None
    if nonces is not None and not nonces.is_good(str(signed.claims.get("nonce", "")), now=now):
        raise NonceRequiredError(nonces.fresh(now=now))
    ahead = issued - now.timestamp()
    if abs(ahead) > SKEW_SECONDS:
        raise ClockSkewError(f"iat is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the wallet's clock")
    return Proof(thumbprint, OneTime("proof", thumbprint, token_id, now + timedelta(seconds=2 * SKEW_SECONDS + 1)))


def _read(headers: list[str]) -> tuple[Signed, str]:
    if len(headers) != 1:
        raise ValueError("there must be exactly one DPoP header")
    header = read_header(headers[0])
    if header.get("typ") != "dpop+jwt":
        raise ValueError("typ must be dpop+jwt")
    key = read_jwk(header.get("jwk"))
    return verify(headers[0], [key]), key.thumbprint


def _check_call(signed: Signed, method: str, url: str, token: str | None) -> None:
    if signed.text("htm") != method:
        raise ValueError("htm is not the method of this call")
    if _normal(signed.text("htu")) != _normal(url):
        raise ValueError("htu is not the URL of this call")
    if token is not None and not hmac.compare_digest(signed.text("ath").encode(), token_hash(token).encode()):
        raise ValueError("ath is not the hash of the access token")


def token_hash(token: str) -> str:
    return base64url(hashlib.sha256(token.encode()).digest())


def _normal(url: str) -> tuple[str, str, int | None, str]:
    """RFC 3986 sections 6.2.2 and 6.2.3, without query and fragment; ValueError for a port that is no number."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(scheme), unquote(parts.path) or "/"
