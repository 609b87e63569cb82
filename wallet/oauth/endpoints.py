"""Where the authorization server's doors are, below the issuer."""

AUTHORIZE_PATH = "/oauth/authorize"
PAR_PATH = "/oauth/par"
TOKEN_PATH = "/oauth/token"  # noqa: S105  (a path)
BACKCHANNEL_PATH = "/oauth/bc-authorize"
REVOCATION_PATH = "/oauth/revoke"
INTROSPECTION_PATH = "/oauth/introspect"
JWKS_PATH = "/oauth/jwks"
KEY_HISTORY_PATH = "/oauth/jwks/history"
METADATA_PATH = "/.well-known/oauth-authorization-server"
