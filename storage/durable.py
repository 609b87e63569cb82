"""Files that survive a power cut: write aside, fsync, rename, fsync the folder.

The folder is opened before the rename and that same descriptor is synced after it: an error of the disk in between is
reported to descriptors that were open when it happened, and a fresh one may never hear of it.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


@contextmanager
def held_folder(path: Path) -> Iterator[int]:
    """A descriptor of the folder, for renames relative to it and for its fsync."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_durably(folder: int, name: str, pieces: Iterable[bytes], *, aside: int, aside_name: str) -> None:
    """Make `name` in `folder` hold the pieces, all or none of them, written first to a new file `aside_name`.

    `folder` and `aside` are descriptors of folders on one file system.

    Where anything raises, the pieces themselves included, the old file (or none) stays and nothing is left aside.
    """
    try:
        with os.fdopen(_create(aside_name, aside), "wb", buffering=0) as file:
            for piece in pieces:
                write_whole(file.fileno(), piece)
            os.fsync(file.fileno())
        os.rename(aside_name, name, src_dir_fd=aside, dst_dir_fd=folder)
    except BaseException:
        remove(aside_name, aside)
        raise
    os.fsync(folder)


def make_folders(root: Path, folder: Path) -> None:
    """Create what is missing of `folder` below `root`, each level durable before the next."""
    if folder.is_dir():
        return
    if folder != root:
        make_folders(root, folder.parent)
    with held_folder(folder.parent) as parent:
        with suppress(FileExistsError):  # another process was faster
            os.mkdir(folder.name, PRIVATE_FOLDER, dir_fd=parent)
        os.fsync(parent)


def write_whole(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def remove(name: str, folder: int) -> None:
    """Unlink; absent is fine. Durable only once the folder is synced."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _create(name: str, folder: int) -> int:
    return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE, dir_fd=folder)
