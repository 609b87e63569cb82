"""The Merkle tree as its published tiles tell it: roots of ranges, proofs, and a walk that believes nothing."""

from collections import OrderedDict
from collections.abc import Iterator

from wallet.ledger.errors import DamagedLogError, MalformedLogError
from wallet.ledger.proofs import inclusion_proof, split
from wallet.ledger.sources import TileSource
from wallet.ledger.tiles import ENTRIES, TILE_WIDTH, decode_bundle, decode_tile, tile_path, width_at
from wallet.ledger.tree import EMPTY_ROOT, leaf_hash, tree_root

CACHED_TILES = 64


class TileTree:
    """The tree of the first `size` entries. Every method raises DamagedLogError where a file is missing or cut."""

    def __init__(self, source: TileSource, size: int) -> None:
        self.size = size
        self._source = source
        self._cache: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def tile(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile, as many as this size has."""
        key = (level, number)
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        first = (number * TILE_WIDTH) << (8 * level)
        try:
            hashes = decode_tile(self._read(level, number, first))
        except MalformedLogError as error:
            raise DamagedLogError(first, f"{tile_path(level, number)}: {error}") from None
        width = width_at(level, number, self.size)
        if len(hashes) not in {width, TILE_WIDTH}:
            raise DamagedLogError(first, f"{tile_path(level, number)} has {len(hashes)} hashes, not {width}")
        self._cache[key] = hashes[:width]
        if len(self._cache) > CACHED_TILES:
            self._cache.popitem(last=False)
        return hashes[:width]

    def hash_range(self, start: int, end: int) -> bytes:
        """Root over entries start to end - 1."""
        if start == end:
            return EMPTY_ROOT
        level, low, high = 0, start, end
        while low % TILE_WIDTH == 0 and high % TILE_WIDTH == 0:
            level, low, high = level + 1, low // TILE_WIDTH, high // TILE_WIDTH
        number = low // TILE_WIDTH
        if (high - 1) // TILE_WIDTH == number:
            return tree_root(self.tile(level, number)[low % TILE_WIDTH : (high - 1) % TILE_WIDTH + 1])
        middle = start + split(end - start)
        return tree_root([self.hash_range(start, middle), self.hash_range(middle, end)])

    def root(self) -> bytes:
        return self.hash_range(0, self.size)

    def inclusion_proof(self, index: int) -> list[bytes]:
        return inclusion_proof(self.hash_range, index, self.size)

    def walk(self, start: int = 0) -> Iterator[tuple[int, list[bytes]]]:
        """(index of the first, entries) of each bundle from `start`, a multiple of 256.

        Before a bundle is yielded, each entry was hashed and found in its tile, and each tile that it completes was
        hashed and found in the tile above.
        """
        for number in range(start // TILE_WIDTH, -(-self.size // TILE_WIDTH)):
            yield number * TILE_WIDTH, self.bundle(number)
            if width_at(0, number, self.size) == TILE_WIDTH:
                self._climb(0, number)

    def bundle(self, number: int) -> list[bytes]:
        """The entries of one bundle, each hashed and found in its tile."""
        first = number * TILE_WIDTH
        hashes = self.tile(0, number)
        entries, is_whole = decode_bundle(self._read(ENTRIES, number, first))
        for offset, (entry, stored) in enumerate(zip(entries, hashes, strict=False)):
            if leaf_hash(entry) != stored:
                raise DamagedLogError(first + offset, "the entry does not hash to its leaf in the tile")
        if not is_whole or len(entries) not in {len(hashes), TILE_WIDTH}:
            raise DamagedLogError(first + min(len(entries), len(hashes)), "the entry bundle is cut or too long")
        return entries[: len(hashes)]

    def _climb(self, level: int, number: int) -> None:
        parent, offset = divmod(number, TILE_WIDTH)
        above = self.tile(level + 1, parent)
        if tree_root(self.tile(level, number)) != above[offset]:
            reason = f"{tile_path(level, number)} does not hash to its place in the tile above"
            raise DamagedLogError((number * TILE_WIDTH) << (8 * level), reason)
        if offset == TILE_WIDTH - 1:
            self._climb(level + 1, parent)

    def _read(self, level: int | str, number: int, first: int) -> bytes:
        """A partial file may be gone once the full one exists (tlog-tiles, "Partial Tiles")."""
        width = width_at(0 if level == ENTRIES else int(level), number, self.size)
        content = self._source.read(tile_path(level, number, width))
        if content is None and width < TILE_WIDTH:
            content = self._source.read(tile_path(level, number))
        if content is None:
            raise DamagedLogError(first, f"{tile_path(level, number, width)} is missing")
        return content
