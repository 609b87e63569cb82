"""Full verification accepts the log and refuses it after any altered, lost, swapped or doubled thing, naming where."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOON
from tests.ledger.parts import ORIGIN, SIGNER, VKEY, DictSource, flip, leaves_of, tiles_of
from wallet.ledger.entries import Operation
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import header_bytes, tag
from wallet.ledger.notes import Checkpoint
from wallet.ledger.tiles import TILE_WIDTH, decode_bundle, encode_bundle, tile_path
from wallet.ledger.tree import leaf_hash, tree_root
from wallet.ledger.verify import Report, render, verify

START = int(NOON.timestamp())


def header(n: int, *, seconds: int | None = None, tag_of: int | None = None) -> bytes:
    return header_bytes(
        operation=Operation.RECORD_READ,
        outcome="released",
        seconds=START + n if seconds is None else seconds,
        keep="2032-11",
        tag=tag(b"k" * 32, n if tag_of is None else tag_of),
        commitment=leaves_of(n + 1)[n],
    )


def published(entries: list[bytes]) -> dict[str, bytes]:
    leaves = [leaf_hash(entry) for entry in entries]
    files = tiles_of(leaves)
    for first in range(0, len(entries), TILE_WIDTH):
        bundle = entries[first : first + TILE_WIDTH]
        files[tile_path("entries", first // TILE_WIDTH, len(bundle))] = encode_bundle(bundle)
    files["checkpoint"] = SIGNER.sign(Checkpoint(ORIGIN, len(entries), tree_root(leaves))).encode()
    return files


ENTRIES = [header(n) for n in range(600)]
FILES = published(ENTRIES)


@cache
def large() -> dict[str, bytes]:
    entries = [
        header_bytes(
            operation="release",
            outcome="done",
            seconds=START,
            keep="2032-11",
            tag=tag(b"k" * 32, n),
            commitment=bytes(32),
        )
        for n in range(66_000)
    ]
    return published(entries)


def check(files: dict[str, bytes]) -> Report:
    return verify(DictSource(files), VKEY)


def with_file(path: str, stored: bytes) -> Report:
    return check(FILES | {path: stored})


def test_a_true_log_is_accepted() -> None:
    report = check(FILES)
    assert (report.ok, report.size, report.checked, report.problems) == (True, 600, 600, ())
    assert check(large()).ok


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512])
def test_logs_of_every_shape_are_accepted(size: int) -> None:
    assert check(published(ENTRIES[:size])).ok


@given(st.integers(0, 599), st.data())
@settings(deadline=None, max_examples=150)
def test_no_altered_bit_of_an_entry_passes_and_its_index_is_named(index: int, data: st.DataObject) -> None:
    entries, _ = decode_bundle(FILES[name := bundle_of(index)])
    position = index % TILE_WIDTH
    bit = data.draw(st.integers(0, len(entries[position]) * 8 - 1))
    entries[position] = flip(entries[position], bit)
    report = with_file(name, encode_bundle(entries))
    assert (report.ok, report.first_bad_index) == (False, index)


def bundle_of(index: int) -> str:
    return tile_path("entries", index // TILE_WIDTH, min(TILE_WIDTH, 600 - index // TILE_WIDTH * TILE_WIDTH))


@pytest.mark.parametrize("bit", range(16))
def test_no_altered_bit_of_an_entrys_length_passes(bit: int) -> None:
    name = "tile/entries/001"
    start = len(encode_bundle(decode_bundle(FILES[name])[0][:10]))
    report = with_file(name, flip(FILES[name], start * 8 + bit))
    assert (report.ok, report.first_bad_index) == (False, 266)


@given(st.integers(0, 599), st.integers(0, 255))
@settings(deadline=None, max_examples=150)
def test_no_altered_bit_of_a_level_0_tile_passes_and_its_index_is_named(index: int, bit: int) -> None:
    name = bundle_of(index).replace("entries", "0")
    report = with_file(name, flip(FILES[name], index % TILE_WIDTH * 256 + bit))
    assert (report.ok, report.first_bad_index) == (False, index)


@pytest.mark.parametrize(("which", "first"), [(0, 0), (1, 256)])
def test_no_altered_bit_of_an_upper_tile_passes(which: int, first: int) -> None:
    for bit in range(256):
        report = with_file("tile/1/000.p/2", flip(FILES["tile/1/000.p/2"], which * 256 + bit))
        assert (report.ok, report.first_bad_index) == (False, first)


@pytest.mark.parametrize(
    ("path", "position", "first"),
    [("tile/1/000", 200, 51_200), ("tile/1/001.p/1", 0, 65_536), ("tile/2/000.p/1", 0, 0)],
)
def test_an_altered_hash_in_the_upper_tiles_of_a_large_log_is_named(path: str, position: int, first: int) -> None:
    report = check(large() | {path: flip(large()[path], position * 256 + 7)})
    assert (report.ok, report.first_bad_index) == (False, first)


def test_no_altered_bit_of_the_checkpoint_passes() -> None:
    for bit in range(len(FILES["checkpoint"]) * 8):
        assert not with_file("checkpoint", flip(FILES["checkpoint"], bit)).ok


@pytest.mark.parametrize("path", sorted(FILES))
@pytest.mark.parametrize("change", [lambda stored: stored[:-1], lambda stored: stored + b"\0", lambda _: b""])
def test_a_cut_or_extended_file_is_refused(path: str, change: Callable[[bytes], bytes]) -> None:
    assert not with_file(path, change(FILES[path])).ok


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_missing_file_is_refused(path: str) -> None:
    report = check({name: stored for name, stored in FILES.items() if name != path})
    assert not report.ok
    assert "missing" in report.problems[0].reason or path == "checkpoint"


def dropped(entries: list[bytes]) -> list[bytes]:
    return entries[:300] + entries[301:]


def swapped(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], entries[301], entries[300], *entries[302:]]


def replaced(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], header(1_000), *entries[301:]]


@pytest.mark.parametrize("change", [dropped, swapped, replaced])
def test_a_log_rewritten_throughout_does_not_fit_the_signed_checkpoint(
    change: Callable[[list[bytes]], list[bytes]],
) -> None:
    rewritten = published(change(ENTRIES))
    assert not check(rewritten | {"checkpoint": FILES["checkpoint"]}).ok


def test_two_histories_for_one_person_show_by_their_tag_even_when_signed() -> None:
    report = check(published([*ENTRIES, header(700, tag_of=17)]))
    assert (report.ok, report.first_bad_index) == (False, 600)


@pytest.mark.parametrize("entry", [b"{}", b"", header(0).replace(b"record.read", b"record.peek"), header(0, seconds=9)])
def test_a_signed_entry_that_is_not_of_the_schema_shows(entry: bytes) -> None:
    report = check(published([ENTRIES[5], entry]))
    assert (report.ok, report.first_bad_index) == (False, 1)


def test_an_entry_from_the_future_shows() -> None:
    files = DictSource(published([header(0, seconds=START + 3_600)]))
    assert verify(files, VKEY, now=NOON + timedelta(hours=1)).ok
    assert not verify(files, VKEY, now=NOON).ok


def test_an_hour_that_runs_backwards_is_noted_and_no_error() -> None:
    report = check(published([header(100), header(95), header(94)]))
    assert report.ok
    assert [warning.index for warning in report.warnings] == [2]


def test_a_partial_file_may_be_gone_once_the_full_one_is_there() -> None:
    older, newer = published(ENTRIES[:300]), published(ENTRIES[:512])
    gone = ("tile/0/001.p/44", "tile/entries/001.p/44")
    assert set(gone) <= set(older)
    assert check(newer | {path: stored for path, stored in older.items() if path not in gone}).ok


def test_another_key_is_no_verdict_on_this_log() -> None:
    report = check(FILES | {"checkpoint": FILES["checkpoint"].replace(ORIGIN.encode(), b"elsewhere.test")})
    assert not report.ok
    with pytest.raises(MalformedLogError):
        verify(DictSource(FILES), "not a key")


def test_progress_is_told_after_each_bundle() -> None:
    told: list[tuple[int, int]] = []
    verify(DictSource(FILES), VKEY, progress=lambda done, size: told.append((done, size)))
    assert told == [(256, 600), (512, 600), (600, 600)]


def test_the_verdict_in_words_names_the_first_bad_entry() -> None:
    good, bad = render(check(FILES)), render(with_file("tile/0/001", flip(FILES["tile/0/001"], 0)))
    assert good.startswith("SỔ TRUY CẬP ĐÚNG · LOG VERIFIED\n")
    assert "first bad entry  256" in bad
