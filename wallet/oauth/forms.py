"""Reads a request: application/x-www-form-urlencoded, every parameter at most once (RFC 6749 section 3.2)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from wallet.oauth.errors import OAuthError

CONTENT_TYPE = "application/x-www-form-urlencoded"
PARAMETERS_AT_MOST = 20


def read_parameters(content_type: str, body: bytes) -> Mapping[str, str]:
    """Parameters that have a value. OAuthError for another content type, a repeated parameter, or what is no form."""
    if content_type.partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise OAuthError(f"the body must be {CONTENT_TYPE}")
    try:
        pairs = parse_qsl(body.decode("utf-8"), max_num_fields=PARAMETERS_AT_MOST, errors="strict")
    except ValueError:
        raise OAuthError("the body is not a form") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise OAuthError("a parameter comes twice")
    return parameters


def required(parameters: Mapping[str, str], name: str) -> str:
    if name not in parameters:
        raise OAuthError(f"{name} is required")
    return parameters[name]


def optional(parameters: Mapping[str, str], name: str, longest: int) -> str:
    """The parameter, or an empty string. OAuthError when it is longer."""
    value = parameters.get(name, "")
    if len(value) > longest:
        raise OAuthError(f"{name} is too long")
    return value


def _documented(needed: str, others: str = "") -> dict[str, Any]:
    """How the OpenAPI document describes such a form. The client always shows who it is, by its assertion."""
    assertion = ["client_assertion_type", "client_assertion"]
    names = [*assertion, *needed.split(), *others.split(), "client_id"]
    texts = {name: {"type": "string"} for name in names}
    form = {"type": "object", "required": [*assertion, *needed.split()], "properties": texts}
    return {"requestBody": {"required": True, "content": {CONTENT_TYPE: {"schema": form}}}}


PUSH = _documented(
    "response_type redirect_uri code_challenge code_challenge_method authorization_details",
    "response_mode scope state dpop_jkt",
)
TOKEN = _documented("grant_type", "scope code code_verifier redirect_uri refresh_token auth_req_id")
BACKCHANNEL = _documented(
    "login_hint authorization_details", "scope binding_message requested_expiry client_notification_token"
)
OWN_TOKEN = _documented("token", "token_type_hint")
