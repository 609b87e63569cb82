"""The session cookie. Over https it is `__Host-session`, which no other host and no plain-HTTP page can set or read
(RFC 6265bis section 4.1.3.2); on a developer's http it is `session`."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from wallet.settings import Settings


def cookie_name(settings: Settings) -> str:
    return "__Host-session" if is_secure(settings) else "session"


def read_cookie(request: Request, settings: Settings) -> str | None:
    return request.cookies.get(cookie_name(settings))


def set_cookie(response: Response, settings: Settings, secret: str, life: timedelta) -> None:
    """`life` and no date: phones whose clock is wrong stay signed in as long as everybody (RFC 6265 section 5.2.2)."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(life.total_seconds()),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(cookie_name(settings), path="/", secure=is_secure(settings), httponly=True, samesite="lax")


def is_secure(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
