"""Merkle tree hashing of RFC 6962 section 2.1 with SHA-256, and the tree's right edge."""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes, or over the roots of equally large complete subtrees of which the last may be smaller."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        odd = [row[-1]] if len(row) % 2 else []
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)] + odd
    return row[0]


class Frontier:
    """The roots of the complete subtrees that a tree of `size` leaves splits into, largest first: O(log n) to go on."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if len(roots) != size.bit_count():
            raise ValueError("a frontier holds one hash for each bit set in the size")
        self.size = size
        self.roots = list(roots)

    @classmethod
    def from_bytes(cls, size: int, packed: bytes) -> "Frontier":
        return cls(size, [packed[i : i + HASH_BYTES] for i in range(0, len(packed), HASH_BYTES)])

    def to_bytes(self) -> bytes:
        return b"".join(self.roots)

    def extend(self, leaves: Iterable[bytes]) -> None:
        roots, size = self.roots, self.size
        for leaf in leaves:
            joined, carried = leaf, size
            while carried & 1:  # as in binary addition: each full subtree of the same height is merged
                joined = node_hash(roots.pop(), joined)
                carried >>= 1
            roots.append(joined)
            size += 1
        self.size = size

    def root(self) -> bytes:
        if not self.roots:
            return EMPTY_ROOT
        joined = self.roots[-1]
        for root in reversed(self.roots[:-1]):
            joined = node_hash(root, joined)
        return joined
