"""What a store of objects promises. `folder`, `s3` and `memory` keep it; one test module asks all three."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from storage.errors import InvalidKeyError, LengthMismatchError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

KEY_LENGTH_LIMIT = 200
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class StoredBody(io.RawIOBase):
    """An object, or a range of one, being read. `read(n)` may give fewer than n bytes, and b"" only at the end.

    `total` is the length of the whole object as the store tells it, also where a range is read. Trust neither.
    """

    def __init__(self, fill: Callable[[memoryview], int], total: int) -> None:
        """`fill` writes the next bytes into the view and says how many; 0 is the end. It raises StorageErrors only."""
        super().__init__()
        self.total = total
        self._fill = fill

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        return self._fill(memoryview(buffer).cast("B"))


class Body(Protocol):
    """What is to be stored: any binary file, or less."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, b"" only at the end."""


class ObjectStore(Protocol):
    """A flat map from key to bytes. Foreign errors come out as StoreUnavailableError; a body's own errors unchanged.

    Keys are segments of letters, digits and ``._-`` joined by ``/``, none beginning with a dot; InvalidKeyError
    otherwise. No key is another key's folder.
    """

    def put(self, key: str, body: Body, length: int | None) -> None:
        """Store the body; durable once this returns. A failed put leaves no readable object.

        `length` in bytes, or None where nobody knows it yet; a body of another length raises LengthMismatchError.
        `body.read(n)` may give fewer than n bytes. The caller never puts a key twice: stores need not notice.
        """

    def replace(self, key: str, content: bytes) -> None:
        """Store or overwrite a small object, durable once this returns. A reader sees the old or the new, never both.

        After StoreUnavailableError the new content may still arrive: replace again with the same or newer content.
        """

    def read(self, key: str, start: int = 0, length: int | None = None) -> AbstractContextManager[StoredBody]:
        """Bytes start to start + length - 1 (length >= 1), or to the end; fewer where the object ends before.

        ObjectNotFoundError when the block is entered; a start at or past the end gives no bytes.
        """

    def delete(self, key: str) -> None:
        """Remove the object with all versions that the store keeps of it; absent is fine."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key that begins with `prefix`, in any order; what is put or deleted meanwhile may or may not show."""


def check_key(key: str) -> str:
    if len(key) > KEY_LENGTH_LIMIT or not _KEY.fullmatch(key):
        raise InvalidKeyError("not an object key: segments of letters, digits and ._- joined by /, at most 200 long")
    return key


class ExactBody:
    """Reads a body in pieces of exactly the size asked for, the last one shorter, and holds it to its length.

    It looks one byte past an announced end and raises LengthMismatchError in place of the last piece, so that a store
    that has not seen the last piece has stored nothing. minio needs exact pieces: it is quadratic in short reads.
    """

    def __init__(self, body: Body, length: int | None) -> None:
        self._body = body
        self._length = length
        self._taken = 0
        self._ended = False
        self.error: BaseException | None = None
        """What the body itself raised, for a store whose client would hide it."""

    def read(self, wanted: int) -> bytes:
        if self._ended:
            return b""
        try:
            return self._piece(wanted)
        except BaseException as error:
            self.error = error
            raise

    def _piece(self, wanted: int) -> bytes:
        piece = _read_exactly(self._body, wanted)
        self._taken += len(piece)
        self._ended = len(piece) < wanted or self._taken == self._length
        if self._length is not None:
            too_short = self._ended and self._taken < self._length
            too_long = self._taken > self._length or (self._taken == self._length and self._body.read(1))
            if too_short or too_long:
                raise LengthMismatchError(f"the body is not the {self._length} bytes that were announced")
        return piece


def _read_exactly(body: Body, wanted: int) -> bytes:
    first = body.read(wanted)
    if not first or len(first) == wanted:
        return first
    pieces, missing = [first], wanted - len(first)
    while missing and (piece := body.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
