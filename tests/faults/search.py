"""Looks for words in everything that a process may have left on disk: folders, and files that it holds open."""

import base64
import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path


def found_in(folder: Path, words: Iterable[bytes]) -> list[str]:
    """Files below the folder that hold one of the words, plainly or encoded."""
    needles = _encodings(words)
    return [str(path) for path in sorted(folder.rglob("*")) if path.is_file() and _holds(path, needles)]


def found_open(process: int, words: Iterable[bytes]) -> list[str]:
    """The same for the files that a process has open, also those already deleted, which no folder shows."""
    needles = _encodings(words)
    return [name for path, name in _open_files(process) if _holds(path, needles)]


def _open_files(process: int) -> Iterator[tuple[Path, str]]:
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            if descriptor.is_file():
                yield descriptor, str(descriptor.readlink())
        except OSError:
            continue  # closed in the meantime


def _encodings(words: Iterable[bytes]) -> list[bytes]:
    """Each word as it is, in hex, and in base64 at each of the three places where it can begin in a group."""
    needles = []
    for word in words:
        needles += [word, word.hex().encode(), word.hex().upper().encode()]
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + word)
            needles.append(coded[4 if shift else 0 : len(coded) // 4 * 4 - 4])
    return needles


def _holds(path: Path, needles: list[bytes]) -> bool:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return any(content.find(needle) >= 0 for needle in needles)
    except (FileNotFoundError, ValueError):  # gone in the meantime, or empty
        return False
