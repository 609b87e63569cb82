"""A store that forgets when the process ends: for tests, and for trying things out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from storage.errors import ObjectNotFoundError
from storage.objects import Body, ExactBody, StoredBody, check_key

PIECE_BYTES = 256 * 1024


class MemoryStore:
    """Keeps the promise of `objects.ObjectStore`, but for durability."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def put(self, key: str, body: Body, length: int | None) -> None:
        check_key(key)
        exact = ExactBody(body, length)
        self.replace(key, b"".join(iter(lambda: exact.read(PIECE_BYTES), b"")))

    def replace(self, key: str, content: bytes) -> None:
        check_key(key)
        with self._lock:
            self._objects[key] = content

    @contextmanager
    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[StoredBody]:
        content = self._objects.get(check_key(key))
        if content is None:
            raise ObjectNotFoundError(key)
        rest = memoryview(content)[start : None if length is None else start + length]

        def fill(target: memoryview) -> int:
            nonlocal rest
            count = min(len(target), len(rest))
            target[:count] = rest[:count]
            rest = rest[count:]
            return count

        with StoredBody(fill, len(content)) as body:
            yield body

    def delete(self, key: str) -> None:
        with self._lock:
            self._objects.pop(check_key(key), None)

    def keys(self, prefix: str) -> Iterator[str]:
        with self._lock:
            found = [key for key in self._objects if key.startswith(prefix)]
        yield from found
