"""Which service is calling: its token, the proof that comes with it, and its registration, in that order.

1 the token is ours, for us, not expired · 2 the proof fits this call and the token's key · 3 the service is active ·
4 the proof is spent, durably. What is cheap and needs no database comes first.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from wallet.database import Database
from wallet.identity import services
from wallet.identity.machine import tokens
from wallet.identity.machine.errors import (
    ProofInvalidError,
    ProofReplayedError,
    ServiceNotActiveError,
    TokenInvalidError,
    TokenMissingError,
)
from wallet.identity.machine.proofs import check_proof
from wallet.identity.machine.replay import spend
from wallet.identity.models import Service

SCHEME = "dpop"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineCall:
    """What the call shows: header lines as they came, `path` percent-decoded and without query."""

    authorization: list[str]
    proofs: list[str]
    method: str
    path: str


def authenticate(
    database: Database, key: Ed25519PublicKey, public_url: str, call: MachineCall, *, now: datetime
) -> Service:
    """The calling service, detached from any session. Raises a MachineRefusedError that says which step failed."""
    token = _token(call.authorization)
    access = tokens.read(token, key, public_url, now=now)
    url = public_url.rstrip("/") + call.path
    proof = check_proof(call.proofs, method=call.method, url=url, token=token, now=now)
    if proof.thumbprint != access.thumbprint:
        raise ProofInvalidError("the proof is by another key than the token is bound to")
    service = _active_service(database, access.client_id)
    if spend(database, [proof.once], now=now) is not None:
        raise ProofReplayedError
    return service


def _token(lines: list[str]) -> str:
    if not lines:
        raise TokenMissingError
    if len(lines) > 1:
        raise TokenInvalidError("there must be exactly one Authorization header")
    scheme, _, token = lines[0].partition(" ")
    if scheme.lower() != SCHEME:
        raise TokenMissingError("the scheme must be DPoP; a bearer token is not accepted")
    return token.strip()


def _active_service(database: Database, client_id: str) -> Service:
    with database.reading() as session:
        service = services.find_by_client_id(session, client_id)
        if service is None or not service.active:
            raise ServiceNotActiveError
        return service
