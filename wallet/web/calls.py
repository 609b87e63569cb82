"""One call: which id it got, which route it took, where it came from. Never what its path, query or body say."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from starlette.types import Scope

NO_ROUTE = "(no route)"
_REQUEST_ID = "wallet.request_id"


@dataclass(frozen=True, slots=True)
class Call:
    """`route` is the template, such as `/v1/me/records/{record_id}`; `address` is the caller's network address."""

    request_id: str
    route: str
    address: str


def request_id(scope: Scope) -> str:
    """The call's UUID; ours alone, whatever the caller sends, so that a caller cannot forge or reuse one."""
    if _REQUEST_ID not in scope:
        scope[_REQUEST_ID] = str(uuid4())
    return str(scope[_REQUEST_ID])


def route_template(scope: Scope) -> str:
    """The path as the route declares it; `NO_ROUTE` before or without a match."""
    included: Any = scope.get("fastapi", {}).get("effective_route_context")  # knows the prefix of include_router
    route: Any = included if included is not None else scope.get("route")
    return str(getattr(route, "path", NO_ROUTE))


def call_of(scope: Scope) -> Call:
    client = scope.get("client")
    return Call(request_id(scope), route_template(scope), str(client[0]) if client else "")
