"""A dossier service made by hand, so that each part of what it sends can be made wrong by a test."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from wallet.identity.machine.jwk import base64url

ISSUER = "http://testserver"
TOKEN_URL = f"{ISSUER}/oauth/token"
RESOURCE_URL = f"{ISSUER}/v1/whoami"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _ec_jwk(key: Any) -> dict[str, Any]:
    return json.loads(ECAlgorithm.to_jwk(key))  # type: ignore[no-any-return]  # a JWK is a JSON object


def _rsa_jwk(key: Any) -> dict[str, Any]:
    return json.loads(RSAAlgorithm.to_jwk(key))  # type: ignore[no-any-return]  # as above


def _okp_jwk(key: Any) -> dict[str, Any]:
    return json.loads(OKPAlgorithm.to_jwk(key))  # type: ignore[no-any-return]  # as above


@dataclass
class Key:
    """A key pair of an algorithm."""

    algorithm: str = "ES256"
    private: Any = None
    to_jwk: Callable[[Any], dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        match self.algorithm:
            case "ES256":
                self.private, self.to_jwk = self.private or ec.generate_private_key(ec.SECP256R1()), _ec_jwk
            case "PS256":
                self.private, self.to_jwk = self.private or rsa.generate_private_key(65537, 2048), _rsa_jwk
            case _:
                self.private, self.to_jwk = self.private or ed25519.Ed25519PrivateKey.generate(), _okp_jwk

    @property
    def public_jwk(self) -> dict[str, Any]:
        jwk = self.to_jwk(self.private.public_key())
        return {name: value for name, value in jwk.items() if name != "key_ops"}

    @property
    def private_jwk(self) -> dict[str, Any]:
        return self.to_jwk(self.private)

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(claims, self.private, algorithm=self.algorithm, headers=header)


@dataclass
class Machine:
    """A client with a key for its assertions and one for its proofs. `**changes` replace or, as None, drop a claim."""

    clock: Callable[[], datetime]
    client_id: str = "xa-mau"
    key: Key = field(default_factory=Key)
    proof_key: Key = field(default_factory=Key)
    issuer: str = ISSUER

    def assertion(self, *, by: Key | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid4()),
        }
        return (by or self.key).sign(_changed(claims, changes), **(header or {}))

    def proof(
        self,
        method: str = "POST",
        url: str = "",
        *,
        token: str | None = None,
        header: dict[str, Any] | None = None,
        by: Key | None = None,
        **changes: Any,
    ) -> str:
        url = url or f"{self.issuer}/oauth/token"
        claims = {"jti": str(uuid4()), "htm": method, "htu": url, "iat": int(self.clock().timestamp())}
        if token is not None:
            claims["ath"] = base64url(hashlib.sha256(token.encode()).digest())
        key = by or self.proof_key
        full = {"typ": "dpop+jwt", "jwk": key.public_jwk} | (header or {})
        return key.sign(_changed(claims, changes), **{name: value for name, value in full.items() if value is not None})

    def form(self, **changes: Any) -> dict[str, str]:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(),
        }
        return _changed(form, changes)


def _changed(claims: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (claims | changes).items() if value is not None}
