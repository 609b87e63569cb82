"""A directory: for one hour, how many entries every citizen's chain has, under one root that is logged.

    line       blinded key 32 B + u64be count + last leaf 32 B (zeros where there is no entry): 72 bytes
    key        HMAC-SHA256(log key, "wallet-audit/directory/v1\\0" + u64be hour)       hour: Unix seconds // 3600
    tree       RFC 6962 over the lines in ascending order of their bytes

Each citizen is shown their own line and its path. The siblings in a path are hashes over keys that nobody can guess, so
a path tells nothing of a neighbour but that there is one; a new hour has new keys, so no two directories can be laid
side by side. Lines and tiles are kept as the log's own are, but apart from it and never served:
`directory/<origin>/<hour>-<16 hex digits>/tile/…`.

Memory: one sixty-fourth of all lines. They are sorted in unnamed files of the system's.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

from storage.objects import ObjectStore
from wallet.ledger.edge import Edge
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.keyed_hash import KeyedHash
from wallet.ledger.sources import StoreSource
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tiles import ENTRIES, TILE_WIDTH, encode_bundle, tile_path
from wallet.ledger.tree import HASH_BYTES, leaf_hash

HOUR_SECONDS = 3_600
LINE_BYTES = 72
FOLDER = "directory"
_LABEL = b"wallet-audit/directory/v1\0"
_PILES = 64
_IN_MEMORY_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """What one directory says of one chain: it has `count` entries, and `leaf` is the last."""

    key: bytes
    count: int
    leaf: bytes

    def to_bytes(self) -> bytes:
        return self.key + self.count.to_bytes(8, "big") + self.leaf

    @classmethod
    def of(cls, stored: bytes) -> "Line":
        """MalformedLogError unless it is 72 bytes."""
        if len(stored) != LINE_BYTES:
            raise MalformedLogError("a line of a directory has 72 bytes")
        return cls(stored[:HASH_BYTES], int.from_bytes(stored[HASH_BYTES:40], "big"), stored[40:])


def blinded_key(log_key: bytes, hour: int) -> bytes:
    """32 bytes by which only the holder of the log key finds their line."""
    return KeyedHash(log_key).digest(_LABEL + hour.to_bytes(8, "big"))


class Sorting:
    """Takes lines in any order, gives them in ascending order once. Used in a `with` block it lets go of its files."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._piles: list[IO[bytes]] = [
            self._open.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))  # noqa: SIM115  (the stack is it)
            for _ in range(_PILES)
        ]

    def add(self, line: Line) -> None:
        self._piles[line.key[0] * _PILES // 256].write(line.to_bytes())

    def __iter__(self) -> Iterator[bytes]:
        for pile in self._piles:
            pile.seek(0)
            stored = pile.read()
            yield from sorted(stored[i : i + LINE_BYTES] for i in range(0, len(stored), LINE_BYTES))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()


def source_of(objects: ObjectStore, origin: str, place: str) -> StoreSource:
    """`place`: `<hour>-<16 hex digits>`."""
    return StoreSource(objects, f"{origin}/{place}", folder=FOLDER)


def write(objects: ObjectStore, origin: str, place: str, lines: Iterable[bytes]) -> tuple[int, bytes]:
    """Write lines, in ascending order, and their tiles; gives size and root, as the tiles read back give it."""
    source, edge = source_of(objects, origin, place), Edge()
    for bundle in _bundles(lines):
        objects.replace(source.key(tile_path(ENTRIES, edge.size // TILE_WIDTH, len(bundle))), encode_bundle(bundle))
        for tile in edge.add([leaf_hash(line) for line in bundle]):
            objects.replace(source.key(tile.path), tile.content)
    for tile in edge.partial_tiles():
        objects.replace(source.key(tile.path), tile.content)
    return edge.size, TileTree(source, edge.size).root()


def remove(objects: ObjectStore, origin: str, place: str) -> None:
    for key in list(objects.keys(f"{FOLDER}/{origin}/{place}/")):
        objects.delete(key)


def find(tree: TileTree, key: bytes) -> tuple[int, Line] | None:
    """Position and line of a blinded key, in log n bundles. DamagedLogError where a file is missing or altered."""
    low, high = 0, -(-tree.size // TILE_WIDTH)
    while low < high:
        middle = (low + high) // 2
        lines = tree.bundle(middle)
        if key < lines[0][:HASH_BYTES]:
            high = middle
        elif key > lines[-1][:HASH_BYTES]:
            low = middle + 1
        else:
            for offset, line in enumerate(lines):
                if line[:HASH_BYTES] == key:
                    return middle * TILE_WIDTH + offset, Line.of(line)
            return None
    return None


def _bundles(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    bundle: list[bytes] = []
    for line in lines:
        bundle.append(line)
        if len(bundle) == TILE_WIDTH:
            yield bundle
            bundle = []
    if bundle:
        yield bundle
