"""How fast the wallet seals and opens, beside the bare cipher and the bare file system.

CPU time of one thread, medians of interleaved rounds, so that other work on the machine tells little. Long streams
are timed by the clock on the wall, in a process of their own that also tells how far its memory grew.
"""

import gc
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM

from scripts.measure.table import Row
from storage.folder import PIECE_BYTES
from storage.memory import MemoryStore
from storage.objects import StoredBody
from storage.sealing import new_secret, seal_small
from storage.streams import STEP_BYTES, SealingStream, opened
from storage.strongbox import Address, CitizenKey, Strongbox

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE
CIPHER_BYTES = 32 * MEBIBYTE
RECORD_BYTES = 4096
ROUNDS = 9
RECORDS_A_ROUND = 400
GROWTH_BOUND_MIB = 64
CIPHER = "AES-256-GCM alone, same reads and buffers"

CITIZEN = UUID(int=1)
ADDRESS = Address(CITIZEN, UUID(int=2), 1)


def rows(stream_bytes: int = GIBIBYTE) -> list[Row]:
    """Every row of this page; `stream_bytes` is the length of the long stream (128 MiB for a quick look)."""
    return [*_streaming_rows(), *_record_rows(), *_long_stream_rows(stream_bytes)]


def _streaming_rows() -> list[Row]:
    bench = _Streaming()
    sealing, cipher_sealing, opening, cipher_opening = _interleaved(
        [bench.seal, bench.encrypt, bench.open, bench.decrypt]
    )
    megabytes = CIPHER_BYTES / 1e6
    return [
        Row.against(
            "seal a stream", megabytes / sealing, "MB/s", baseline=CIPHER, baseline_value=megabytes / cipher_sealing
        ),
        Row.against(
            "open a stream", megabytes / opening, "MB/s", baseline=CIPHER, baseline_value=megabytes / cipher_opening
        ),
    ]


class _Streaming:
    """The same bytes through the wallet's streams, and through nothing but the cipher."""

    def __init__(self) -> None:
        self._key, self._context = new_secret(), b"bench"
        self._plaintext = bytes(CIPHER_BYTES)
        self._sealed = seal_small(self._key, self._context, self._plaintext)
        self._out = memoryview(bytearray(PIECE_BYTES))
        self._in = memoryview(bytearray(STEP_BYTES))

    def seal(self) -> None:
        stream = SealingStream(io.BytesIO(self._plaintext), self._key, self._context, CIPHER_BYTES)
        while stream.readinto(self._out):
            pass

    def open(self) -> None:
        body = StoredBody(io.BytesIO(self._sealed).readinto, len(self._sealed))
        for _ in opened(body, self._key, self._context, self._sealed[:56]):
            pass

    def encrypt(self) -> None:
        encryptor, body = Cipher(AES256(self._key), GCM(bytes(12))).encryptor(), io.BytesIO(self._plaintext)
        while piece := body.read(STEP_BYTES):
            encryptor.update_into(piece, self._out)
        encryptor.finalize()

    def decrypt(self) -> None:
        """Without the tag at the end, which would not be that of zeroes; its check costs nothing measurable."""
        decryptor, body = Cipher(AES256(self._key), GCM(bytes(12))).decryptor(), io.BytesIO(self._plaintext)
        while count := body.readinto(self._in):
            decryptor.update_into(self._in[:count], self._out)


def _record_rows() -> list[Row]:
    strongbox, key = Strongbox(MemoryStore()), CitizenKey(CITIZEN, 1, new_secret())
    record, cipher = bytes(RECORD_BYTES), AESGCM(new_secret())
    sealed, copy = strongbox.seal_bytes(key, ADDRESS, record)
    encrypted = cipher.encrypt(bytes(12), record, None)
    writing, encrypting, reading, decrypting = _interleaved(
        [
            lambda: _repeat(lambda: strongbox.seal_bytes(key, ADDRESS, record)),
            lambda: _repeat(lambda: cipher.encrypt(bytes(12), record, None)),
            lambda: _repeat(lambda: strongbox.open_bytes(key, sealed, copy)),
            lambda: _repeat(lambda: cipher.decrypt(bytes(12), encrypted, None)),
        ]
    )
    microseconds, bare = 1e6 / RECORDS_A_ROUND, "AES-256-GCM alone, key at hand"
    return [
        Row.against(
            "write a 4 KiB record (new key, wrap, seal)",
            writing * microseconds,
            "µs",
            baseline=bare,
            baseline_value=encrypting * microseconds,
        ),
        Row.against(
            "read a 4 KiB record (unwrap, open)",
            reading * microseconds,
            "µs",
            baseline=bare,
            baseline_value=decrypting * microseconds,
        ),
    ]


def _repeat(act: Callable[[], object]) -> None:
    for _ in range(RECORDS_A_ROUND):
        act()


def _interleaved(acts: list[Callable[[], object]]) -> list[float]:
    """Median CPU seconds of each act; the first round warms up and is not counted."""
    seconds: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS + 1):
        for act, taken in zip(acts, seconds, strict=True):
            gc.collect()
            before = time.process_time()
            act()
            taken.append(time.process_time() - before)
    return [statistics.median(taken[1:]) for taken in seconds]


@dataclass(frozen=True, slots=True)
class _LongStream:
    """Seconds by the clock on the wall, growth of the peak resident memory in MiB."""

    upload: float
    download: float
    plain_write: float
    plain_read: float
    growth_mib: float


def _long_stream_rows(length: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "scripts.measure.long_stream", folder, str(length)]
        root = Path(__file__).parents[2]
        measured = _LongStream(**json.loads(subprocess.run(command, check=True, capture_output=True, cwd=root).stdout))
    megabytes, size = length / 1e6, f"{length // MEBIBYTE} MiB"
    return [
        Row.against(
            f"upload {size} into a folder (seal, fsync)",
            megabytes / measured.upload,
            "MB/s",
            baseline="plain file, fsync",
            baseline_value=megabytes / measured.plain_write,
        ),
        Row.against(
            f"download {size} from a folder (open)",
            megabytes / measured.download,
            "MB/s",
            baseline="plain file",
            baseline_value=megabytes / measured.plain_read,
        ),
        Row.against(
            f"memory grown by {size} up and down",
            measured.growth_mib,
            "MiB",
            baseline="bound",
            baseline_value=GROWTH_BOUND_MIB,
        ),
    ]
