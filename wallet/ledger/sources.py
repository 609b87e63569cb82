"""Where a published log is read from: a folder, an address, an object store. Nothing but public files."""

import re
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import httpx2

from storage.errors import ObjectNotFoundError
from storage.objects import ObjectStore
from wallet.ledger.errors import MalformedLogError

TIMEOUT_SECONDS = 30
_NOT_FOUND = 404
_OK = 200


class TileSource(Protocol):
    """The files of one log."""

    def read(self, path: str) -> bytes | None:
        """The file under `checkpoint`, `vkey` or `tile/…`; None when there is none. OSError or StorageError else."""


class FolderSource:
    """A folder that holds `checkpoint`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


class StoreSource:
    """`log/<origin>/` of an object store; another folder for what is kept in the same form and not published."""

    def __init__(self, objects: ObjectStore, origin: str, *, folder: str = "log") -> None:
        self._objects = objects
        self._prefix = f"{folder}/{origin}"

    def key(self, path: str) -> str:
        return f"{self._prefix}/{path}"

    def read(self, path: str) -> bytes | None:
        try:
            with self._objects.read(self.key(path)) as stored:
                return stored.read()
        except ObjectNotFoundError:
            return None


class UrlSource:
    """The address under which `checkpoint` is served. Used in a `with` block it closes its connections."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._client = httpx2.Client(timeout=TIMEOUT_SECONDS)

    def read(self, path: str) -> bytes | None:
        try:
            answer = self._client.get(f"{self._url}/{path}")
        except httpx2.HTTPError as error:
            raise ConnectionError(f"the log does not answer: {type(error).__name__}") from error
        if answer.status_code == _NOT_FOUND:
            return None
        if answer.status_code != _OK:
            raise ConnectionError(f"the log answers {answer.status_code} for {path}")
        return answer.content

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()


def open_source(where: str) -> TileSource:
    """An http(s) address, or a folder with exactly one log somewhere in it: the log's own, or a whole data folder."""
    if re.match(r"https?://", where):
        return UrlSource(where)
    found = sorted(Path(where).rglob("checkpoint"))
    if len(found) != 1:
        raise MalformedLogError(f"{where} holds {len(found)} logs: name the folder that holds the file `checkpoint`")
    return FolderSource(found[0].parent)
