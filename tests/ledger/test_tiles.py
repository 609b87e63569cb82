"""Paths and bytes as c2sp.org/tlog-tiles has them."""

import pytest

from tests.ledger.parts import leaves_of, tiles_of
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.tiles import ENTRIES, PATH, decode_bundle, decode_tile, encode_bundle, levels, tile_path, width_at


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 999, 256, "tile/0/999"),
        (1, 1000, 256, "tile/1/x001/000"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        (ENTRIES, 5, 17, "tile/entries/005.p/17"),
    ],
)
def test_paths_are_those_of_the_specification(level: int | str, number: int, width: int, path: str) -> None:
    assert tile_path(level, number, width) == path
    assert PATH.fullmatch(path)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/x001",
        "tile/../checkpoint",
        "tile/entries/000/",
        "Checkpoint",
        "checkpoint\n",
        "",
    ],
)
def test_no_other_path_is_one(path: str) -> None:
    assert not PATH.fullmatch(path)


def test_a_tree_has_exactly_the_tiles_of_its_size() -> None:
    assert set(tiles_of(leaves_of(65_536 + 300))) == {
        *(tile_path(0, number) for number in range(257)),
        "tile/0/257.p/44",
        "tile/1/000",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
    }
    assert [list(levels(size)) for size in (0, 1, 255, 256)] == [[], [0], [0], [0, 1]]
    assert width_at(0, 257, 65_836) == 44


def test_a_bundle_is_entries_with_their_length_before_them() -> None:
    assert encode_bundle([b"ab", b""]) == b"\0\2ab\0\0"
    assert decode_bundle(b"\0\2ab\0\0") == ([b"ab", b""], True)


@pytest.mark.parametrize("cut", [b"\0", b"\0\2a", b"\0\2ab\0"])
def test_a_cut_bundle_shows(cut: bytes) -> None:
    assert not decode_bundle(cut)[1]


def test_an_entry_has_at_most_65535_bytes() -> None:
    assert len(encode_bundle([bytes(65_535)])) == 65_537
    with pytest.raises(ValueError, match="65,535"):
        encode_bundle([bytes(65_536)])


@pytest.mark.parametrize("length", [31, 257 * 32])
def test_a_tile_is_whole_hashes(length: int) -> None:
    with pytest.raises(MalformedLogError):
        decode_tile(bytes(length))
