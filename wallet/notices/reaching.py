"""One request to an address that somebody registered: looked up anew, and sent to the very address that was looked at.

No redirect is followed, no proxy of the environment is used. What may be reached is decided by `destinations`.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cached_property

import httpx2

from wallet.notices.destinations import Destination, choose, read_url
from wallet.settings import Network


class Reach:
    """`allowed`: networks that are not public and may be reached."""

    def __init__(self, *, https_only: bool, allowed: Sequence[Network]) -> None:
        self._https_only = https_only
        self._allowed = allowed

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """The system's roots. Reading them takes tens of milliseconds, and many a wallet never has anybody to tell."""
        return ssl.create_default_context()

    @asynccontextmanager
    async def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None, *, seconds: float
    ) -> AsyncIterator[httpx2.Response]:
        """The answer, its body not read yet. InvalidEndpointError, UnicodeError, OSError, httpx2.HTTPError."""
        to = read_url(url, https_only=self._https_only)
        target = httpx2.URL(url).copy_with(host=await self._look_up(to))
        sent = {**headers, "host": to.authority, "user-agent": "vi-giay-to"}
        async with (
            httpx2.AsyncClient(verify=self._trust, trust_env=False, timeout=seconds) as client,
            client.stream(method, target, headers=sent, content=body, extensions={"sni_hostname": to.host}) as answer,
        ):
            yield answer

    async def _look_up(self, to: Destination) -> str:
        """The connection then goes to this very address: a name that changes its mind in between changes nothing."""
        found = await asyncio.get_running_loop().getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
        return choose((str(one[4][0]) for one in found), self._allowed)
