"""Objects as files below one folder, for the wallet that runs without an object store beside it.

<root>/objects/3f/3fa8…     the object under the key objects/3f/3fa8…
<root>/.aside/<random>.part  a put under way; no key names it, and what a crash leaves there is swept after a day
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.durable import held_folder, make_folders, remove, write_durably
from storage.errors import ObjectNotFoundError, StoreUnavailableError
from storage.objects import Body, ExactBody, StoredBody, check_key

PIECE_BYTES = 256 * 1024
ASIDE_SECONDS = 24 * 3600
ASIDE = ".aside"


class FolderStore:
    """Keeps the promise of `objects.ObjectStore`; safe for several threads and processes on one local file system."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.time) -> None:
        """Creates the folder where absent; `clock` gives seconds since 1970, as files' own times do."""
        self._root = root
        self._aside = root / ASIDE
        self._clock = clock
        with _translated():
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_folders(root, self._aside)
        self.sweep()

    def put(self, key: str, body: Body, length: int | None) -> None:
        exact = ExactBody(body, length)
        try:
            self._write(key, iter(lambda: exact.read(PIECE_BYTES), b""))
        except OSError as error:
            if error is exact.error:
                raise
            self._take_back(key)
            raise StoreUnavailableError("the folder did not take the object") from error

    def replace(self, key: str, content: bytes) -> None:
        with _translated():
            self._write(key, iter((content,)))

    @contextmanager
    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[StoredBody]:
        path = self._path(key)
        try:
            file = path.open("rb", buffering=0)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise ObjectNotFoundError(key) from None
        except OSError as error:
            raise StoreUnavailableError("the folder cannot be read") from error
        with file:
            total = os.fstat(file.fileno()).st_size
            with StoredBody(_filler(file.fileno(), start, total if length is None else start + length), total) as body:
                yield body

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _translated():
            if path.parent.is_dir():
                with held_folder(path.parent) as folder:
                    remove(path.name, folder)
                    os.fsync(folder)

    def keys(self, prefix: str) -> Iterator[str]:
        folder = prefix.rpartition("/")[0]
        top = self._path(folder) if folder else self._root
        for parent, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name != ASIDE]
            for name in files:
                key = (Path(parent) / name).relative_to(self._root).as_posix()
                if key.startswith(prefix):
                    yield key

    def sweep(self) -> int:
        """Remove what broken puts left aside more than a day ago; says how many files. A long put is younger."""
        swept = 0
        with _translated():
            for path in self._aside.iterdir():
                try:
                    if self._clock() - path.stat().st_mtime > ASIDE_SECONDS:
                        path.unlink()
                        swept += 1
                except FileNotFoundError:
                    continue  # its put has just ended
        return swept

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _write(self, key: str, pieces: Iterator[bytes]) -> None:
        path = self._path(key)
        make_folders(self._root, path.parent)
        with held_folder(path.parent) as folder, held_folder(self._aside) as aside:
            write_durably(folder, path.name, pieces, aside=aside, aside_name=f"{secrets.token_hex(16)}.part")

    def _take_back(self, key: str) -> None:
        """The rename may have happened and its fsync failed: without this, a failed put could be read."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError:
            return  # the folder is failing altogether; the caller is told so already


def _filler(descriptor: int, start: int, stop: int) -> Callable[[memoryview], int]:
    position = start

    def fill(target: memoryview) -> int:
        nonlocal position
        wanted = min(len(target), max(stop - position, 0))
        with _translated():
            count = os.preadv(descriptor, [target[:wanted]], position) if wanted else 0
        position += count
        return count

    return fill


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError("the folder cannot be read or written") from error
