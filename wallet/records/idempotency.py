"""A retry with the same `Idempotency-Key` gets the same answer (IETF draft-ietf-httpapi-idempotency-key-header).

The fingerprint of a request is keyed, because a bare digest of a document would survive the document.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wallet.intake.reader import Readable
from wallet.records.errors import IdempotencyKeyReusedError
from wallet.records.models import IdempotentAnswer

DRAIN_BYTES = 256 * 1024


class FingerprintingReader:
    """Passes a body through and keeps its HMAC-SHA256."""

    def __init__(self, source: Readable, key: bytes, head: bytes) -> None:
        """`head`: the part of the request that does not stream (the record's JSON)."""
        self._source = source
        self._mac = hmac.new(key, len(head).to_bytes(8, "big") + head, hashlib.sha256)

    def read(self, n: int = -1, /) -> bytes:
        chunk = self._source.read(n)
        self._mac.update(chunk)
        return chunk

    def finish(self) -> bytes:
        """The fingerprint; reads what nobody has read yet."""
        while self.read(DRAIN_BYTES):
            pass
        return self._mac.digest()


def key_hash(idempotency_key: str) -> bytes:
    return hashlib.sha256(idempotency_key.encode()).digest()


def find_answer(session: Session, caller: UUID, idempotency_key: str) -> IdempotentAnswer | None:
    return session.get(IdempotentAnswer, (caller, key_hash(idempotency_key)))


def same_answer(earlier: IdempotentAnswer, fingerprint: bytes) -> dict[str, Any]:
    """The answer given before. Raises IdempotencyKeyReusedError when the content differs."""
    if not hmac.compare_digest(earlier.fingerprint, fingerprint):
        raise IdempotencyKeyReusedError
    return earlier.answer


def remember(
    session: Session, caller: UUID, idempotency_key: str, fingerprint: bytes, answer: dict[str, Any], *, now: datetime
) -> None:
    """In the transaction of the act; a second writer of the same key fails there with an IntegrityError."""
    session.add(
        IdempotentAnswer(
            caller=caller, key_hash=key_hash(idempotency_key), fingerprint=fingerprint, answer=answer, created_at=now
        )
    )
    session.flush()
