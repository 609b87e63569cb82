"""Trees and proofs of RFC 6962, against its own definition written out in the test."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.parts import DictSource, flip, leaves_of, naive_root, tiles_of
from wallet.ledger.proofs import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    over,
)
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, tree_root

# Inputs and roots of the Certificate Transparency project's own test of its Merkle tree.
CT_INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(0, 70) | st.integers(250, 530)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_the_certificate_transparency_test_tree(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in CT_INPUTS[:size]]
    assert tree_root(leaves).hex() == CT_ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@given(SIZES, st.integers(0, 600))
@settings(deadline=None)
def test_the_frontier_gives_the_defined_root_wherever_it_was_cut_and_stored(size: int, cut: int) -> None:
    leaves = leaves_of(size)
    first = Frontier()
    first.extend(leaves[:cut])
    frontier = Frontier.from_bytes(first.size, first.to_bytes())
    frontier.extend(leaves[cut:])
    assert frontier.root() == tree_root(leaves) == naive_root(leaves)


def test_a_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="one hash for each bit"):
        Frontier(3, [bytes(32)])


@given(st.integers(1, 600), st.data())
@settings(deadline=None)
def test_inclusion_is_proven_for_the_right_leaf_at_the_right_place_only(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root = naive_root(leaves)
    proof = inclusion_proof(over(leaves), index, size)
    assert is_included(index, size, leaves[index], proof, root)
    assert not is_included(index, size, flip(leaves[index], 3), proof, root)
    assert not is_included(index + 1, size, leaves[index], proof, root)
    assert not is_included(index, size, leaves[index], [*proof, bytes(32)], root)
    if proof:
        which, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        altered = [*proof[:which], flip(proof[which], bit), *proof[which + 1 :]]
        assert not is_included(index, size, leaves[index], altered, root)
        assert not is_included(index, size, leaves[index], proof[:-1], root)


@given(SIZES, SIZES, st.data())
@settings(deadline=None)
def test_consistency_is_proven_for_a_true_beginning_only(one: int, other: int, data: st.DataObject) -> None:
    old, new = sorted((one, other))
    leaves = leaves_of(new)
    roots = naive_root(leaves[:old]), naive_root(leaves)
    proof = consistency_proof(over(leaves), old, new)
    assert is_consistent(old, new, proof, *roots)
    assert not is_consistent(old, new, [*proof, bytes(32)], *roots)
    if 0 < old < new:
        assert not is_consistent(old, new, proof, flip(roots[0], 9), roots[1])
        assert not is_consistent(old, new, proof, roots[0], flip(roots[1], 9))
        which = data.draw(st.integers(0, len(proof) - 1))
        assert not is_consistent(old, new, [*proof[:which], bytes(32), *proof[which + 1 :]], *roots)


def test_no_proof_is_made_of_what_is_not_there() -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(over(leaves_of(3)), 3, 3)
    with pytest.raises(ValueError, match="later one"):
        consistency_proof(over(leaves_of(3)), 3, 2)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 65_536, 66_049, 131_840])
def test_tiles_give_the_same_root_and_proofs_as_the_leaves(size: int) -> None:
    leaves = leaves_of(size)
    tree = TileTree(DictSource(tiles_of(leaves)), size)
    assert tree.root() == tree_root(leaves)
    for index in {0, size // 3, size - 256, size - 1} & set(range(size)):
        assert is_included(index, size, leaves[index], tree.inclusion_proof(index), tree_root(leaves))
    for old in {1, 255, 256, size // 2, size - 1} & set(range(size)):
        proof = consistency_proof(tree.hash_range, old, size)
        assert is_consistent(old, size, proof, tree_root(leaves[:old]), tree_root(leaves))
