"""Master keys in a file of their own, for a wallet without a key service beside it.

    {"current": "local:2-4f0c…", "epochs": {"local:1-9b1e…": {"created": "2026-11-23T05:00:00+00:00", "key": null},
                                            "local:2-4f0c…": {"created": …, "key": "<base64 of 32 bytes>"}}}

A destroyed epoch keeps its entry without a key, so that its id is never given again and its death can be told from
ignorance. The random part of an id tells two keyrings apart. Keys are wrapped as Cobblestone-256 messages (104 bytes).
"""

import base64
import binascii
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from storage.durable import PRIVATE_FILE, PRIVATE_FOLDER, held_folder, remove, write_durably
from storage.errors import KeyDestroyedError, KeyInUseError, KeyringPermissionsError, KeyUnavailableError
from storage.keys import WrappedKey
from storage.sealing import SECRET_BYTES, new_secret, open_small, seal_small

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, repr=False)
class Epoch:
    """One master key; `key` is None once destroyed."""

    kek_id: str
    created: datetime
    key: bytes | None


@dataclass(frozen=True, slots=True, repr=False)
class _Ring:
    current: str
    epochs: dict[str, Epoch]


_EMPTY = _Ring("", {})


def _utc_now() -> datetime:
    return datetime.now(UTC)


class KeyringFile:
    """Keeps the promise of `keys.KeyService`. Several processes may share the file, on one local file system.

    The file is made at the first wrap, with mode 0600. KeyringPermissionsError while anybody else may touch it.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = _utc_now) -> None:
        self._path = path
        self._clock = clock

    def current(self) -> str:
        return self._current().kek_id

    def wrap(self, key: bytes, context: bytes) -> WrappedKey:
        epoch = self._current()
        return WrappedKey(epoch.kek_id, seal_small(_living(epoch), context, key))

    def unwrap(self, kek_id: str, blob: bytes, context: bytes) -> bytes:
        return open_small(_living(_known(self._read(), kek_id)), context, blob)

    def rewrap(self, kek_id: str, blob: bytes, context: bytes) -> WrappedKey:
        return self.wrap(self.unwrap(kek_id, blob, context), context)

    def destroy(self, kek_id: str) -> None:
        with self._changing() as ring:
            epoch = _known(ring, kek_id)
            if kek_id == ring.current:
                raise KeyInUseError(f"{kek_id} wraps new keys now: rotate and rewrap first")
            self._write(_Ring(ring.current, ring.epochs | {kek_id: replace(epoch, key=None)}))

    def rotate(self) -> str:
        """Begin a new epoch and return its id; what older epochs wrapped still opens until they are destroyed."""
        with self._changing() as ring:
            return self._begin_epoch(ring).current

    def epochs(self) -> tuple[str, tuple[tuple[str, datetime, bool], ...]]:
        """The current id, and of every epoch, oldest first: id, when it began, whether it still lives."""
        ring = self._read()
        return ring.current, tuple(
            (epoch.kek_id, epoch.created, epoch.key is not None) for epoch in ring.epochs.values()
        )

    def _current(self) -> Epoch:
        ring = self._read()
        if not ring.epochs:
            with self._changing() as locked:
                ring = locked if locked.epochs else self._begin_epoch(locked)
        return ring.epochs[ring.current]

    def _begin_epoch(self, ring: _Ring) -> _Ring:
        epoch = Epoch(f"local:{len(ring.epochs) + 1}-{secrets.token_hex(8)}", self._clock(), new_secret())
        begun = _Ring(epoch.kek_id, ring.epochs | {epoch.kek_id: epoch})
        self._write(begun)
        return begun

    def _read(self) -> _Ring:
        """The ring as the file holds it now, so that another process's destroy counts at once. Empty where absent."""
        with _translated(self._path):
            try:
                file = self._path.open("rb")
            except FileNotFoundError:
                return _EMPTY
            with file:
                if os.fstat(file.fileno()).st_mode & OTHERS:
                    raise KeyringPermissionsError(f"others may read or change {self._path}: run chmod 600 on it")
                return _parse(file.read(), self._path)

    def _write(self, ring: _Ring) -> None:
        """Only under `_changing`: so one name aside is enough, and a crash leaves no keys under a forgotten one."""
        name = self._path.name
        with _translated(self._path), held_folder(self._path.parent) as folder:
            remove(name + ".part", folder)
            write_durably(folder, name, iter((_format(ring),)), aside=folder, aside_name=name + ".part")

    @contextmanager
    def _changing(self) -> Iterator[_Ring]:
        """The ring, while no other thread or process changes it: a lock on a file beside, which is never replaced."""
        with _translated(self._path):
            self._path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            beside = self._path.with_name(self._path.name + ".lock")
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield self._read()
        finally:
            os.close(descriptor)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KeyUnavailableError(f"the keyring file {path} cannot be read or written") from error


def _known(ring: _Ring, kek_id: str) -> Epoch:
    if kek_id not in ring.epochs:
        raise KeyUnavailableError(f"this keyring never held {kek_id}")
    return ring.epochs[kek_id]


def _living(epoch: Epoch) -> bytes:
    if epoch.key is None:
        raise KeyDestroyedError(f"{epoch.kek_id} was destroyed")
    return epoch.key


def _format(ring: _Ring) -> bytes:
    epochs = {
        epoch.kek_id: {
            "created": epoch.created.isoformat(),
            "key": None if epoch.key is None else base64.b64encode(epoch.key).decode(),
        }
        for epoch in ring.epochs.values()
    }
    return json.dumps({"current": ring.current, "epochs": epochs}, indent=2).encode() + b"\n"


def _parse(content: bytes, path: Path) -> _Ring:
    try:
        document = json.loads(content)
        epochs = {
            kek_id: Epoch(kek_id, datetime.fromisoformat(entry["created"]), _key(entry["key"]))
            for kek_id, entry in document["epochs"].items()
        }
        return _Ring(epochs[document["current"]].kek_id, epochs)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeyUnavailableError(f"the keyring file {path} is not a keyring: restore it from its own backup") from None


def _key(text: str | None) -> bytes | None:
    if text is None:
        return None
    key = base64.b64decode(text, validate=True)
    if len(key) != SECRET_BYTES:
        raise ValueError("a master key has 32 bytes")
    return key
