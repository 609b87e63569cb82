"""Reads a request: application/x-www-form-urlencoded, every parameter at most once (RFC 6749 section 3.2)."""

from collections.abc import Mapping
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
