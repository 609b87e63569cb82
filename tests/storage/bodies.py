"""Bodies that behave as real ones do on a bad day."""

import io


class DrippingBody(io.BytesIO):
    """Gives few bytes at a time, as a phone on a weak network does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(777 if size is None or size < 0 else min(size, 777))


class ConnectionLostError(Exception):
    """What a web server raises when its client is gone."""


class BreakingBody(io.BytesIO):
    """Ends in an error after all its bytes were read."""

    error: Exception = ConnectionLostError()

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise self.error
        return piece


class DiskErrorBody(BreakingBody):
    """A spooled body whose own disk fails."""

    error = OSError("the body's own disk")


class EndlessBody(io.BytesIO):
    """Zeroes, as many as announced, without ever holding them."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._left = length

    def read(self, size: int | None = -1, /) -> bytes:
        count = self._left if size is None or size < 0 else min(size, self._left)
        self._left -= count
        return bytes(count)
