"""Inclusion and consistency proofs: made as in RFC 6962 section 2.1, checked as in RFC 9162 section 2.1.3 and 2.1.4.

`HashRange(start, end)` gives the root over leaves start to end - 1, from wherever the caller has it: a list or tiles.
The empty tree is consistent with every tree, by an empty proof (C2SP tlog-witness).
"""

from collections.abc import Callable, Sequence

from wallet.ledger.tree import EMPTY_ROOT, node_hash, tree_root

HashRange = Callable[[int, int], bytes]


def split(size: int) -> int:
    """The largest power of two below `size`; size >= 2."""
    return 1 << ((size - 1).bit_length() - 1)


def over(leaves: Sequence[bytes]) -> HashRange:
    """Ranges of a list of leaf hashes."""
    return lambda start, end: tree_root(leaves[start:end])


def inclusion_proof(hash_range: HashRange, index: int, size: int) -> list[bytes]:
    """Audit path of leaf `index` in the tree of `size` leaves, leaf side first. ValueError: there is no such leaf."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(hash_range(middle, end))
            end = middle
        else:
            path.append(hash_range(start, middle))
            start = middle
    return path[::-1]


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    if not 0 <= index < size:
        return False
    position, last, joined = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            joined = node_hash(sibling, joined)
            position, last = _climb_to_right_child(position, last)
        else:
            joined = node_hash(joined, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and joined == root


def consistency_proof(hash_range: HashRange, old: int, new: int) -> list[bytes]:
    """Shows that the tree of `new` leaves begins with the tree of `old`. ValueError unless 0 <= old <= new."""
    if not 0 <= old <= new:
        raise ValueError("a tree is consistent only with a later one")
    if old in {0, new}:
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(hash_range(middle, end))
            end = middle
        else:
            path.append(hash_range(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(hash_range(start, end))
    return path[::-1]


def is_consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if not 0 < old < new or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    return _folds_to(path, position, last, old_root, new_root)


def _folds_to(path: list[bytes], position: int, last: int, old_root: bytes, new_root: bytes) -> bool:
    old_joined = new_joined = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_joined = node_hash(sibling, old_joined)
            new_joined = node_hash(sibling, new_joined)
            position, last = _climb_to_right_child(position, last)
        else:
            new_joined = node_hash(new_joined, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_joined == old_root and new_joined == new_root


def _climb_to_right_child(position: int, last: int) -> tuple[int, int]:
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last
