"""Brings one event to one address: a single POST, answered within 15 seconds or not at all.

The answer is its status. Nothing of its body is read, no redirect is followed, no proxy of the environment is used.
"""

import asyncio
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import httpx2

from wallet.notices.errors import InvalidEndpointError
from wallet.notices.reaching import Reach
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
        self._reach = Reach(https_only=https_only, allowed=allowed)

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
        sent = {**headers, "content-type": "application/json"}
        async with self._reach.request("POST", url, sent, body, seconds=WHOLE_SECONDS) as answer:
            return answer.status_code
