"""Brings one event to one address: a single POST, answered within 15 seconds or not at all.

The answer is its status. Nothing of its body is read, no redirect is followed, no proxy of the environment is used.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import httpx2

from wallet.notices.destinations import Destination, choose, read_url
from wallet.notices.errors import InvalidEndpointError
from wallet.settings import Network

WHOLE_SECONDS = 15.0
_OK = range(200, 300)
_GONE = 410


class Reception(StrEnum):
    """How it went. `gone`: the receiver wants no more (Standard Webhooks, "410 Gone"); `silent`: nobody answered."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    GONE = "gone"
    SILENT = "silent"


class Courier(Protocol):
    def bring(self, url: str, headers: Mapping[str, str], body: bytes, /) -> tuple[Reception, str]:
        """With a word for the operator: a status, or why nobody answered. Never raises for what the other side does."""


class HttpCourier:
    """`allowed`: networks that are not public and may be sent to."""

    def __init__(self, *, https_only: bool, allowed: Sequence[Network]) -> None:
        self._https_only = https_only
        self._allowed = allowed

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """The system's roots. Reading them takes tens of milliseconds, and many a wallet never has anybody to tell."""
        return ssl.create_default_context()

    def bring(self, url: str, headers: Mapping[str, str], body: bytes, /) -> tuple[Reception, str]:
        try:
            status = asyncio.run(asyncio.wait_for(self._post(url, headers, body), WHOLE_SECONDS))
        except (InvalidEndpointError, UnicodeError):
            return Reception.SILENT, "address-not-allowed"
        except TimeoutError:
            return Reception.SILENT, "no-answer-in-time"
        except (OSError, httpx2.HTTPError) as error:
            return Reception.SILENT, type(error).__name__
        if status == _GONE:
            return Reception.GONE, str(status)
        return (Reception.ACKNOWLEDGED if status in _OK else Reception.REFUSED), str(status)

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        to = read_url(url, https_only=self._https_only)
        target = httpx2.URL(url).copy_with(host=await self._look_up(to))
        sent = {**headers, "host": to.authority, "content-type": "application/json", "user-agent": "vi-giay-to"}
        async with (
            httpx2.AsyncClient(verify=self._trust, trust_env=False, timeout=WHOLE_SECONDS) as client,
            client.stream("POST", target, headers=sent, content=body, extensions={"sni_hostname": to.host}) as answer,
        ):
            return answer.status_code

    async def _look_up(self, to: Destination) -> str:
        """The connection then goes to this very address: a name that changes its mind in between changes nothing."""
        found = await asyncio.get_running_loop().getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
        return choose((str(one[4][0]) for one in found), self._allowed)
