"""What the authorization server says of itself (RFC 8414): exactly what is there now."""

from typing import Any

from wallet.identity.machine.errors import ALGORITHMS
from wallet.identity.machine.tokens import SCOPE
from wallet.oauth import endpoints
from wallet.oauth.details import TYPE
from wallet.oauth.granting import GRANT_TYPES

AUTHENTICATED = ("token", "revocation", "introspection")
"""Endpoints whose way of authenticating clients is described (RFC 8414 section 2)."""


def metadata(issuer: str) -> dict[str, Any]:
    """RFC 8414 section 2, RFC 9126 section 5, RFC 9207 section 3, RFC 9396 section 10, RFC 9449 section 5.1,
    CIBA section 4."""
    described: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": issuer + endpoints.AUTHORIZE_PATH,
        "pushed_authorization_request_endpoint": issuer + endpoints.PAR_PATH,
        "require_pushed_authorization_requests": True,
        "token_endpoint": issuer + endpoints.TOKEN_PATH,
        "backchannel_authentication_endpoint": issuer + endpoints.BACKCHANNEL_PATH,
        "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        "backchannel_user_code_parameter_supported": False,
        "revocation_endpoint": issuer + endpoints.REVOCATION_PATH,
        "introspection_endpoint": issuer + endpoints.INTROSPECTION_PATH,
        "jwks_uri": issuer + endpoints.JWKS_PATH,
        "scopes_supported": [SCOPE],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "code_challenge_methods_supported": ["S256"],
        "authorization_details_types_supported": [TYPE],
        "authorization_response_iss_parameter_supported": True,
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "ui_locales_supported": ["vi", "en"],
    }
    for endpoint in AUTHENTICATED:
        described[f"{endpoint}_endpoint_auth_methods_supported"] = ["private_key_jwt"]
        described[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    return described
