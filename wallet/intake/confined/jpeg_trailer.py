"""What phones write after a JPEG's end marker, and what may stand there.

Taken: pictures that a Multi-Picture index announces (CIPA DC-007; the gain map of an HDR photo), each walked like the
first; the small named blocks of a Samsung camera; zeroes. A motion photo's film, or anything else, is hidden content.

A Samsung trailer is blocks, then a directory: "SEFH", version, count, count × (2 bytes unused, type u16, distance from
the directory back to the block u32, length u32), then the directory's length u32 and "SEFT"; little endian. A block is
2 bytes unused, type u16, length of its name u32, name, content.
"""

import struct

from wallet.intake.confined import jpeg
from wallet.intake.confined.findings import Outline, RefusedError
from wallet.intake.refusals import Refusal

EXTRA_PICTURE_LIMIT = 3
SAMSUNG_BYTES = 256 * 1024
SAMSUNG_BLOCKS = 64
_ENTRY = struct.Struct("<HHII")


def outline(content: bytes) -> Outline:
    """The first picture's size, and the metadata of all of them together with the trailer's."""
    first = jpeg.walk(content)
    at, metadata, extra = first.end, list(first.outline.metadata), 0
    while first.announces_more and extra < EXTRA_PICTURE_LIMIT and content.startswith(b"\xff\xd8\xff", at):
        another = jpeg.walk(content, at)
        at, extra = another.end, extra + 1
        metadata += another.outline.metadata
    rest = content[at:]
    if rest.strip(b"\0"):
        _account_for_samsung(rest)
        metadata.append(rest)
    return Outline(first.outline.width, first.outline.height, tuple(metadata))


def _account_for_samsung(rest: bytes) -> None:
    """Every byte has to belong to a block, to the directory or to its end."""
    blocks = _samsung_blocks(rest) if len(rest) <= SAMSUNG_BYTES else None
    if blocks is None:
        raise RefusedError(Refusal.HIDDEN_CONTENT, "something follows the end of the picture")
    at = 0
    for start, length in sorted(blocks):
        if start != at:
            raise RefusedError(Refusal.HIDDEN_CONTENT, "bytes in the camera's trailer that no block owns")
        at = start + length
    if rest[at : at + 4] != b"SEFH":
        raise RefusedError(Refusal.HIDDEN_CONTENT, "bytes before the camera's directory")


def _samsung_blocks(rest: bytes) -> list[tuple[int, int]] | None:
    """(offset, length) of each block; None when this is no such trailer."""
    if not rest.endswith(b"SEFT") or len(rest) < 20:  # noqa: PLR2004  (the least: an empty directory and its end)
        return None
    directory = len(rest) - 8 - int.from_bytes(rest[-8:-4], "little")
    if directory < 0 or rest[directory : directory + 4] != b"SEFH":
        return None
    count = int.from_bytes(rest[directory + 8 : directory + 12], "little")
    if count > SAMSUNG_BLOCKS or directory + 12 + count * _ENTRY.size + 8 != len(rest):
        return None
    entries = _ENTRY.iter_unpack(rest[directory + 12 : -8])
    blocks = [(directory - distance, length) for _, _, distance, length in entries]
    return blocks if all(start >= 0 for start, _ in blocks) else None
