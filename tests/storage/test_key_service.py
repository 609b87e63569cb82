"""The contract of `storage.keys.KeyService`, asked of every key service."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.errors import KeyDestroyedError, KeyInUseError, KeyUnavailableError, TamperedError
from storage.keyring import KeyringFile
from storage.keys import KeyService

SECRET = bytes(range(32))
CONTEXT = b"whose key this is"


@dataclass
class Kept:
    """A key service, and how its operator begins a new epoch."""

    keys: KeyService

    def rotate(self) -> str:
        assert isinstance(self.keys, KeyringFile)
        return self.keys.rotate()


@pytest.fixture(params=["keyring"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return Kept(KeyringFile(tmp_path / "keyring.json"))


def test_what_is_wrapped_is_unwrapped(kept: Kept) -> None:
    wrapped = kept.keys.wrap(SECRET, CONTEXT)
    assert wrapped.kek_id == kept.keys.current()
    assert kept.keys.unwrap(wrapped.kek_id, wrapped.blob, CONTEXT) == SECRET


def test_a_wrapped_key_does_not_show_the_key(kept: Kept) -> None:
    assert SECRET not in kept.keys.wrap(SECRET, CONTEXT).blob


def test_a_wrapped_key_opens_in_no_other_context(kept: Kept) -> None:
    wrapped = kept.keys.wrap(SECRET, CONTEXT)
    with pytest.raises(TamperedError):
        kept.keys.unwrap(wrapped.kek_id, wrapped.blob, CONTEXT + b"?")


def test_every_altered_byte_of_a_wrapped_key_is_refused(kept: Kept) -> None:
    wrapped = kept.keys.wrap(SECRET, CONTEXT)
    for place in range(len(wrapped.blob)):
        altered = bytearray(wrapped.blob)
        altered[place] ^= 1
        with pytest.raises(TamperedError):
            kept.keys.unwrap(wrapped.kek_id, bytes(altered), CONTEXT)


def test_an_unknown_epoch_is_unavailable(kept: Kept) -> None:
    wrapped = kept.keys.wrap(SECRET, CONTEXT)
    with pytest.raises(KeyUnavailableError):
        kept.keys.unwrap("local:9-0000", wrapped.blob, CONTEXT)
    with pytest.raises(KeyUnavailableError):
        kept.keys.destroy("local:9-0000")


def test_a_new_epoch_wraps_and_the_old_one_still_opens(kept: Kept) -> None:
    old = kept.keys.wrap(SECRET, CONTEXT)
    begun = kept.rotate()
    assert kept.keys.current() == begun != old.kek_id
    assert kept.keys.wrap(SECRET, CONTEXT).kek_id == begun
    assert kept.keys.unwrap(old.kek_id, old.blob, CONTEXT) == SECRET


def test_a_key_is_rewrapped_by_the_current_epoch(kept: Kept) -> None:
    old = kept.keys.wrap(SECRET, CONTEXT)
    begun = kept.rotate()
    new = kept.keys.rewrap(old.kek_id, old.blob, CONTEXT)
    assert new.kek_id == begun
    assert kept.keys.unwrap(new.kek_id, new.blob, CONTEXT) == SECRET


def test_a_destroyed_epoch_cannot_unwrap(kept: Kept) -> None:
    old = kept.keys.wrap(SECRET, CONTEXT)
    kept.rotate()
    kept.keys.destroy(old.kek_id)
    kept.keys.destroy(old.kek_id)
    with pytest.raises(KeyDestroyedError):
        kept.keys.unwrap(old.kek_id, old.blob, CONTEXT)
    with pytest.raises(KeyDestroyedError):
        kept.keys.rewrap(old.kek_id, old.blob, CONTEXT)


def test_the_current_epoch_cannot_be_destroyed(kept: Kept) -> None:
    with pytest.raises(KeyInUseError):
        kept.keys.destroy(kept.keys.current())
    assert kept.keys.wrap(SECRET, CONTEXT)
