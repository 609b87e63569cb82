"""Answers of the endpoints: what an act gives, or its refusal in OAuth's own words (RFC 6749 section 5.2)."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from wallet.oauth.errors import InvalidDetailsError, OAuthError
from wallet.oauth.forms import read_parameters

Act = Callable[[Mapping[str, str], list[str]], Response]
"""Parameters of the form and lines of the `DPoP` header in, the answer out."""


def answered(request: Request, form: bytes, act: Act) -> Response:
    """A refusal that names an owner is written into their log first."""
    try:
        parameters = read_parameters(request.headers.get("content-type", ""), form)
        return act(parameters, request.headers.getlist("dpop"))
    except OAuthError as error:
        if error.owner is not None:
            request.app.state.note_stranger(request, error.owner, error.code)
        return refused(error)


def refused(error: OAuthError) -> JSONResponse:
    """With `reason` and `names` where it is about details."""
    said: dict[str, Any] = {"error": error.error, "error_description": error.detail or error.title_en}
    if isinstance(error, InvalidDetailsError):
        said |= error.more
    return JSONResponse(said, error.status, headers=error.headers)
