"""WebP chunk by chunk (RFC 9649 section 2); nothing is decoded."""

from collections.abc import Iterator

from wallet.intake.confined.findings import Outline, RefusedError
from wallet.intake.refusals import Refusal

RIFF_OVERHEAD_BYTES = 8
FIRST_CHUNK = 12
CHUNK_LIMIT = 1_000
_VP8_KEY_FRAME = b"\x9d\x01\x2a"


def outline(content: bytes) -> Outline:
    """Raises RefusedError: TRUNCATED, HIDDEN_CONTENT after the announced length, ANIMATED, BROKEN."""
    announced = int.from_bytes(content[4:8], "little") + RIFF_OVERHEAD_BYTES
    if announced > len(content):
        raise RefusedError(Refusal.TRUNCATED, "shorter than it announces")
    if announced < len(content):
        raise RefusedError(Refusal.HIDDEN_CONTENT, "something follows the end of the picture")
    sizes, metadata = [], []
    for kind, body in _chunks(content):
        if kind in {b"ANIM", b"ANMF"}:
            raise RefusedError(Refusal.ANIMATED, "animated WebP")
        if kind in {b"VP8 ", b"VP8L"}:
            sizes.append(_lossy_size(body) if kind == b"VP8 " else _lossless_size(body))
        elif kind != b"ALPH":
            metadata.append(body)
    if len(sizes) != 1 or 0 in sizes[0]:
        raise RefusedError(Refusal.BROKEN, "not exactly one picture")
    return Outline(*sizes[0], tuple(metadata))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = FIRST_CHUNK
    for _ in range(CHUNK_LIMIT):
        if at == len(content):
            return
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + length
        if end > len(content):
            raise RefusedError(Refusal.TRUNCATED, "a chunk goes beyond the end")
        yield content[at : at + 4], content[at + 8 : end]
        at = min(end + length % 2, len(content))  # some writers leave out the last padding byte
    raise RefusedError(Refusal.BROKEN, "too many chunks")


def _lossy_size(body: bytes) -> tuple[int, int]:
    """RFC 6386 section 9.1."""
    if body[3:6] != _VP8_KEY_FRAME:
        raise RefusedError(Refusal.BROKEN, "no VP8 key frame")
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def _lossless_size(body: bytes) -> tuple[int, int]:
    """RFC 9649 section 3.4."""
    if body[:1] != b"\x2f":
        raise RefusedError(Refusal.BROKEN, "no VP8L signature")
    bits = int.from_bytes(body[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
