"""A tee: what is read through it to be sealed is looked at on the way."""

from typing import Protocol

from wallet.intake.errors import error_of
from wallet.intake.inspector import Inspection
from wallet.intake.verdicts import Verdict


class Readable(Protocol):
    """Gives at most n bytes a call, b"" at the end; a short read is not an end."""

    def read(self, n: int = -1, /) -> bytes: ...


class InspectedReader:
    """Reads `source` and feeds the inspection with the same bytes.

    `read` raises the error of an early refusal (type, length), so whoever seals stops at once. The verdict is asked for
    with `finish` after the last byte and before the sealed object gets an owner.
    """

    def __init__(self, source: Readable, inspection: Inspection) -> None:
        self._source = source
        self._inspection = inspection

    def read(self, n: int = -1, /) -> bytes:
        chunk = self._source.read(n)
        self._inspection.feed(chunk)
        if self._inspection.refused:
            raise error_of(self._inspection.refused)
        return chunk

    def finish(self) -> Verdict:
        return self._inspection.finish()
