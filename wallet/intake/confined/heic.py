"""HEIC box by box (ISO/IEC 14496-12 section 4.2; sizes from `ispe`, ISO/IEC 23008-12 section 6.5.3)."""

from collections.abc import Iterator

from wallet.intake.confined.findings import Outline, RefusedError
from wallet.intake.refusals import Refusal

TOP_BOXES = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip", b"sefd"})
"""`sefd` holds the small notes of a Samsung camera. Films come as `moov` or `mpvd` and are hidden content."""
BOX_LIMIT = 10_000
LARGE_SIZE = 1


def outline(content: bytes) -> Outline:
    """The largest announced size. Raises RefusedError: TRUNCATED, HIDDEN_CONTENT, ANIMATED, BROKEN."""
    metadata, sizes = [], []
    for kind, body in _boxes(content, TOP_BOXES):
        if kind != b"mdat":
            metadata.append(body)
        if kind == b"meta":
            sizes += list(_sizes(body[4:]))
    if not sizes:
        raise RefusedError(Refusal.BROKEN, "no size")
    return Outline(*max(sizes, key=lambda size: size[0] * size[1]), tuple(metadata))


def _sizes(meta: bytes) -> Iterator[tuple[int, int]]:
    for properties in (body for kind, body in _boxes(meta) if kind == b"iprp"):
        for container in (body for kind, body in _boxes(properties) if kind == b"ipco"):
            for size in (body for kind, body in _boxes(container) if kind == b"ispe"):
                yield int.from_bytes(size[4:8], "big"), int.from_bytes(size[8:12], "big")


def _boxes(content: bytes, expected: frozenset[bytes] | None = None) -> Iterator[tuple[bytes, bytes]]:
    """Boxes that fill `content` exactly, all of the kinds expected (None: of any kind)."""
    at = 0
    for _ in range(BOX_LIMIT):
        if at == len(content):
            return
        kind = content[at + 4 : at + 8]
        if expected is not None and kind not in expected:
            _refuse_box(kind)
        length, head = int.from_bytes(content[at : at + 4], "big"), 8
        if length == LARGE_SIZE:
            length, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif length == 0:  # to the end of the file
            length = len(content) - at
        if at + length > len(content):
            raise RefusedError(Refusal.TRUNCATED, "a box goes beyond the end")
        if length < head:
            raise RefusedError(Refusal.BROKEN, "a box shorter than its own head")
        yield kind, content[at + head : at + length]
        at += length
    raise RefusedError(Refusal.BROKEN, "too many boxes")


def _refuse_box(kind: bytes) -> None:
    if kind == b"moov":
        raise RefusedError(Refusal.ANIMATED, "a sequence of pictures")
    raise RefusedError(Refusal.HIDDEN_CONTENT, "something that no photo needs stands among its boxes")
