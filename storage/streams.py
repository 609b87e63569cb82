"""Seals and opens long messages on the way, in steps of a few chunks, with buffers that are used again.

The library lets go of the interpreter lock at every 16 KiB chunk; beside a busy thread each step may wait its turn, so
a step is large, and one thread does it.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from storage.chunks import CHUNK_BYTES, HEADER_BYTES, SEALED_CHUNK_BYTES, sealed_length
from storage.errors import LengthMismatchError, TamperedError
from storage.objects import Body, StoredBody

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STEP_CHUNKS = 4
STEP_BYTES = STEP_CHUNKS * CHUNK_BYTES
SEALED_STEP_BYTES = STEP_CHUNKS * SEALED_CHUNK_BYTES
STEP_OUTPUT_BYTES = sealed_length(STEP_BYTES + CHUNK_BYTES)
"""The most that a step gives out: header, its own chunks, and one that earlier short reads had begun."""


class SealingStream(io.RawIOBase):
    """The sealed form of a body that is read while this is read; nothing of the plaintext is kept."""

    def __init__(self, body: Body, key: bytes, context: bytes, length: int | None) -> None:
        """`length` in bytes where announced: a body of another length raises LengthMismatchError before the end."""
        super().__init__()
        self.header = b""
        self.plaintext_length = 0
        self._announced = length
        self._body = body
        self._encryptor = Cobblestone256Encryptor(key, context)
        self._buffer = memoryview(bytearray(STEP_OUTPUT_BYTES))
        self._ready = self._buffer[:0]
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        target = memoryview(buffer).cast("B")
        while not self._ready and not self._ended:
            if len(target) < STEP_OUTPUT_BYTES:
                self._ready = self._buffer[: self._step(self._buffer)]
            elif count := self._step(target):
                return count
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _step(self, target: memoryview) -> int:
        """Seal the next plaintext into the target, which takes STEP_OUTPUT_BYTES. 0: a chunk is not yet full."""
        plaintext = self._body.read(STEP_BYTES)
        self.plaintext_length += len(plaintext)
        self._hold_to_announced(ended=not plaintext)
        if plaintext:
            count = self._encryptor.update_into(plaintext, target)
        else:
            self._ended = True
            last = self._encryptor.finalize()
            count = len(last)
            target[:count] = last
        if not self.header:
            self.header = bytes(target[: min(count, HEADER_BYTES)])
        return count

    def _hold_to_announced(self, *, ended: bool) -> None:
        if self._announced is None:
            return
        if self.plaintext_length > self._announced or (ended and self.plaintext_length < self._announced):
            raise LengthMismatchError(f"the body is not the {self._announced} bytes that were announced")


def opened(body: StoredBody, key: bytes, context: bytes, header: bytes) -> Iterator[bytes]:
    """The plaintext in pieces, each authenticated before it is given; TamperedError also at the very end.

    Who forwards the pieces must break off, not end cleanly, when this raises: only the last step proves that nothing
    was cut off. `header` is the trusted copy; another one in the store is refused before anything is decrypted.
    """
    buffer = memoryview(bytearray(SEALED_STEP_BYTES))
    stored_header = buffer[: _fill(body, buffer[:HEADER_BYTES])]
    if stored_header != header:
        raise TamperedError("the stored header is not the one that was written")
    decryptor = Cobblestone256Decryptor(key, context)
    try:
        decryptor.update(header)  # gives nothing yet, but refuses another key or context
        while count := _fill(body, buffer):
            # Fresh bytes: a view of a buffer could be overwritten while a server still sends it.
            if piece := decryptor.update(buffer[:count]):
                yield piece
        if piece := decryptor.finalize():
            yield piece
    except InvalidTag:
        raise TamperedError("the stored object was altered, cut, extended or swapped") from None


def _fill(body: StoredBody, target: memoryview) -> int:
    """Whole chunks spare the library a copy. Less than the target only at the end."""
    filled = 0
    while filled < len(target) and (count := body.readinto(target[filled:])):
        filled += count
    return filled
