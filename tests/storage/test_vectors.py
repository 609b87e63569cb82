"""Official vectors against the library that seals for us, and against our own reader of chunks."""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256

from storage.chunks import (
    COBBLESTONE_256,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ChunkReader,
    Suite,
    plaintext_length,
    sealed_length,
)
from storage.errors import TamperedError

WYCHEPROOF = json.loads((Path(__file__).parent / "vectors" / "c2sp_256.json").read_bytes())
GENERIC = json.loads((files("cryptography_vectors") / "chunked-encryption" / "vectors.json").read_bytes())

GENERIC_SUITES = {
    "AEAD_AES_128_GCM": Suite("generic", b"AEAD_AES_128_GCM", AESGCM, 16, SHA256()),
    "AEAD_AES_256_GCM": Suite("generic", b"AEAD_AES_256_GCM", AESGCM, 32, SHA256()),
    "AEAD_CHACHA20_POLY1305": Suite("generic", b"AEAD_CHACHA20_POLY1305", ChaCha20Poly1305, 32, SHA256()),
}


@dataclass(frozen=True)
class Case:
    """One vector; `digest` is of what must come out, and None where nothing may."""

    suite: Suite
    key: bytes
    context: bytes
    sealed: bytes
    valid: bool
    digest: str | None


def wycheproof_case(test: dict[str, Any]) -> Case:
    return Case(
        suite=COBBLESTONE_256,
        key=bytes.fromhex(test["key"]),
        context=bytes.fromhex(test["ctx"]),
        sealed=zlib.decompress(bytes.fromhex(test["ct"])),
        valid=test["result"] == "valid",
        digest=test.get("msgSha512"),
    )


def generic_case(test: dict[str, Any]) -> Case:
    sealed = base64.b64decode(test["ciphertext"] or "")  # null stands for no bytes
    return Case(
        suite=GENERIC_SUITES[test["aead"]],
        key=bytes.fromhex(test["key"]),
        context=test["context"].encode(),
        sealed=zlib.decompress(sealed) if test.get("compressed") else sealed,
        valid=test["expect"] == "success",
        digest=test.get("payload_sha256"),
    )


def chunk_by_chunk(case: Case) -> Iterator[bytes]:
    """Reads the message forward, as a range over all of it, checking the length last so that pieces show."""
    reader = ChunkReader(case.suite, case.key, case.context, case.sealed[:HEADER_BYTES])
    chunks = range(HEADER_BYTES, len(case.sealed), SEALED_CHUNK_BYTES)
    for number, place in enumerate(chunks):
        yield reader.open(number, case.sealed[place : place + SEALED_CHUNK_BYTES])
    plaintext_length(len(case.sealed))


def by_the_library(case: Case) -> Iterator[bytes]:
    try:
        decryptor = Cobblestone256Decryptor(case.key, case.context)
        for place in range(0, len(case.sealed), 4096):
            yield decryptor.update(case.sealed[place : place + 4096])
        yield decryptor.finalize()
    except (InvalidTag, ValueError) as refusal:
        raise TamperedError("refused by the library") from refusal


def outcome(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    """Everything that came out, and whether it ended well."""
    seen = b""
    try:
        for piece in pieces:
            seen += piece
    except TamperedError:
        return seen, False
    return seen, True


def wycheproof_tests() -> list[Any]:
    return [
        pytest.param(wycheproof_case(test), id=f"{test['tcId']} {test['comment']}")
        for group in WYCHEPROOF["testGroups"]
        for test in group["tests"]
    ]


def test_all_the_vectors_are_there() -> None:
    assert len(wycheproof_tests()) == WYCHEPROOF["numberOfTests"] == 35
    assert len(GENERIC["vectors"]) == 102


@pytest.mark.parametrize("case", wycheproof_tests())
def test_wycheproof_by_the_library(case: Case) -> None:
    seen, ended_well = outcome(by_the_library(case))
    assert ended_well == case.valid
    if case.digest:
        assert hashlib.sha512(seen).hexdigest() == case.digest
    else:
        assert seen == b""


@pytest.mark.parametrize("case", wycheproof_tests())
def test_wycheproof_chunk_by_chunk(case: Case) -> None:
    seen, ended_well = outcome(chunk_by_chunk(case))
    assert ended_well == case.valid
    if case.digest:
        assert hashlib.sha512(seen).hexdigest() == case.digest
    else:
        assert seen == b""


@pytest.mark.parametrize("case", [pytest.param(generic_case(test), id=test["name"]) for test in GENERIC["vectors"]])
def test_generic_vectors_chunk_by_chunk(case: Case) -> None:
    seen, ended_well = outcome(chunk_by_chunk(case))
    assert ended_well == case.valid
    if case.digest:
        assert hashlib.sha256(seen).hexdigest() == case.digest
    else:
        assert seen == b""


@pytest.mark.parametrize("length", [0, 1, 16383, 16384, 16385, 32768, 10_000_000])
def test_the_two_lengths_are_each_others_inverse(length: int) -> None:
    assert plaintext_length(sealed_length(length)) == length


@pytest.mark.parametrize("impossible", [0, 55, 56, 71, 56 + 16400, 56 + 16400 + 15])
def test_a_length_that_no_message_has_is_refused(impossible: int) -> None:
    with pytest.raises(TamperedError):
        plaintext_length(impossible)
