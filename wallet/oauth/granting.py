"""The token endpoint's one act. Its order, each step before the next:

1 the parameters · 2 the client by its assertion · 3 the DPoP proof for this very call · 4 assertion and proof are
spent, together and durably · 5 the token is signed. A crash before 5 costs the client two one-time values, no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wallet.database import Database
from wallet.identity import services
from wallet.identity.machine import tokens
from wallet.identity.machine.errors import MachineRefusedError
from wallet.identity.machine.proofs import Proof, check_proof
from wallet.identity.machine.replay import OneTime, spend
from wallet.identity.machine.tokens import LIFE_SECONDS, SCOPE, AccessToken
from wallet.identity.models import Service
from wallet.oauth.assertions import Client, check_assertion
from wallet.oauth.errors import (
    InvalidClientError,
    InvalidProofError,
    InvalidScopeError,
    OAuthError,
    UnsupportedGrantTypeError,
)
from wallet.oauth.forms import required

GRANT_TYPE = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TOKEN_PATH = "/oauth/token"  # noqa: S105  (a path)


@dataclass(frozen=True, slots=True)
class Granted:
    """RFC 6749 section 5.1."""

    access_token: str
    token_type: str = "DPoP"  # noqa: S105  (RFC 9449 section 5)
    expires_in: int = LIFE_SECONDS
    scope: str = SCOPE


def grant(
    database: Database,
    key: Ed25519PrivateKey,
    issuer: str,
    parameters: Mapping[str, str],
    proofs: list[str],
    *,
    now: datetime,
) -> Granted:
    """A token bound to the key of the proof. `proofs`: the lines of the `DPoP` header. Raises an OAuthError."""
    _check_request(parameters)
    client = _client(database, issuer, parameters, now)
    proof = _proof(issuer, proofs, now)
    match spend(database, [client.once, proof.once], now=now):
        case OneTime(kind="assertion"):
            raise InvalidClientError("this assertion was used before: each jti is good once")
        case OneTime():
            raise InvalidProofError("this proof was used before: each jti is good once")
    return Granted(tokens.issue(key, issuer, AccessToken(client.client_id, proof.thumbprint), now=now))


def _check_request(parameters: Mapping[str, str]) -> None:
    if required(parameters, "grant_type") != GRANT_TYPE:
        raise UnsupportedGrantTypeError
    if parameters.get("scope", SCOPE) != SCOPE:
        raise InvalidScopeError
    if required(parameters, "client_assertion_type") != ASSERTION_TYPE:
        raise OAuthError(f"client_assertion_type must be {ASSERTION_TYPE}")


def _client(database: Database, issuer: str, parameters: Mapping[str, str], now: datetime) -> Client:
    def find(client_id: str) -> Service | None:
        with database.reading() as session:
            return services.find_by_client_id(session, client_id)

    audiences = (issuer, issuer + TOKEN_PATH)
    client = check_assertion(required(parameters, "client_assertion"), audiences, find, now=now)
    if parameters.get("client_id", client.client_id) != client.client_id:
        raise InvalidClientError("client_id is not the client that signed")
    return client


def _proof(issuer: str, proofs: list[str], now: datetime) -> Proof:
    try:
        return check_proof(proofs, method="POST", url=issuer + TOKEN_PATH, token=None, now=now)
    except MachineRefusedError as error:
        raise InvalidProofError(error.detail or error.code) from None
