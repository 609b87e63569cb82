"""The one door to sealed bytes: put sealed, open sealed, destroy.

    citizen key (32 random bytes, one per citizen and version; wrapped by the key service)     the unit of erasure
      -> DEK (32 random bytes, one per object version; wrapped by the citizen key, 104 B)      the unit of deletion
           -> the object: one Cobblestone-256 message under a random key in the store

The row keeps the wrapped DEK, a copy of the 56-byte header and both lengths, so that a swap or rollback in the store
fails before a byte is served, and a range read is one ranged request. The same (object, version) is never sealed twice.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from storage.chunks import (
    CHUNK_BYTES,
    COBBLESTONE_256,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ChunkReader,
    sealed_length,
    span,
)
from storage.contexts import dek_context, object_context
from storage.errors import TamperedError, UnknownSuiteError, WrongKeyError
from storage.objects import Body, ObjectStore, StoredBody
from storage.sealing import new_secret, open_small, seal_small
from storage.streams import SealingStream, opened

__all__ = ["Address", "CitizenKey", "SealedObject", "Strongbox", "new_secret", "open_small", "seal_small"]

OBJECTS_PREFIX = "objects/"


@dataclass(frozen=True, slots=True)
class Address:
    """Whose object, which one, and which version of it."""

    citizen: UUID
    object: UUID
    version: int


@dataclass(frozen=True, slots=True, repr=False)
class CitizenKey:
    """An opened citizen key; keep it short and out of logs, where its repr shows nothing."""

    citizen: UUID
    version: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class SealedObject:
    """What the row keeps of a sealed object. Lengths in bytes; no member says anything about the content."""

    address: Address
    store_key: str
    suite: str
    wrapped_dek: bytes
    citizen_key_version: int
    header: bytes
    plaintext_length: int
    sealed_length: int


class Strongbox:
    """Seals into and opens from one store."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def seal(self, key: CitizenKey, address: Address, body: Body, length: int | None) -> SealedObject:
        """Seal the body on its way into the store; durable once this returns. `body.read(n)` may be short.

        LengthMismatchError where it is not `length` bytes; what the body raises comes out unchanged. After any error
        nothing readable is stored; a retry begins again with a fresh DEK.
        """
        dek, wrapped_dek = _new_dek(key, address)
        stream = SealingStream(body, dek, _context(address), length)
        store_key = _random_store_key()
        with io.BufferedReader(stream) as sealed_body:
            self._objects.put(store_key, sealed_body, None if length is None else sealed_length(length))
        return _sealed(
            key,
            address,
            store_key=store_key,
            wrapped_dek=wrapped_dek,
            header=stream.header,
            length=stream.plaintext_length,
        )

    def seal_bytes(self, key: CitizenKey, address: Address, content: bytes) -> tuple[SealedObject, bytes]:
        """Seal a small object; the second value is the same ciphertext, for the copy that the row may keep."""
        dek, wrapped_dek = _new_dek(key, address)
        ciphertext = seal_small(dek, _context(address), content)
        store_key = _random_store_key()
        self._objects.put(store_key, io.BytesIO(ciphertext), len(ciphertext))
        sealed = _sealed(
            key,
            address,
            store_key=store_key,
            wrapped_dek=wrapped_dek,
            header=ciphertext[:HEADER_BYTES],
            length=len(content),
        )
        return sealed, ciphertext

    def open(self, key: CitizenKey, sealed: SealedObject) -> Iterator[bytes]:
        """The content in authenticated pieces. Key, lengths and header are checked before the first one.

        Take the first piece before answering 200. A TamperedError after it means: break the connection off.
        ObjectNotFoundError, StoreUnavailableError, WrongKeyError, UnknownSuiteError.
        """
        dek = _open_dek(key, sealed)
        with self._objects.read(sealed.store_key) as body:
            _check_total(body, sealed)
            yield from opened(body, dek, _context(sealed.address), sealed.header)

    def open_bytes(self, key: CitizenKey, sealed: SealedObject, ciphertext: bytes | None = None) -> bytes:
        """The content of a small object, from the row's copy of the ciphertext where given; errors as of `open`."""
        dek = _open_dek(key, sealed)
        if ciphertext is None:
            with self._objects.read(sealed.store_key) as body:
                _check_total(body, sealed)
                ciphertext = body.read()
        if len(ciphertext) != sealed.sealed_length or ciphertext[:HEADER_BYTES] != sealed.header:
            raise TamperedError("the sealed bytes are not those that the row describes")
        return open_small(dek, _context(sealed.address), ciphertext)

    def open_range(self, key: CitizenKey, sealed: SealedObject, start: int, stop: int) -> Iterator[bytes]:
        """Bytes start to stop - 1 of the content (0 <= start <= stop <= its length), by one ranged read.

        Authenticates the chunks it touches, not the rest of the object. Errors as of `open`; ValueError for a range
        outside the content.
        """
        if not 0 <= start <= stop <= sealed.plaintext_length:
            raise ValueError("the range is not within the content")
        chunks = ChunkReader(COBBLESTONE_256, _open_dek(key, sealed), _context(sealed.address), sealed.header)
        if start == stop:
            return
        place = span(start, stop, sealed.plaintext_length)
        with self._objects.read(sealed.store_key, place.sealed_start, place.sealed_length) as body:
            _check_total(body, sealed)
            source = io.BufferedReader(body, SEALED_CHUNK_BYTES)
            number = place.first_chunk
            while number * CHUNK_BYTES < stop:
                chunk = chunks.open(number, source.read(SEALED_CHUNK_BYTES))
                yield chunk[max(start - number * CHUNK_BYTES, 0) : stop - number * CHUNK_BYTES]
                number += 1

    def destroy(self, sealed_store_key: str) -> None:
        """Delete the stored bytes; absent is fine. Destroy the row's DEK first: that is what makes them unreadable."""
        self._objects.delete(sealed_store_key)


