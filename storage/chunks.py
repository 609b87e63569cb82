"""Reads single chunks of a c2sp.org/chunked-encryption message, which the library cannot do yet.

    0    24 B salt     24   32 B commitment     56+16400k  chunk k: 16384 B + 16 B tag     last chunk always shorter
    okm = HKDF-Expand(key, "c2sp.org/chunked-encryption@v1+" + AEAD name + 0x00 + salt + context, key + 12 + 32 B)
    message key, base nonce, commitment = okm split in that order
    chunk i: AEAD(message key, nonce = base nonce XOR be96(i), no associated data)

A chunk alone proves what it holds and where it stands, not that the message ends where it should: whoever reads a
range takes the length from a place that is trusted (the row), and compares the stored length with it.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from storage.errors import TamperedError

CHUNK_BYTES = 16384
TAG_BYTES = 16
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
SALT_BYTES = 24
COMMITMENT_BYTES = 32
HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES
NONCE_BYTES = 12
LABEL = b"c2sp.org/chunked-encryption@v1+"


class Aead(Protocol):
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """Raises InvalidTag."""


@dataclass(frozen=True, slots=True)
class Suite:
    """One instance of the format: a hash, an AEAD with 16-byte tags and 12-byte nonces, and the name of each."""

    name: str
    aead_name: bytes
    aead: Callable[[bytes], Aead]
    key_bytes: int
    digest: HashAlgorithm


COBBLESTONE_256 = Suite("c2sp-cobblestone-256", b"AEAD_AES_256_GCM", AESGCM, 32, SHA512())


def sealed_length(plaintext_length: int) -> int:
    """Bytes that a message of this many bytes takes once sealed."""
    return HEADER_BYTES + plaintext_length + TAG_BYTES * (plaintext_length // CHUNK_BYTES + 1)


def plaintext_length(sealed: int) -> int:
    """The inverse; TamperedError for a length that no sealed message has."""
    full_chunks, last_chunk = divmod(sealed - HEADER_BYTES, SEALED_CHUNK_BYTES)
    if full_chunks < 0 or last_chunk < TAG_BYTES:
        raise TamperedError("no sealed message has this length")
    return full_chunks * CHUNK_BYTES + last_chunk - TAG_BYTES


@dataclass(frozen=True, slots=True)
class Span:
    """Where the chunks that hold a range of the plaintext stand among the sealed bytes."""

    first_chunk: int
    sealed_start: int
    sealed_length: int


def span(start: int, stop: int, whole: int) -> Span:
    """The chunks that hold plaintext bytes start to stop - 1 of a message of `whole` bytes; 0 <= start < stop."""
    first, last = start // CHUNK_BYTES, (stop - 1) // CHUNK_BYTES
    sealed_start = HEADER_BYTES + first * SEALED_CHUNK_BYTES
    sealed_stop = min(HEADER_BYTES + (last + 1) * SEALED_CHUNK_BYTES, sealed_length(whole))
    return Span(first, sealed_start, sealed_stop - sealed_start)


class ChunkReader:
    """Opens chunks of one message, each by its number."""

    def __init__(self, suite: Suite, key: bytes, context: bytes, header: bytes) -> None:
        """Checks the commitment first: TamperedError where key, context or header is not the message's."""
        if len(key) != suite.key_bytes or len(header) != HEADER_BYTES:
            raise TamperedError("key or header has the wrong length")
        salt, commitment = header[:SALT_BYTES], header[SALT_BYTES:]
        info = LABEL + suite.aead_name + b"\0" + salt + context
        okm = HKDFExpand(suite.digest, suite.key_bytes + NONCE_BYTES + COMMITMENT_BYTES, info).derive(key)
        nonce_stop = suite.key_bytes + NONCE_BYTES
        if not hmac.compare_digest(okm[nonce_stop:], commitment):
            raise TamperedError("the message was not sealed with this key and context")
        self._base_nonce = int.from_bytes(okm[suite.key_bytes : nonce_stop], "big")
        self._aead = suite.aead(okm[: suite.key_bytes])

    def open(self, number: int, sealed: bytes) -> bytes:
        """The plaintext of chunk `number`; `sealed` is the whole chunk with its tag."""
        try:
            return self._aead.decrypt((self._base_nonce ^ number).to_bytes(NONCE_BYTES, "big"), sealed, None)
        except InvalidTag:
            raise TamperedError(f"chunk {number} was altered or stands elsewhere") from None
