"""The keys a service signs with: those it was registered with, or those it publishes at its JWKS URI (RFC 7517).

What was fetched is kept for KEPT; an assertion by an unknown key has it fetched again, at most once in AT_MOST_EVERY,
so that a service changes its keys by publishing the new one beside the old. While its address does not answer, what
was fetched before holds for HELD; a key that is not published any more is worth nothing after KEPT.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2

from wallet.database import Database
from wallet.identity import services
from wallet.identity.machine.jwk import PublicKey, read_jwks
from wallet.identity.models import Service
from wallet.notices.errors import InvalidEndpointError
from wallet.notices.reaching import Reach
from wallet.settings import Network

KEPT = timedelta(hours=1)
HELD = timedelta(hours=24)
AT_MOST_EVERY = timedelta(seconds=60)
WHOLE_SECONDS = 5.0
BYTES_AT_MOST = 64 * 1024
_OK = 200


@dataclass(slots=True)
class ClientKeys:
    """One for a process; `_asked` remembers when each address was last asked, whatever it answered."""

    database: Database
    https_only: bool
    allowed: Sequence[Network]
    _asked: dict[UUID, datetime] = field(default_factory=dict)

    def of(self, service: Service, *, anew: bool, now: datetime) -> tuple[PublicKey, ...]:
        """`anew`: none of those that were given fits. ValueError where there are none, or no other ones."""
        if not service.jwks_uri:
            if anew:
                raise ValueError("there are no other keys")
            return services.keys_of(service)
        age = now - service.jwks_fetched_at if service.jwks_fetched_at else HELD
        if (anew or age >= KEPT) and now - self._asked.get(service.id, now - AT_MOST_EVERY) >= AT_MOST_EVERY:
            self._asked[service.id] = now
            if (fetched := self._fetch(service.jwks_uri)) is not None:
                self._keep(service, fetched, now)
                return read_jwks(fetched)
        if age >= HELD:
            raise ValueError("the keys could not be fetched")
        return services.keys_of(service)

    def _fetch(self, url: str) -> dict[str, Any] | None:
        """A key set that can be used; None for everything else, whatever the other side does."""
        try:
            raw = asyncio.run(asyncio.wait_for(self._get(url), WHOLE_SECONDS))
            found = json.loads(raw)
            read_jwks(found if isinstance(found, dict) else {})
        except (InvalidEndpointError, TimeoutError, OSError, httpx2.HTTPError, ValueError, RecursionError):
            return None
        return dict(found)

    async def _get(self, url: str) -> bytes:
        reach = Reach(https_only=self.https_only, allowed=self.allowed)
        asked = {"accept": "application/jwk-set+json, application/json", "accept-encoding": "identity"}
        async with reach.request("GET", url, asked, seconds=WHOLE_SECONDS) as answer:
            if answer.status_code != _OK:
                raise ValueError("no key set there")
            whole = bytearray()
            async for piece in answer.aiter_raw():
                whole += piece
                if len(whole) > BYTES_AT_MOST:
                    raise ValueError("the key set is too long")
        return bytes(whole)

    def _keep(self, service: Service, jwks: dict[str, Any], now: datetime) -> None:
        """In the row, and in the caller's copy: who asks again must not be given the keys from before."""
        with self.database.transaction() as session:
            row = session.get_one(Service, service.id, with_for_update=True)
            row.jwks, row.jwks_fetched_at = jwks, now
            session.add(row)
        service.jwks, service.jwks_fetched_at = jwks, now
