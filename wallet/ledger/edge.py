"""The tiles that grow: what the publisher holds while it turns rows into files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tiles import TILE_WIDTH, hashes_at, levels, tile_path
from wallet.ledger.tree import tree_root


@dataclass(frozen=True, slots=True)
class Tile:
    """One file of hashes."""

    level: int
    number: int
    hashes: Sequence[bytes]

    @property
    def path(self) -> str:
        return tile_path(self.level, self.number, len(self.hashes))

    @property
    def content(self) -> bytes:
        return b"".join(self.hashes)


class Edge:
    """For each level the hashes of its last, not yet full tile. It begins at a multiple of 256 entries."""

    def __init__(self, size: int = 0, rows: Sequence[Sequence[bytes]] = ()) -> None:
        self.size = size
        self._rows = [list(row) for row in rows] or [[]]

    @classmethod
    def of(cls, tree: TileTree) -> "Edge":
        """Where the last full bundle of a published tree ends. Believe it only after the tree's root was compared."""
        size = tree.size // TILE_WIDTH * TILE_WIDTH
        rows: list[list[bytes]] = [[]]
        for level in list(levels(size))[1:]:
            number, width = divmod(hashes_at(level, size), TILE_WIDTH)
            rows.append(tree.tile(level, number)[:width] if width else [])
        return cls(size, rows)

    def add(self, leaves: Sequence[bytes]) -> Iterator[Tile]:
        """Put up to 256 leaves, one bundle, at the end; gives each tile that this fills."""
        self._rows[0] += leaves
        self.size += len(leaves)
        level = 0
        while len(self._rows[level]) == TILE_WIDTH:
            full = self._rows[level]
            self._rows[level] = []
            if level + 1 == len(self._rows):
                self._rows.append([])
            self._rows[level + 1].append(tree_root(full))
            yield Tile(level, hashes_at(level, self.size) // TILE_WIDTH - 1, full)
            level += 1

    def partial_tiles(self) -> Iterator[Tile]:
        for level, row in enumerate(self._rows):
            if row:
                yield Tile(level, hashes_at(level, self.size) // TILE_WIDTH, row)
