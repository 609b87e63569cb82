"""What is sealed comes out again, whole or in part; nothing else does."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.chunks import sealed_length
from storage.errors import LengthMismatchError, ObjectNotFoundError, UnknownSuiteError, WrongKeyError
from storage.memory import MemoryStore
from storage.objects import ObjectStore, StoredBody
from storage.strongbox import Address, CitizenKey, SealedObject, Strongbox, new_secret
from tests.storage.bodies import BreakingBody, ConnectionLostError, DrippingBody
from tests.storage.conftest import ADDRESS, CITIZEN, KEY

CHUNK = 16384
STEP = 128 * 1024
LENGTHS = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, STEP - 1, STEP, STEP + 1, 3 * STEP + 5]
CONTENT = bytes(range(256)) * 300


def content_of_length(length: int) -> bytes:
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def stored(store: ObjectStore, sealed: SealedObject) -> bytes:
    with store.read(sealed.store_key) as body:
        return body.read()


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "unannounced"])
@pytest.mark.parametrize("length", LENGTHS)
def test_what_is_sealed_opens_again(strongbox: Strongbox, length: int, announced: bool) -> None:
    content = content_of_length(length)
    sealed = strongbox.seal(KEY, ADDRESS, io.BytesIO(content), length if announced else None)
    assert b"".join(strongbox.open(KEY, sealed)) == content
    assert strongbox.open_bytes(KEY, sealed) == content


def test_it_works_with_every_store(store: ObjectStore) -> None:
    strongbox = Strongbox(store)
    content = content_of_length(9_000_000)
    for length in (len(content), None):
        sealed = strongbox.seal(KEY, ADDRESS, io.BytesIO(content), length)
        assert b"".join(strongbox.open(KEY, sealed)) == content
        assert b"".join(strongbox.open_range(KEY, sealed, 4_000_000, 4_100_000)) == content[4_000_000:4_100_000]
        assert b"".join(strongbox.open_range(KEY, sealed, 8_999_999, 9_000_000)) == content[8_999_999:]


def test_a_body_that_drips_is_sealed_whole(strongbox: Strongbox) -> None:
    sealed = strongbox.seal(KEY, ADDRESS, DrippingBody(CONTENT), len(CONTENT))
    assert strongbox.open_bytes(KEY, sealed) == CONTENT


def test_the_row_describes_what_is_stored(strongbox: Strongbox, memory: MemoryStore) -> None:
    sealed = strongbox.seal(KEY, ADDRESS, io.BytesIO(CONTENT), None)
    kept = stored(memory, sealed)
    assert (sealed.plaintext_length, sealed.sealed_length) == (len(CONTENT), len(kept))
    assert sealed.header == kept[:56]
    assert len(kept) == 56 + len(CONTENT) + 16 * (len(CONTENT) // CHUNK + 1)
    assert (sealed.suite, len(sealed.wrapped_dek)) == ("c2sp-cobblestone-256", 104)
    assert (sealed.address, sealed.citizen_key_version) == (ADDRESS, KEY.version)


def test_the_store_key_says_nothing_about_the_object(strongbox: Strongbox) -> None:
    keys = {strongbox.seal_bytes(KEY, ADDRESS, b"x")[0].store_key for _ in range(10)}
    assert len(keys) == 10
    assert all(ADDRESS.object.hex not in key and CITIZEN.hex not in key and len(key) <= 80 for key in keys)


def test_neither_store_nor_row_holds_a_piece_of_the_content(strongbox: Strongbox, memory: MemoryStore) -> None:
    content = b"NGUYEN THI MAU " * 2000
    sealed = strongbox.seal(KEY, ADDRESS, io.BytesIO(content), len(content))
    assert b"NGUYEN" not in stored(memory, sealed)
    assert "NGUYEN" not in repr(sealed)


def test_no_two_sealings_share_a_key(strongbox: Strongbox) -> None:
    first, second = (strongbox.seal_bytes(KEY, ADDRESS, b"same") for _ in range(2))
    assert first[1] != second[1]
    assert first[0].wrapped_dek != second[0].wrapped_dek


def test_a_small_object_opens_from_the_copy_without_the_store(strongbox: Strongbox, memory: MemoryStore) -> None:
    sealed, ciphertext = strongbox.seal_bytes(KEY, ADDRESS, b"values")
    assert stored(memory, sealed) == ciphertext
    strongbox.destroy(sealed.store_key)
    assert strongbox.open_bytes(KEY, sealed, ciphertext) == b"values"


def test_what_is_destroyed_is_not_found(strongbox: Strongbox) -> None:
    sealed = strongbox.seal_bytes(KEY, ADDRESS, b"values")[0]
    strongbox.destroy(sealed.store_key)
    strongbox.destroy(sealed.store_key)
    for opening in (strongbox.open(KEY, sealed), strongbox.open_range(KEY, sealed, 0, 2)):
        with pytest.raises(ObjectNotFoundError):
            list(opening)
    with pytest.raises(ObjectNotFoundError):
        strongbox.open_bytes(KEY, sealed)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("off_by", [-1, 1, CHUNK])
def test_a_body_of_another_length_than_announced_is_not_stored(
    strongbox: Strongbox, memory: MemoryStore, length: int, off_by: int
) -> None:
    if length + off_by < 0:
        return
    with pytest.raises(LengthMismatchError):
        strongbox.seal(KEY, ADDRESS, io.BytesIO(bytes(length)), length + off_by)
    assert list(memory.keys("")) == []


@pytest.mark.parametrize("length", LENGTHS)
def test_a_body_that_breaks_off_is_not_stored(store: ObjectStore, length: int) -> None:
    with pytest.raises(ConnectionLostError):
        Strongbox(store).seal(KEY, ADDRESS, BreakingBody(bytes(length)), None)
    assert list(store.keys("")) == []


@pytest.fixture(scope="module")
def sealed_content() -> tuple[Strongbox, SealedObject]:
    strongbox = Strongbox(MemoryStore())
    return strongbox, strongbox.seal(KEY, ADDRESS, io.BytesIO(CONTENT), len(CONTENT))


@given(ends=st.tuples(st.integers(0, len(CONTENT)), st.integers(0, len(CONTENT))))
def test_a_range_is_the_slice(sealed_content: tuple[Strongbox, SealedObject], ends: tuple[int, int]) -> None:
    strongbox, sealed = sealed_content
    start, stop = sorted(ends)
    assert b"".join(strongbox.open_range(KEY, sealed, start, stop)) == CONTENT[start:stop]


@pytest.mark.parametrize("stop", [1, CHUNK, CHUNK + 1, 2 * CHUNK])
@pytest.mark.parametrize("start", [0, CHUNK - 1, CHUNK])
def test_a_range_at_a_chunk_boundary_is_the_slice(strongbox: Strongbox, start: int, stop: int) -> None:
    content = content_of_length(2 * CHUNK)
    sealed = strongbox.seal_bytes(KEY, ADDRESS, content)[0]
    start, stop = sorted((start, stop))
    assert b"".join(strongbox.open_range(KEY, sealed, start, stop)) == content[start:stop]


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (3, 2), (0, 7), (7, 8)])
def test_a_range_outside_the_content_is_refused(strongbox: Strongbox, start: int, stop: int) -> None:
    sealed = strongbox.seal_bytes(KEY, ADDRESS, b"values")[0]
    with pytest.raises(ValueError, match="range"):
        list(strongbox.open_range(KEY, sealed, start, stop))


def test_a_range_costs_one_request_for_its_own_chunks() -> None:
    asked: list[tuple[int, int | None]] = []

    class AskedStore(MemoryStore):
        @contextmanager
        def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[StoredBody]:
            asked.append((start, length))
            with super().read(key, start, length) as body:
                yield body

    strongbox = Strongbox(AskedStore())
    sealed = strongbox.seal(KEY, ADDRESS, io.BytesIO(bytes(5 * CHUNK)), 5 * CHUNK)
    list(strongbox.open_range(KEY, sealed, CHUNK + 5, 3 * CHUNK))
    assert asked == [(56 + 16400, 2 * 16400)]


def test_nothing_is_sealed_with_another_citizens_key(strongbox: Strongbox, memory: MemoryStore) -> None:
    stranger = CitizenKey(UUID(int=9), 1, new_secret())
    with pytest.raises(WrongKeyError):
        strongbox.seal(stranger, ADDRESS, io.BytesIO(b"x"), 1)
    with pytest.raises(WrongKeyError):
        strongbox.seal_bytes(stranger, ADDRESS, b"x")
    assert list(memory.keys("")) == []


def test_an_unknown_suite_is_not_guessed_at(strongbox: Strongbox) -> None:
    sealed = strongbox.seal_bytes(KEY, ADDRESS, b"x")[0]
    with pytest.raises(UnknownSuiteError):
        strongbox.open_bytes(KEY, replace(sealed, suite="c2sp-cobblestone-512"))


def test_no_repr_shows_a_secret() -> None:
    assert repr(KEY.secret) not in repr(KEY)
    assert KEY.secret.hex() not in repr(KEY)


def test_the_sealed_length_is_the_formats() -> None:
    assert [sealed_length(n) for n in (0, 1, CHUNK - 1, CHUNK)] == [72, 73, 72 + CHUNK - 1, 72 + CHUNK + 16]


def test_versions_of_one_object_are_sealed_apart(strongbox: Strongbox) -> None:
    newer = Address(ADDRESS.citizen, ADDRESS.object, ADDRESS.version + 1)
    old, new = strongbox.seal_bytes(KEY, ADDRESS, b"old")[0], strongbox.seal_bytes(KEY, newer, b"new")[0]
    assert (strongbox.open_bytes(KEY, old), strongbox.open_bytes(KEY, new)) == (b"old", b"new")
