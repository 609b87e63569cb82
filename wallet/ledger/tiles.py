"""Paths and bytes of C2SP tlog-tiles (c2sp.org/tlog-tiles): tiles of 256 hashes and bundles of 256 entries.

tile/<level>/<N>[.p/<W>]     W hashes, 256 in a full tile; a hash at level L + 1 is the root of a full tile at level L
tile/entries/<N>[.p/<W>]     for each entry u16be length + bytes
<N>                          in groups of three digits, all but the last after an x: 1234067 is x001/x234/067
"""

import re
from collections.abc import Iterable

from wallet.ledger.errors import MalformedLogError
from wallet.ledger.tree import HASH_BYTES

TILE_WIDTH = 256
ENTRY_BYTES_LIMIT = 65_535
ENTRIES = "entries"
_LEVEL_BITS = 8

PATH = re.compile(
    r"checkpoint|witnessed|vkey|rotation|timestamps"
    r"|timestamp/[0-9]{4}-[0-9]{2}-[0-9]{2}-[1-9][0-9]{0,18}\.(?:note|tsr)"
    r"|tile/(?:[0-9]|[1-5][0-9]|6[0-3]|entries)/(?:x[0-9]{3}/){0,5}[0-9]{3}"
    r"(?:\.p/(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
"""Every path that a log can have, and no other."""


def tile_path(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """`level` is 0 to 63, or "entries" for a bundle."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{path}" if width == TILE_WIDTH else f"tile/{level}/{path}.p/{width}"


def hashes_at(level: int, size: int) -> int:
    """How many hashes stand at a level of the tree of `size` leaves: the complete subtrees of 256^level leaves."""
    return size >> (_LEVEL_BITS * level)


def width_at(level: int, number: int, size: int) -> int:
    """0 to 256: how wide that tile is in the tree of `size` leaves."""
    return max(0, min(TILE_WIDTH, hashes_at(level, size) - number * TILE_WIDTH))


def levels(size: int) -> range:
    """The levels at which a tree of `size` leaves has hashes."""
    return range(-(-size.bit_length() // _LEVEL_BITS))


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    parts = []
    for entry in entries:
        if len(entry) > ENTRY_BYTES_LIMIT:
            raise ValueError("an entry is longer than 65,535 bytes")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def decode_bundle(bundle: bytes) -> tuple[list[bytes], bool]:
    """The entries that can be read, and whether the bytes end exactly after the last."""
    entries: list[bytes] = []
    start = 0
    while start + 2 <= len(bundle):
        end = start + 2 + int.from_bytes(bundle[start : start + 2], "big")
        if end > len(bundle):
            return entries, False
        entries.append(bundle[start + 2 : end])
        start = end
    return entries, start == len(bundle)


def decode_tile(tile: bytes) -> list[bytes]:
    """MalformedLogError unless the bytes are 0 to 256 hashes."""
    if len(tile) % HASH_BYTES or len(tile) > TILE_WIDTH * HASH_BYTES:
        raise MalformedLogError("a tile is not made of up to 256 hashes")
    return [tile[i : i + HASH_BYTES] for i in range(0, len(tile), HASH_BYTES)]
