"""The token endpoint's one act. Its order, each step before the next:

1 the parameters · 2 the client by its assertion · 3 the DPoP proof for this very call · 4 assertion and proof are
spent, together and durably · 5 what the grant type says. A crash before 5 costs the client two one-time values only.
"""

from collections.abc import Mapping
from datetime import datetime

from wallet.identity.machine.tokens import SCOPE
from wallet.oauth import clients, polling
from wallet.oauth.clients import Front
from wallet.oauth.endpoints import TOKEN_PATH
from wallet.oauth.errors import InvalidScopeError, OAuthError, UnsupportedGrantTypeError
from wallet.oauth.forms import required
from wallet.oauth.issuing import Granted, Mint
from wallet.oauth.redeeming import redeem_code, refresh

GRANT_TYPES = ("client_credentials", "authorization_code", "refresh_token", polling.GRANT_TYPE)


def grant(
    front: Front, mint: Mint, parameters: Mapping[str, str], proofs: list[str], *, now: datetime
) -> Granted | OAuthError:
    """Tokens bound to the key of the proof. `proofs`: the lines of the `DPoP` header. Raises an OAuthError."""
    grant_type = required(parameters, "grant_type")
    if grant_type not in GRANT_TYPES:
        raise UnsupportedGrantTypeError
    if parameters.get("scope", SCOPE) != SCOPE:
        raise InvalidScopeError
    client = clients.identify(front, TOKEN_PATH, parameters, now=now)
    proof = clients.proof_for(front, TOKEN_PATH, proofs, now=now)
    clients.spend_both(front, client, proof, now=now)
    match grant_type:
        case "authorization_code":
            return redeem_code(front.database, mint, client.service, parameters, proof.thumbprint, now=now)
        case "refresh_token":
            return refresh(front.database, mint, client.service, parameters, proof.thumbprint, now=now)
        case polling.GRANT_TYPE:
            return polling.poll(front.database, mint, client.service, parameters, proof.thumbprint, now=now)
        case _:
            return mint.for_service(client.service, proof.thumbprint, now=now)
