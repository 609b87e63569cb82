"""Header and cookie rules for every answer of the wallet: OWASP Secure Headers, CSP level 3, RFC 6265bis.

Written out anew and not read from the wallet: what it forgets to send must be missed here.
"""

import re
from http.cookies import SimpleCookie

import requests

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOTHING_BUT = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
}
FOR_EVERYBODY = re.compile(r"/(static/|log/|\.well-known/|oauth/jwks|v1/schemas)")
"""What is the same for everybody, and may be kept by whoever passes it on."""
SECURE_NAME = "__Host-"


def check(answer: requests.Response) -> None:
    """AssertionError for an answer that lacks one of the rules."""
    place = f"{answer.request.method} {answer.request.path_url}"
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, place
    policy = _directives(answer.headers.get("Content-Security-Policy", ""))
    assert {name: policy.get(name) for name in NOTHING_BUT} == NOTHING_BUT, place
    assert "unsafe" not in answer.headers["Content-Security-Policy"], place
    if not FOR_EVERYBODY.match(answer.request.path_url):
        assert answer.headers.get("Cache-Control") == "no-store", place
    is_secure = (answer.request.url or "").startswith("https://")
    for cookie in _set(answer):
        _check_cookie(cookie, place, is_secure=is_secure)


def _check_cookie(cookie: str, place: str, *, is_secure: bool) -> None:
    ((name, morsel),) = SimpleCookie(cookie).items()
    assert morsel["httponly"], place
    assert (morsel["path"], morsel["domain"], morsel["samesite"].lower()) == ("/", "", "lax"), place
    assert (bool(morsel["secure"]), name.startswith(SECURE_NAME)) == (is_secure, is_secure), place


def _directives(policy: str) -> dict[str, set[str]]:
    words = (directive.split() for directive in policy.split(";") if directive.strip())
    return {name: set(sources) for name, *sources in words}


def _set(answer: requests.Response) -> list[str]:
    """Each Set-Cookie line by itself: `requests` joins them with a comma, which a date has too."""
    raw = answer.raw.headers if answer.raw is not None else {}
    return list(raw.getlist("Set-Cookie")) if hasattr(raw, "getlist") else []
