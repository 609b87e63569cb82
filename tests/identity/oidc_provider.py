"""A certified OpenID provider in a process of its own, and a person who signs in at it with a browser."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from tests.servers import free_port
from tests.world import CALL_SECONDS

PROVIDER = Path(__file__).with_name("provider")
SECRET = "only-for-tests-only-for-tests-only"
LEVELS = "urn:mau:1=1, urn:mau:2=2"
REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class IdentityProvider:
    issuer: str

    @property
    def settings(self) -> dict[str, Any]:
        """What an operator would set for citizens and for staff."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": "vi-giay-to",
            "oidc_client_secret": SECRET,
            "oidc_scope": "openid identity",
            "oidc_levels": LEVELS,
            "staff_oidc_issuer": self.issuer,
            "staff_oidc_client_id": "vi-giay-to",
            "staff_oidc_client_secret": SECRET,
            "staff_oidc_scope": "openid identity",
        }


@contextmanager
def identity_provider(wallet_url: str) -> Iterator[IdentityProvider]:
    """Started for one wallet, whose two redirect URIs it knows; ended afterwards."""
    port = free_port()
    returns = [f"{wallet_url}/vao/{who}/xong" for who in ("nguoi-dan", "can-bo")]
    command = ["node", "provider.js", str(port), *returns]
    with subprocess.Popen(
        command, cwd=PROVIDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield IdentityProvider(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


class Visitor:
    """A browser with cookies for wallet and provider; it follows every redirect but shows each stop."""

    def __init__(self, wallet_url: str) -> None:
        self.url = wallet_url
        self.http = requests.Session()
        self.http.trust_env = False
        self.stops: list[str] = []

    def go(self, url: str, method: str = "GET", **more: Any) -> requests.Response:
        answer = self.http.request(
            method, url, timeout=CALL_SECONDS, allow_redirects=False, headers={"Accept": "text/html"}, **more
        )
        self.stops.append(url)
        if answer.status_code in REDIRECTS:
            return self.go(urljoin(url, answer.headers["Location"]))
        return answer

    def sign_in(self, account: str, door: str = "/vao/nguoi-dan", *, turn: str = "") -> requests.Response:
        """Through the wallet's door, past the provider's page, and back."""
        page = self.go(self.url + door)
        if "<form" not in page.text or urlsplit(page.url).netloc == urlsplit(self.url).netloc:
            return page
        return self.go(page.url, "POST", data={"account": account, **({"turn": turn} if turn else {})})

    def returned_with(self) -> str:
        """The address at which the provider sent the browser back."""
        return next(stop for stop in self.stops if re.search(r"/xong\?", stop))

    def forget_the_provider(self) -> None:
        """As if somebody else had signed in there meanwhile: only the wallet's cookie is left."""
        for cookie in [one for one in self.http.cookies if one.name != "session"]:
            self.http.cookies.clear(cookie.domain, cookie.path, cookie.name)

    def close(self) -> None:
        self.http.close()
