"""JPEG from its first byte to its last (ITU-T T.81 annex B): every segment is walked, nothing is decoded.

After the end marker only what `jpeg_trailer` can account for may follow.
"""

import re
from dataclasses import dataclass

from wallet.intake.confined.findings import Outline, RefusedError
from wallet.intake.refusals import Refusal

START, END, SCAN = 0xD8, 0xD9, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
APP2 = 0xE2
SEGMENT_LIMIT = 5_000
SCAN_LIMIT = 100
"""A progressive photo has about 10; decoders need time for each, however short it is."""

# In compressed data, FF is followed by 00 or by a restart marker; anything else ends it (B.1.1.5).
# The second pattern has no repetition: a file of FFs alone would make the search quadratic.
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


@dataclass(frozen=True, slots=True)
class Walked:
    """One JPEG inside a file; `end` is the offset after its end marker."""

    outline: Outline
    end: int
    announces_more: bool
    """It has a Multi-Picture Format index (CIPA DC-007): HDR photos carry a second picture after the first."""


def walk(content: bytes, start: int = 0) -> Walked:
    """Raises RefusedError TRUNCATED when the end marker does not come, BROKEN for any other fault."""
    parts: list[bytes] = []
    at, scans, size, more = start + 2, 0, (0, 0), False
    for _ in range(SEGMENT_LIMIT):
        found = _MARKER.match(content, at)
        if found is None:
            raise RefusedError(
                Refusal.TRUNCATED if at >= len(content) else Refusal.BROKEN, "no marker where one belongs"
            )
        marker, at = content[found.end() - 1], found.end()
        if marker == END:
            return Walked(_outline(size, parts, scans), at, more)
        segment = _segment(content, at)
        at += 2 + len(segment)
        if marker in FRAMES:
            size = _size(segment, size)
        elif marker == SCAN:
            scans += 1
            at = _end_of_scan(content, at)
        else:
            parts.append(segment)
            more = more or (marker == APP2 and segment.startswith(b"MPF\0"))
    raise RefusedError(Refusal.BROKEN, "too many segments")


def _segment(content: bytes, at: int) -> bytes:
    length = int.from_bytes(content[at : at + 2], "big")
    if at + 2 > len(content) or at + length > len(content):
        raise RefusedError(Refusal.TRUNCATED, "a segment goes beyond the end")
    if length < 2:  # noqa: PLR2004  (the length counts its own two bytes)
        raise RefusedError(Refusal.BROKEN, "a segment without a length")
    return content[at + 2 : at + length]


def _size(segment: bytes, earlier: tuple[int, int]) -> tuple[int, int]:
    size = int.from_bytes(segment[3:5], "big"), int.from_bytes(segment[1:3], "big")
    if earlier != (0, 0) or 0 in size:
        raise RefusedError(Refusal.BROKEN, "no single frame header with a size")
    return size


def _end_of_scan(content: bytes, at: int) -> int:
    found = _SCAN_END.search(content, at)
    if found is None:
        raise RefusedError(Refusal.TRUNCATED, "the picture breaks off")
    return found.start()


def _outline(size: tuple[int, int], parts: list[bytes], scans: int) -> Outline:
    if size == (0, 0) or not 0 < scans <= SCAN_LIMIT:
        raise RefusedError(Refusal.BROKEN, "no frame, no scan, or too many scans")
    return Outline(*size, tuple(parts))
