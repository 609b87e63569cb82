"""Opened pieces as one body, so that what was kept can be sealed or read again."""

from collections.abc import Iterator


class Pieces:
    """To be read at most n bytes at a time."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def read(self, n: int = -1, /) -> bytes:
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        size = len(self._left) if n < 0 else n
        piece, self._left = self._left[:size], self._left[size:]
        return bytes(piece)
