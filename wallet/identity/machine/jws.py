"""Reads signed JWTs with an algorithm allow-list (RFC 8725). Times are the caller's to check, by the wallet's clock.

Never taken from the token: which algorithm to trust (the key decides), a `jku`, `x5u` or `crit` of any kind.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from wallet.identity.machine.errors import ALGORITHMS
from wallet.identity.machine.jwk import PublicKey

TOKEN_LETTERS = 8192
CLAIM_LETTERS = 500
NO_CLAIMS = {
    f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")
}  # PyJWT would use a clock of its own


@dataclass(frozen=True, slots=True)
class Signed:
    """A token whose signature holds; its claims are still only what the signer says."""

    header: dict[str, Any]
    claims: dict[str, Any]

    def text(self, name: str) -> str:
        """The claim as a string; ValueError where it is absent, no string, empty or too long."""
        value = self.claims.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= CLAIM_LETTERS:
            raise ValueError(f"the claim {name} must be a string")
        return value

    def seconds(self, name: str) -> float:
        """The claim as a NumericDate (RFC 7519 section 2); ValueError where it is absent or no finite number."""
        value = self.claims.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**53:
            raise ValueError(f"the claim {name} must be a number of seconds")
        return value


def read_header(token: str) -> dict[str, Any]:
    """The unverified header; ValueError unless it is a JWT with an allowed `alg` and without `crit`."""
    if len(token) > TOKEN_LETTERS:
        raise ValueError("the token is too long")
    header = first_part(token)
    if header.get("alg") not in ALGORITHMS:
        raise ValueError(f"alg must be one of {', '.join(ALGORITHMS)}")
    if "crit" in header:
        raise ValueError("crit is not understood here")
    return header


def first_part(token: str) -> dict[str, Any]:
    """The header as it came, nothing of which is believed yet; ValueError where it is none.

    PyJWT would read all three parts for it, letter by letter, and once more to verify them.
    """
    segment, dot, _ = token.partition(".")
    try:
        header = json.loads(base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        header = None
    if not dot or not isinstance(header, dict) or not isinstance(header.get("kid", ""), str):
        raise ValueError("it is not a signed JWT")
    return header


def verify(token: str, keys: Sequence[PublicKey]) -> Signed:
    """The token as signed by one of `keys`; ValueError when none fits. A `kid` only narrows the choice."""
    header = read_header(token)
    fitting = [key for key in keys if key.algorithm == header["alg"]]
    named = [key for key in fitting if key.key_id and key.key_id == header.get("kid")]
    for key in named or fitting:
        try:
            claims = jwt.decode(token, key.key, algorithms=[key.algorithm], options=NO_CLAIMS)  # type: ignore[arg-type]
        except (PyJWTError, ValueError):
            continue
        return Signed(header, claims)
    raise ValueError("the signature is not by a known key")
