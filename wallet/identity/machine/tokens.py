"""Access tokens: JWTs (RFC 9068) signed by this installation, five minutes long, bound to the caller's key (`cnf.jkt`).

header {"typ": "at+jwt", "alg": "EdDSA", "kid"}
claims {"iss", "aud": public URL, "sub" = "client_id", "iat", "exp", "jti", "scope", "cnf": {"jkt"},
        "consent"?, "grant"?: what it stands on, where a citizen agreed to it}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import jwt

from wallet.identity.machine.errors import TokenExpiredError, TokenInvalidError, TokenWrongAudienceError
from wallet.identity.machine.jwk import PublicKey
from wallet.identity.machine.jws import Signed, verify
from wallet.identity.signing_keys import Signer

LIFE_SECONDS = 300
SCOPE = "wallet"
"""The only scope so far: what a service may do is decided by its registration and by consents."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """`consent` and `grant` are both there or both absent; without them it speaks for the service alone.

    `token_id`, `issued` and `expires` (seconds) are the wallet's to choose when it issues one.
    """

    client_id: str
    thumbprint: str
    consent: UUID | None = None
    grant: UUID | None = None
    token_id: str = ""
    issued: int = 0
    expires: int = 0


def issue(signer: Signer, issuer: str, access: AccessToken, *, now: datetime) -> str:
    """A token for this client, good only together with proofs by the key of that thumbprint."""
    seconds = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": issuer,
        "sub": access.client_id,
        "client_id": access.client_id,
        "iat": seconds,
        "exp": seconds + LIFE_SECONDS,
        "jti": str(uuid4()),
        "scope": SCOPE,
        "cnf": {"jkt": access.thumbprint},
    }
    if access.consent is not None:
        claims |= {"consent": str(access.consent), "grant": str(access.grant)}
    headers = {"typ": "at+jwt", "kid": signer.kid}
    return jwt.encode(claims, signer.key, algorithm="EdDSA", headers=headers)


def read(token: str, keys: Sequence[PublicKey], issuer: str, *, now: datetime) -> AccessToken:
    """What a token of ours says. TokenInvalidError, TokenExpiredError, TokenWrongAudienceError."""
    try:
        signed = verify(token, keys)
        access = _read_claims(signed, issuer)
    except ValueError as error:
        raise TokenInvalidError(str(error)) from None
    if signed.claims.get("aud") != issuer:
        raise TokenWrongAudienceError
    if now.timestamp() >= access.expires:
        raise TokenExpiredError
    return access


def _read_claims(signed: Signed, issuer: str) -> AccessToken:
    if signed.header.get("typ") != "at+jwt":
        raise ValueError("typ must be at+jwt")
    if signed.text("iss") != issuer:
        raise ValueError("iss is not this wallet")
    if SCOPE not in signed.text("scope").split(" "):
        raise ValueError(f"scope must hold {SCOPE}")
    binding = signed.claims.get("cnf")
    thumbprint = binding.get("jkt") if isinstance(binding, dict) else None
    if not isinstance(thumbprint, str):
        raise ValueError("the token is bound to no key")
    bound = "consent" in signed.claims
    return AccessToken(
        signed.text("client_id"),
        thumbprint,
        consent=UUID(signed.text("consent")) if bound else None,
        grant=UUID(signed.text("grant")) if bound else None,
        token_id=signed.text("jti"),
        issued=int(signed.seconds("iat")),
        expires=int(signed.seconds("exp")),
    )