def _new_dek(key: CitizenKey, address: Address) -> tuple[bytes, bytes]:
    if key.citizen != address.citizen:
        raise WrongKeyError("an object is sealed only with its own citizen's key")
    dek = new_secret()
    return dek, seal_small(key.secret, _dek_context(address, key.version), dek)


def _open_dek(key: CitizenKey, sealed: SealedObject) -> bytes:
    if sealed.suite != COBBLESTONE_256.name:
        raise UnknownSuiteError(sealed.suite)
    if key.citizen != sealed.address.citizen or key.version != sealed.citizen_key_version:
        raise WrongKeyError("the object was sealed with another citizen key")
    if sealed.sealed_length != sealed_length(sealed.plaintext_length):
        raise TamperedError("the lengths in the row do not fit each other")
    return open_small(key.secret, _dek_context(sealed.address, key.version), sealed.wrapped_dek)


def _check_total(body: StoredBody, sealed: SealedObject) -> None:
    if body.total != sealed.sealed_length:
        raise TamperedError("the stored object has another length than the row says")


def _context(address: Address) -> bytes:
    return object_context(address.citizen, address.object, address.version)


def _dek_context(address: Address, citizen_key_version: int) -> bytes:
    return dek_context(address.citizen, address.object, address.version, citizen_key_version)


def _random_store_key() -> str:
    name = uuid4().hex
    return f"{OBJECTS_PREFIX}{name[:2]}/{name}"


def _sealed(
    key: CitizenKey, address: Address, *, store_key: str, wrapped_dek: bytes, header: bytes, length: int
) -> SealedObject:
    return SealedObject(
        address=address,
        store_key=store_key,
        suite=COBBLESTONE_256.name,
        wrapped_dek=wrapped_dek,
        citizen_key_version=key.version,
        header=header,
        plaintext_length=length,
        sealed_length=sealed_length(length),
    )
