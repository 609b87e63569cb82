"""Where somebody was going before they had to sign in: a cookie for some minutes, which can lead to one page only.

value: the query of `/oauth/authorize`, `client_id` and `request_uri`; the path is never taken from the cookie
"""

from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import Response

from wallet.identity.cookies import is_secure
from wallet.identity.sessions import SignedIn
from wallet.identity.staff import Role
from wallet.oauth.endpoints import AUTHORIZE_PATH
from wallet.oauth.pushing import REQUEST_SECONDS
from wallet.settings import Settings

NAMES = ["client_id", "request_uri"]


def remember(response: Response, settings: Settings, client_id: str, request_uri: str) -> None:
    response.set_cookie(
        _name(settings),
        urlencode({"client_id": client_id, "request_uri": request_uri}),
        max_age=REQUEST_SECONDS,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def remembered(request: Request, settings: Settings) -> str | None:
    """The page to go on to, or None."""
    found = parse_qs(request.cookies.get(_name(settings), ""))
    if sorted(found) != NAMES or any(len(values) != 1 for values in found.values()):
        return None
    return f"{AUTHORIZE_PATH}?{urlencode({name: found[name][0] for name in NAMES})}"


def first_page(request: Request, settings: Settings, signed_in: SignedIn, otherwise: str = "/") -> str:
    """Where to go after signing in: on to where the person was going; an auditor to their desk."""
    if signed_in.staff is not None:
        return "/kiem-tra" if signed_in.kind == Role.AUDITOR else otherwise
    return remembered(request, settings) or otherwise


def forget(response: Response, settings: Settings) -> None:
    response.delete_cookie(_name(settings), path="/", secure=is_secure(settings), httponly=True, samesite="lax")


def _name(settings: Settings) -> str:
    return "__Host-returning" if is_secure(settings) else "returning"
