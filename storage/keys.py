"""What a key service promises: it holds the master keys, in epochs, and no caller ever sees one."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as it may be stored: which epoch wrapped it, and the wrapped bytes."""

    kek_id: str
    blob: bytes


class KeyService(Protocol):
    """A keyring file, a Transit engine or a hardware module. Safe for several threads.

    `context` binds a wrapped key to whose it is (see `contexts`): the same bytes must be given to open it again.
    Every method raises KeyUnavailableError where the service does not answer; then fail closed.
    """

    def current(self) -> str:
        """The id of the epoch that wraps now."""

    def wrap(self, key: bytes, context: bytes) -> WrappedKey:
        """Wrap with the current epoch. Unwrap once and compare before a row depends on it."""

    def unwrap(self, kek_id: str, blob: bytes, context: bytes) -> bytes:
        """KeyDestroyedError for a destroyed epoch, KeyUnavailableError for an unknown one, TamperedError otherwise."""

    def rewrap(self, kek_id: str, blob: bytes, context: bytes) -> WrappedKey:
        """The same key, wrapped by the current epoch; errors as of `unwrap`."""

    def destroy(self, kek_id: str) -> None:
        """Destroy an epoch for good; durable once this returns, twice is fine. KeyInUseError for the current one."""
