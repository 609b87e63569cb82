"""Which service calls an endpoint: by an assertion it signed, and a DPoP proof where one is due. Each is good once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wallet.database import Database
from wallet.identity import services
from wallet.identity.machine.errors import MachineRefusedError, NonceRequiredError, TooManyCallsError
from wallet.identity.machine.nonces import Nonces
from wallet.identity.machine.proofs import Proof, check_proof
from wallet.identity.machine.rates import Rates
from wallet.identity.machine.replay import OneTime, spend
from wallet.identity.models import Service
from wallet.identity.signing_keys import SigningKeys
from wallet.oauth.assertions import Client, check_assertion
from wallet.oauth.client_keys import ClientKeys
from wallet.oauth.endpoints import TOKEN_PATH
from wallet.oauth.errors import InvalidClientError, InvalidProofError, OAuthError, UseNonceError
from wallet.oauth.forms import required

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Front:
    """What showing who one is takes. `nonces`: proofs have to carry one of these; None: they need none."""

    database: Database
    issuer: str
    nonces: Nonces | None
    keys: ClientKeys
    rates: Rates
    signing: SigningKeys


def identify(front: Front, path: str, parameters: Mapping[str, str], *, now: datetime) -> Client:
    """The client by its assertion (RFC 7523 section 2.2), which is not spent yet.

    OAuthError, InvalidClientError, TooManyCallsError.
    """
    if required(parameters, "client_assertion_type") != ASSERTION_TYPE:
        raise OAuthError(f"client_assertion_type must be {ASSERTION_TYPE}")

    def find(client_id: str) -> Service | None:
        with front.database.reading() as session:
            return services.find_by_client_id(session, client_id)

    audiences = (front.issuer, front.issuer + TOKEN_PATH, front.issuer + path)
    assertion = required(parameters, "client_assertion")
    client = check_assertion(assertion, audiences, find, front.keys.of, now=now)
    if parameters.get("client_id", client.service.client_id) != client.service.client_id:
        raise InvalidClientError("client_id is not the client that signed")
    if seconds := front.rates.wait(client.service.id):
        raise TooManyCallsError(seconds)
    return client


def proof_for(front: Front, path: str, proofs: list[str], *, now: datetime) -> Proof:
    """The proof for a POST to this endpoint. `proofs`: the lines of the `DPoP` header.

    InvalidProofError; UseNonceError before anything is spent, so that the client may send the same assertion again.
    """
    try:
        return check_proof(proofs, method="POST", url=front.issuer + path, token=None, nonces=front.nonces, now=now)
    except NonceRequiredError as error:
        raise UseNonceError(error.nonce) from None
    except MachineRefusedError as error:
        raise InvalidProofError(error.detail or error.code) from None


def spend_both(front: Front, client: Client, proof: Proof | None, *, now: datetime) -> None:
    """Assertion and proof, together and durably, or neither. InvalidClientError, InvalidProofError."""
    match spend(front.database, [client.once, *([proof.once] if proof else [])], now=now):
        case OneTime(kind="assertion"):
            raise InvalidClientError("this assertion was used before: each jti is good once")
        case OneTime():
            raise InvalidProofError("this proof was used before: each jti is good once")
