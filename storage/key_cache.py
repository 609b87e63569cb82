"""Opened citizen keys, for a few minutes, so that not every read asks the key service."""

import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from storage.contexts import citizen_key_context
from storage.errors import KeyUnavailableError
from storage.keys import KeyService, WrappedKey
from storage.sealing import new_secret
from storage.strongbox import CitizenKey

CACHE_SECONDS = 300
CACHE_ENTRIES = 10_000


@dataclass(frozen=True, slots=True, repr=False)
class _Opened:
    key: CitizenKey
    until: float


class CitizenKeyCache:
    """Opens citizen keys. A key stays at most five minutes, however often it is used.

    The cache is not what refuses an erased citizen: every read still joins the key's row and finds it active first.
    """

    def __init__(self, keys: KeyService, clock: Callable[[], float], capacity: int = CACHE_ENTRIES) -> None:
        """`clock` gives seconds and never goes back (`time.monotonic`); beyond `capacity` the oldest key leaves."""
        self._keys = keys
        self._clock = clock
        self._capacity = capacity
        self._opened: dict[tuple[str, UUID, int], _Opened] = {}
        self._evictions = 0
        self._lock = threading.Lock()

    def open(self, kek_id: str, citizen: UUID, version: int, wrapped: bytes) -> CitizenKey:
        """The citizen key; errors as of `KeyService.unwrap` where it is not at hand."""
        name = (kek_id, citizen, version)
        with self._lock:
            self._drop_expired()
            if name in self._opened:
                return self._opened[name].key
            evictions_before = self._evictions
        key = CitizenKey(citizen, version, self._keys.unwrap(kek_id, wrapped, citizen_key_context(citizen, version)))
        with self._lock:
            if self._evictions == evictions_before:  # else it may be this citizen whose key was to be forgotten
                self._remember(name, key)
        return key

    def create(self, citizen: UUID, version: int) -> tuple[CitizenKey, WrappedKey]:
        """A new random citizen key and its wrapped form, proven to open again before any row depends on it."""
        context = citizen_key_context(citizen, version)
        secret = new_secret()
        wrapped = self._keys.wrap(secret, context)
        if not hmac.compare_digest(self._keys.unwrap(wrapped.kek_id, wrapped.blob, context), secret):
            raise KeyUnavailableError("the key service gave back another key than it had wrapped")
        return CitizenKey(citizen, version, secret), wrapped

    def forget(self, citizen: UUID) -> None:
        """Drop every key of this citizen, also one that is being opened in this moment."""
        with self._lock:
            self._evictions += 1
            for name in [name for name in self._opened if name[1] == citizen]:
                del self._opened[name]

    def _remember(self, name: tuple[str, UUID, int], key: CitizenKey) -> None:
        self._opened.pop(name, None)  # so that insertion order stays the order of expiry
        self._opened[name] = _Opened(key, self._clock() + CACHE_SECONDS)
        if len(self._opened) > self._capacity:
            del self._opened[next(iter(self._opened))]

    def _drop_expired(self) -> None:
        now = self._clock()
        while self._opened:
            oldest = next(iter(self._opened))
            if self._opened[oldest].until > now:
                return
            del self._opened[oldest]
