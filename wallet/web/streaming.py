"""A request's body as a file that a sync handler reads while it arrives. Nothing is spooled; nothing is held whole."""

import io
from typing import TYPE_CHECKING

import anyio.from_thread
from starlette.requests import Request

from wallet.errors import BodyTooLargeError, MalformedBodyError, TruncatedBodyError, UnsupportedMediaTypeError
from wallet.web import limits

GATHER_BYTES = 256 * 1024
FORM_ALLOWANCE_BYTES = 2 * 1024 * 1024
"""What a multipart form may add to the document: its small fields and its headers."""

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Arriving(io.RawIOBase):
    """The bytes as they come in. One hop to the event loop fetches at least GATHER_BYTES, or all that is left."""

    def __init__(self, request: Request, limit: int, announced: int | None) -> None:
        super().__init__()
        self._receive = request.receive
        self._limit = limit
        self._announced = announced
        self._waiting = memoryview(b"")
        self._total = 0
        self._ended = False
        self._broken = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Raises BodyTooLargeError past the limit, TruncatedBodyError when the caller goes away too early: after
        everything that had come by then was read."""
        if not (self._waiting or self._ended or self._broken):
            self._waiting = memoryview(anyio.from_thread.run(self._gather))
        if self._broken and not self._waiting:
            raise TruncatedBodyError
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._waiting))
        target[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        return count

    async def _gather(self) -> bytes:
        pieces: list[bytes] = []
        gathered = 0
        while gathered < GATHER_BYTES and not self._ended:
            try:
                piece = await self._next()
            except TruncatedBodyError:
                self._broken = True
                break
            pieces.append(piece)
            gathered += len(piece)
        return b"".join(pieces)

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise TruncatedBodyError
        piece: bytes = message.get("body", b"")
        self._total += len(piece)
        self._ended = not message.get("more_body", False)
        if self._total > self._limit:
            raise BodyTooLargeError
        if self._ended and self._announced is not None and self._total < self._announced:
            raise TruncatedBodyError
        return piece


class RequestBody(io.BufferedReader):
    """Reads as any binary file; `read(n)` gives n bytes unless the end came. For a sync handler's thread only."""

    def __init__(self, arriving: Arriving, content_type: str, length: int | None, document_limit: int) -> None:
        super().__init__(arriving, GATHER_BYTES)
        self.content_type = content_type
        self.length = length
        self.document_limit = document_limit


def open_body(request: Request, document_limit: int) -> RequestBody:
    """The body of this request, at most `document_limit` bytes (a multipart form: that much for its file).

    Raises BodyTooLargeError at once when a larger length is announced, UnsupportedMediaTypeError for a compressed body.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaTypeError("a body must not be compressed")
    content_type = request.headers.get("content-type", "")
    is_form = content_type.lower().startswith("multipart/")
    limit = document_limit + FORM_ALLOWANCE_BYTES if is_form else document_limit
    announced = _announced_length(request)
    if announced is not None and announced > limit:
        raise BodyTooLargeError
    limits.allow_streaming(request.scope)
    return RequestBody(Arriving(request, limit, announced), content_type, announced, document_limit)


def _announced_length(request: Request) -> int | None:
    announced = request.headers.get("content-length")
    if announced is None:
        return None
    if not (announced.isascii() and announced.isdigit()):
        raise MalformedBodyError("Content-Length is not a number")
    return int(announced)
