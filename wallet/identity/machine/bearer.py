"""Which service is calling: its token, the proof that comes with it, and its registration, in that order.

1 the token is ours, for us, not expired · 2 the proof fits this call and the token's key · 3 the service is active and
the token was not revoked · 4 the proof is spent, durably. What is cheap and needs no database comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wallet.database import Database
from wallet.identity import services
from wallet.identity.machine import grants, tokens
from wallet.identity.machine.errors import (
    ProofInvalidError,
    ProofReplayedError,
    ServiceNotActiveError,
    TokenInvalidError,
    TokenMissingError,
    TokenRevokedError,
)
from wallet.identity.machine.jwk import PublicKey
from wallet.identity.machine.nonces import Nonces
from wallet.identity.machine.proofs import check_proof
from wallet.identity.machine.replay import spend
from wallet.identity.machine.tokens import AccessToken
from wallet.identity.models import Service

SCHEME = "dpop"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineCall:
    """What the call shows: header lines as they came, `path` percent-decoded and without query."""

    authorization: list[str]
    proofs: list[str]
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Authenticated:
    """The service, detached from any session, and the one consent that its token is for, if it is for one."""

    service: Service
    consent: UUID | None


def authenticate(
    database: Database,
    keys: Sequence[PublicKey],
    public_url: str,
    call: MachineCall,
    *,
    nonces: Nonces | None = None,
    now: datetime,
) -> Authenticated:
    """Who is calling. `nonces`: its proof has to carry one. Raises a MachineRefusedError that says what failed."""
    token = _token(call.authorization)
    access = tokens.read(token, keys, public_url, now=now)
    url = public_url.rstrip("/") + call.path
    proof = check_proof(call.proofs, method=call.method, url=url, token=token, nonces=nonces, now=now)
    if proof.thumbprint != access.thumbprint:
        raise ProofInvalidError("the proof is by another key than the token is bound to")
    service = _active_service(database, access)
    if spend(database, [proof.once], now=now) is not None:
        raise ProofReplayedError
    return Authenticated(service, access.consent)


def _token(lines: list[str]) -> str:
    if not lines:
        raise TokenMissingError
    if len(lines) > 1:
        raise TokenInvalidError("there must be exactly one Authorization header")
    scheme, _, token = lines[0].partition(" ")
    if scheme.lower() != SCHEME:
        raise TokenMissingError("the scheme must be DPoP; a bearer token is not accepted")
    return token.strip()


def _active_service(database: Database, access: AccessToken) -> Service:
    with database.reading() as session:
        service = services.find_by_client_id(session, access.client_id)
        if service is None or not service.active:
            raise ServiceNotActiveError
        if not grants.is_living(session, access):
            raise TokenRevokedError
        return service
