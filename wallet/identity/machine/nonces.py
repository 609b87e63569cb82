"""Nonces for DPoP proofs (RFC 9449 sections 8 and 9): the wallet's own word in a proof shows that it was made just now.

Nothing is stored: a nonce is a span of time and its MAC, so that every worker knows those of every other. One is good
in its own span and in the one after it.

    nonce = base64url( number || HMAC-SHA-256(secret, "wallet.dpop.v1" || number)[:16] )    number: of the span, 8 bytes
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from wallet.identity.machine.jwk import base64url

SPAN_SECONDS = 150
LABEL = b"wallet.dpop.v1"
NUMBER_BYTES, MAC_BYTES = 8, 16


@dataclass(frozen=True, slots=True)
class Nonces:
    """`secret`: 32 bytes that all workers share."""

    secret: bytes

    def fresh(self, *, now: datetime) -> str:
        return self._of(_span(now))

    def is_good(self, nonce: str, *, now: datetime) -> bool:
        """Made by a worker of this wallet, at most two spans ago."""
        try:
            raw = base64.urlsafe_b64decode(nonce + "=" * (-len(nonce) % 4))
        except ValueError:
            return False
        number = int.from_bytes(raw[:NUMBER_BYTES])
        current = _span(now)
        return number in {current, current - 1} and hmac.compare_digest(nonce.encode(), self._of(number).encode())

    def _of(self, number: int) -> str:
        span = number.to_bytes(NUMBER_BYTES)
        return base64url(span + hmac.digest(self.secret, LABEL + span, hashlib.sha256)[:MAC_BYTES])


def _span(now: datetime) -> int:
    return int(now.timestamp()) // SPAN_SECONDS
