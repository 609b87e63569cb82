"""A dossier service that makes its tokens and proofs by hand, so that each can be wrong in one way."""

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from jwt.algorithms import ECAlgorithm

from tests.world import ServiceClient, World, answered
from wallet.identity.machine.jwk import own_public_key

TOKEN_PATH = "/oauth/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def public_jwk(key: EllipticCurvePrivateKey) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ECAlgorithm.to_jwk(key.public_key()))
    return found


def unsigned(claims: dict[str, Any], header: dict[str, Any]) -> str:
    """A JWT with `alg` none, which PyJWT itself would make only with more ado."""
    parts = [{**header, "alg": "none"}, claims]
    return ".".join(_base64url(json.dumps(part).encode()) for part in parts) + "."


@dataclass
class Machine:
    """`key` is the service's own, `proving` the one that its tokens are bound to."""

    world: World
    service: ServiceClient
    key: EllipticCurvePrivateKey
    proving: EllipticCurvePrivateKey = field(default_factory=new_key)

    def assertion(self, key: Any = None, algorithm: str = "ES256", **changes: Any) -> str:
        name, now = self.service.client_id, int(time.time())
        claims = {"iss": name, "sub": name, "aud": self.world.url, "iat": now, "exp": now + 60, "jti": str(uuid4())}
        claims |= changes
        if algorithm == "none":
            return unsigned(claims, {"typ": "JWT"})
        return jwt.encode(claims, key or self.key, algorithm)

    def proof(
        self,
        method: str,
        path: str,
        token: str | None = None,
        *,
        key: Any = None,
        algorithm: str = "ES256",
        header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        """For this call, by `proving`, made now; a change of None removes the claim."""
        claims = {"jti": str(uuid4()), "htm": method, "htu": self.world.url + path, "iat": int(time.time())}
        if token is not None:
            claims["ath"] = _base64url(hashlib.sha256(token.encode()).digest())
        claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        shown = {"typ": "dpop+jwt", "jwk": public_jwk(self.proving), **(header or {})}
        if algorithm == "none":
            return unsigned(claims, shown)
        return jwt.encode(claims, key or self.proving, algorithm, headers=shown)

    def ask_token(
        self, *, assertion: str | None = None, proofs: list[str] | None = None, **form: str | None
    ) -> requests.Response:
        """At the token endpoint; a form member of None is left out."""
        said: dict[str, str | None] = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion if assertion is not None else self.assertion(),
            **form,
        }
        return self._post_token({name: value for name, value in said.items() if value is not None}, proofs)

    def _post_token(self, form: Any, proofs: list[str] | None) -> requests.Response:
        headers = {} if proofs == [] else {"DPoP": ", ".join(proofs or [self.proof("POST", TOKEN_PATH)])}
        return self.world.nobody().post(TOKEN_PATH, data=form, headers=headers)

    def token(self) -> str:
        return str(answered(self.ask_token(), 200).json()["access_token"])

    def forged(self, *, key: Any = None, algorithm: str = "EdDSA", typ: str = "at+jwt", **changes: Any) -> str:
        """An access token as the wallet itself would sign it (the test holds its key), with claims changed."""
        own = self.world.wallet.secrets.signing_key("token-signing")
        now, name = int(time.time()), self.service.client_id
        thumbprint = hashlib.sha256(
            json.dumps(
                {name: public_jwk(self.proving)[name] for name in ("crv", "kty", "x", "y")},
                sort_keys=True,
                separators=(",", ":"),
            ).encode()
        )
        claims = {
            "iss": self.world.url,
            "aud": self.world.url,
            "sub": name,
            "client_id": name,
            "iat": now,
            "exp": now + 300,
            "jti": str(uuid4()),
            "scope": "wallet",
            "cnf": {"jkt": _base64url(thumbprint.digest())},
            **changes,
        }
        header = {"typ": typ, "kid": own_public_key(own.public_key()).key_id}
        if algorithm == "none":
            return unsigned(claims, header)
        return jwt.encode(claims, key or own, algorithm, headers=header)

    def call(
        self,
        token: str | None,
        proof: str | None,
        *,
        scheme: str = "DPoP",
        method: str = "GET",
        path: str = "/v1/events",
    ) -> requests.Response:
        headers = {} if token is None else {"Authorization": f"{scheme} {token}"}
        headers |= {} if proof is None else {"DPoP": proof}
        return self.world.nobody().call(method, path, headers=headers)

    def proven(self, token: str, **changes: Any) -> requests.Response:
        """A call whose proof is right but for the changes."""
        return self.call(token, self.proof("GET", "/v1/events", token, **changes))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
