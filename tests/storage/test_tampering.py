"""An adversary who writes the bucket or the row: every change, swap, cut and rollback is refused."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest

from storage.errors import TamperedError, WrongKeyError
from storage.memory import MemoryStore
from storage.objects import StoredBody
from storage.sealing import open_small, seal_small
from storage.strongbox import Address, CitizenKey, SealedObject, Strongbox, new_secret
from tests.storage.conftest import ADDRESS, CITIZEN, KEY

CHUNK = 16384
SEALED_CHUNK = CHUNK + 16
NEIGHBOUR = UUID("00000000-0000-4000-8000-00000000c172")
STEP = 128 * 1024

Opening = Callable[[Strongbox, CitizenKey, SealedObject], bytes]

OPENINGS: list[Opening] = [
    lambda box, key, sealed: b"".join(box.open(key, sealed)),
    lambda box, key, sealed: box.open_bytes(key, sealed),
    lambda box, key, sealed: b"".join(box.open_range(key, sealed, 0, sealed.plaintext_length)),
]
every_opening = pytest.mark.parametrize("opening", OPENINGS, ids=["streamed", "whole", "as a range"])


def bytes_in(memory: MemoryStore, sealed: SealedObject) -> bytes:
    with memory.read(sealed.store_key) as body:
        return body.read()


def seal(strongbox: Strongbox, length: int, address: Address = ADDRESS, key: CitizenKey = KEY) -> SealedObject:
    content = (bytes(range(251)) * (length // 251 + 1))[:length]
    return strongbox.seal(key, address, io.BytesIO(content), length)


@every_opening
def test_every_altered_byte_in_the_bucket_is_refused(
    strongbox: Strongbox, memory: MemoryStore, opening: Opening
) -> None:
    sealed = seal(strongbox, 100)
    original = bytes_in(memory, sealed)
    # A range read takes the header from the row and never fetches the stored one.
    first = 56 if opening is OPENINGS[2] else 0
    for place in range(first, len(original)):
        altered = bytearray(original)
        altered[place] ^= 0x80
        memory.replace(sealed.store_key, bytes(altered))
        with pytest.raises(TamperedError):
            opening(strongbox, KEY, sealed)


@every_opening
def test_every_altered_byte_of_the_rows_header_and_wrapped_key_is_refused(
    strongbox: Strongbox, opening: Opening
) -> None:
    sealed = seal(strongbox, 100)
    for place in range(56):
        with pytest.raises(TamperedError):
            opening(strongbox, KEY, replace(sealed, header=flipped(sealed.header, place)))
    for place in range(104):
        with pytest.raises(TamperedError):
            opening(strongbox, KEY, replace(sealed, wrapped_dek=flipped(sealed.wrapped_dek, place)))


def flipped(original: bytes, place: int) -> bytes:
    return original[:place] + bytes([original[place] ^ 1]) + original[place + 1 :]


@every_opening
@pytest.mark.parametrize("length", [0, 5, CHUNK, 3 * CHUNK + 5, STEP, STEP + CHUNK])
def test_a_cut_at_every_chunk_boundary_is_refused(
    strongbox: Strongbox, memory: MemoryStore, opening: Opening, length: int
) -> None:
    sealed = seal(strongbox, max(length, 1))
    original = bytes_in(memory, sealed)
    boundaries = [0, 24, 56, *range(56, len(original), SEALED_CHUNK), len(original) - 16, len(original) - 1]
    for boundary in boundaries:
        memory.replace(sealed.store_key, original[:boundary])
        with pytest.raises(TamperedError):
            opening(strongbox, KEY, sealed)


@every_opening
@pytest.mark.parametrize("length", [100, CHUNK, 2 * CHUNK - 1])
@pytest.mark.parametrize("appended", [1, 16, 17, SEALED_CHUNK])
def test_appended_bytes_are_refused(
    strongbox: Strongbox, memory: MemoryStore, opening: Opening, length: int, appended: int
) -> None:
    sealed = seal(strongbox, length)
    memory.replace(sealed.store_key, bytes_in(memory, sealed) + bytes(appended))
    with pytest.raises(TamperedError):
        opening(strongbox, KEY, sealed)


@every_opening
def test_swapped_and_repeated_chunks_are_refused(strongbox: Strongbox, memory: MemoryStore, opening: Opening) -> None:
    sealed = seal(strongbox, 3 * CHUNK + 5)
    original = bytes_in(memory, sealed)
    header, rest = original[:56], original[56:]
    first, second, end = rest[:SEALED_CHUNK], rest[SEALED_CHUNK : 2 * SEALED_CHUNK], rest[2 * SEALED_CHUNK :]
    for forged in (header + second + first + end, header + first + first + end):
        memory.replace(sealed.store_key, forged)
        with pytest.raises(TamperedError):
            opening(strongbox, KEY, sealed)


@every_opening
@pytest.mark.parametrize(
    "other",
    [
        Address(CITIZEN, UUID(int=2), ADDRESS.version),
        Address(CITIZEN, ADDRESS.object, ADDRESS.version - 1),
    ],
    ids=["another object", "an older version"],
)
def test_an_object_swapped_in_the_bucket_is_refused(
    strongbox: Strongbox, memory: MemoryStore, opening: Opening, other: Address
) -> None:
    sealed, swapped_in = seal(strongbox, 100), seal(strongbox, 100, other)
    memory.replace(sealed.store_key, bytes_in(memory, swapped_in))
    with pytest.raises(TamperedError):
        opening(strongbox, KEY, sealed)


@every_opening
@pytest.mark.parametrize(
    "address",
    [
        Address(CITIZEN, UUID(int=2), ADDRESS.version),
        Address(CITIZEN, ADDRESS.object, ADDRESS.version + 1),
    ],
    ids=["another object", "another version"],
)
def test_a_row_that_claims_another_object_or_version_is_refused(
    strongbox: Strongbox, opening: Opening, address: Address
) -> None:
    with pytest.raises(TamperedError):
        opening(strongbox, KEY, replace(seal(strongbox, 100), address=address))


@every_opening
def test_a_row_moved_to_another_citizen_is_refused(strongbox: Strongbox, opening: Opening) -> None:
    moved = replace(seal(strongbox, 100), address=Address(NEIGHBOUR, ADDRESS.object, ADDRESS.version))
    with pytest.raises(WrongKeyError):
        opening(strongbox, KEY, moved)
    with pytest.raises(TamperedError):
        opening(strongbox, CitizenKey(NEIGHBOUR, KEY.version, KEY.secret), moved)
    with pytest.raises(TamperedError):
        opening(strongbox, CitizenKey(NEIGHBOUR, KEY.version, new_secret()), moved)


@every_opening
def test_another_citizen_key_version_is_refused(strongbox: Strongbox, opening: Opening) -> None:
    sealed = seal(strongbox, 100)
    newer = CitizenKey(CITIZEN, KEY.version + 1, KEY.secret)
    with pytest.raises(WrongKeyError):
        opening(strongbox, newer, sealed)
    with pytest.raises(TamperedError):
        opening(strongbox, newer, replace(sealed, citizen_key_version=newer.version))


@every_opening
def test_lengths_in_the_row_that_are_not_the_objects_are_refused(strongbox: Strongbox, opening: Opening) -> None:
    sealed = seal(strongbox, 100)
    for changed in (
        replace(sealed, plaintext_length=99),
        replace(sealed, sealed_length=sealed.sealed_length - 1),
        replace(sealed, plaintext_length=99, sealed_length=sealed.sealed_length - 1),
    ):
        with pytest.raises(TamperedError):
            opening(strongbox, KEY, changed)


def test_a_copy_in_the_row_is_checked_like_the_object(strongbox: Strongbox) -> None:
    sealed, copy = strongbox.seal_bytes(KEY, ADDRESS, b"values")
    for forged in (copy[:-1], copy + b"x", b"", *(flipped(copy, place) for place in range(len(copy)))):
        with pytest.raises(TamperedError):
            strongbox.open_bytes(KEY, sealed, forged)


def test_no_byte_is_given_before_header_and_length_were_checked(strongbox: Strongbox, memory: MemoryStore) -> None:
    sealed = seal(strongbox, 5 * STEP)
    original = bytes_in(memory, sealed)
    for forged in (flipped(original, 3), flipped(original, 30), original[:-1], original + b"x"):
        memory.replace(sealed.store_key, forged)
        assert given_before_refusal(strongbox.open(KEY, sealed)) == b""


@pytest.mark.parametrize("chunk", [0, 1, 7, 8, 9, 39, 40])
def test_what_is_given_before_a_refusal_is_a_true_beginning(
    strongbox: Strongbox, memory: MemoryStore, chunk: int
) -> None:
    sealed = seal(strongbox, 40 * CHUNK + 5)
    true_content = b"".join(strongbox.open(KEY, sealed))
    memory.replace(sealed.store_key, flipped(bytes_in(memory, sealed), 56 + chunk * SEALED_CHUNK + 2))
    given = given_before_refusal(strongbox.open(KEY, sealed))
    assert true_content.startswith(given)
    assert len(given) <= chunk * CHUNK


def test_a_store_that_lies_about_the_length_is_found_out_at_the_end(strongbox: Strongbox) -> None:
    class LyingStore(MemoryStore):
        """Cuts the last chunk off and still tells the old length."""

        @contextmanager
        def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[StoredBody]:
            with super().read(key, start, length) as body:
                cut = io.BytesIO(body.read()[: -(5 + 16)])
                yield StoredBody(cut.readinto, body.total)

    box = Strongbox(LyingStore())
    sealed = seal(box, 3 * CHUNK + 5)
    with pytest.raises(TamperedError):
        list(box.open(KEY, sealed))
    with pytest.raises(TamperedError):
        list(box.open_range(KEY, sealed, 0, sealed.plaintext_length))


def given_before_refusal(pieces: Iterator[bytes]) -> bytes:
    given = io.BytesIO()
    with pytest.raises(TamperedError):
        given.writelines(pieces)
    return given.getvalue()


def test_every_altered_byte_of_a_small_message_is_refused() -> None:
    key = new_secret()
    sealed = seal_small(key, b"context", b"message")
    assert open_small(key, b"context", sealed) == b"message"
    for place in range(len(sealed)):
        with pytest.raises(TamperedError):
            open_small(key, b"context", flipped(sealed, place))
    for forged in (b"", sealed[:-1], sealed + b"x"):
        with pytest.raises(TamperedError):
            open_small(key, b"context", forged)
    with pytest.raises(TamperedError):
        open_small(key, b"contexT", sealed)
