"""One long document up and down through a folder, in a process of its own: `… long_stream <folder> <bytes>`.

Prints seconds by the clock on the wall and the growth of the peak resident memory in MiB, as JSON.
"""

import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from storage.folder import PIECE_BYTES, FolderStore
from storage.sealing import new_secret
from storage.strongbox import Address, CitizenKey, SealedObject, Strongbox


class Zeroes(io.BytesIO):
    """So many zeroes, never all at once."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._left = length
        self._zeroes = bytes(PIECE_BYTES)

    def read(self, size: int | None = -1, /) -> bytes:
        count = min(PIECE_BYTES if size is None or size < 0 else size, self._left, PIECE_BYTES)
        self._left -= count
        return self._zeroes[:count]


class LongStream:
    """The same length through the strongbox, and through a plain file."""

    def __init__(self, folder: Path) -> None:
        self._strongbox = Strongbox(FolderStore(folder / "objects"))
        self._plain = folder / "plain"
        self._key = CitizenKey(UUID(int=1), 1, new_secret())

    def upload(self, length: int) -> SealedObject:
        return self._strongbox.seal(self._key, Address(UUID(int=1), UUID(int=2), 1), Zeroes(length), length)

    def download(self, sealed: SealedObject) -> None:
        for _ in self._strongbox.open(self._key, sealed):
            pass

    def plain_write(self, length: int) -> None:
        body = Zeroes(length)
        with self._plain.open("wb", buffering=0) as file:
            while piece := body.read(PIECE_BYTES):
                file.write(piece)
            os.fsync(file.fileno())

    def plain_read(self) -> None:
        buffer = bytearray(PIECE_BYTES)
        with self._plain.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass

    def forget(self, sealed: SealedObject) -> None:
        self._strongbox.destroy(sealed.store_key)
        self._plain.unlink(missing_ok=True)


def peak_kib() -> int:
    """Of this program alone: `ru_maxrss` would count the parent's memory too, since it outlives the exec."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def seconds(act: Callable[[], object]) -> float:
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def measured(folder: Path, length: int) -> dict[str, float]:
    stream = LongStream(folder)
    warm = stream.upload(PIECE_BYTES)
    stream.download(warm)
    stream.forget(warm)
    before = peak_kib()
    sealed: list[SealedObject] = []
    taken = {
        "plain_write": seconds(lambda: stream.plain_write(length)),
        "upload": seconds(lambda: sealed.append(stream.upload(length))),
        "plain_read": seconds(stream.plain_read),
        "download": seconds(lambda: stream.download(sealed[0])),
    }
    grown = (peak_kib() - before) / 1024
    stream.forget(sealed[0])
    return {**taken, "growth_mib": grown}


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), int(sys.argv[2]))))
