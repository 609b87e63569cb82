"""PNG chunk by chunk with every checksum (RFC 2083 chapters 3 and 4); nothing is decompressed."""

import zlib
from collections.abc import Iterator

from wallet.intake.confined.findings import Outline, RefusedError
from wallet.intake.refusals import Refusal

SIGNATURE_BYTES = 8
CHUNK_OVERHEAD_BYTES = 12
CHUNK_LIMIT = 50_000


def outline(content: bytes) -> Outline:
    """Raises RefusedError: TRUNCATED, HIDDEN_CONTENT after IEND, ANIMATED for APNG, BROKEN."""
    size, metadata, pixels = (0, 0), [], 0
    for number, (kind, body) in enumerate(_chunks(content)):
        if (number == 0) != (kind == b"IHDR"):
            raise RefusedError(Refusal.BROKEN, "the header chunk is not the first")
        if kind == b"IHDR":
            size = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
        elif kind == b"acTL":
            raise RefusedError(Refusal.ANIMATED, "APNG")
        elif kind == b"IDAT":
            pixels += len(body)
        else:
            metadata.append(body)
    if 0 in size or not pixels:
        raise RefusedError(Refusal.BROKEN, "no size or no pixels")
    return Outline(*size, tuple(metadata))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk up to IEND, which has to be the end of the file."""
    at = SIGNATURE_BYTES
    for _ in range(CHUNK_LIMIT):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + CHUNK_OVERHEAD_BYTES + length
        if end > len(content):
            raise RefusedError(Refusal.TRUNCATED, "a chunk goes beyond the end")
        body = content[at + 8 : end - 4]
        if not kind.isalpha() or zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(content[end - 4 : end], "big"):
            raise RefusedError(Refusal.BROKEN, "a chunk's name or checksum is wrong")
        yield kind, body
        at = end
        if kind == b"IEND":
            if at != len(content):
                raise RefusedError(Refusal.HIDDEN_CONTENT, "something follows the end of the picture")
            return
    raise RefusedError(Refusal.BROKEN, "too many chunks")
