"""Compares an answer with what the OpenAPI document says the route answers: status, media type, and the stable code."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests

from wallet.app import create_app
from wallet.settings import Environment, Settings

NOT_OF_A_ROUTE = frozenset({"method-not-allowed"})
"""What is answered before a route is found."""

Operation = dict[str, Any]


@cache
def document() -> dict[str, Any]:
    """The wallet's own, with the door for development."""
    return create_app(Settings(environment=Environment.DEVELOPMENT, development_sign_in=True)).openapi()


def check(answer: requests.Response) -> None:
    """AssertionError for an answer of the API's that its document does not foresee; pages are not in it."""
    assert answer.request.url is not None
    place = f"{answer.request.method} {urlsplit(answer.request.url).path}"
    operation = _operation(answer.request.method or "", urlsplit(answer.request.url).path)
    if operation is None or _code(answer) in NOT_OF_A_ROUTE:
        return
    said = operation["responses"].get(str(answer.status_code))
    assert said is not None, f"{place} answers {answer.status_code}, which it does not document: {answer.text[:300]}"
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    assert not answer.content or kind in said.get("content", {}), f"{place} answers {kind}, which it does not document"
    if answer.status_code >= requests.codes.bad_request:
        words = _words(said["content"][kind]["schema"])
        assert _code(answer) in words, f"{place} refuses with {_code(answer)}; name its error in @refuses(…) there"


@cache
def _operation(method: str, path: str) -> Operation | None:
    operations: dict[str, Operation] = next(
        (found for pattern, found in _patterns() if pattern.fullmatch(path) and method.lower() in found), {}
    )
    return operations.get(method.lower())


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, Operation]]]:
    """Paths without parameters first, as the wallet's own table matches them."""
    paths: dict[str, dict[str, Operation]] = document()["paths"]
    ordered = sorted(paths.items(), key=lambda item: item[0].count("{"))
    return [(re.compile(_pattern(path)), operations) for path, operations in ordered]


def _pattern(path: str) -> str:
    return re.sub(r"\\{\w+\\}", ".+" if path.startswith("/log/") else "[^/]+", re.escape(path))


def _words(schema: dict[str, Any]) -> list[str]:
    """Of `code`, or of OAuth's `error`."""
    (member,) = schema["allOf"][1]["properties"].values()
    words: list[str] = member["enum"]
    return words


def _code(answer: requests.Response) -> str:
    if "json" not in answer.headers.get("Content-Type", "") or answer.status_code < requests.codes.bad_request:
        return ""
    said = answer.json()
    return str(said.get("code") or said.get("error"))
