"""Opened citizen keys stay five minutes at most, and leave at once when they are to be forgotten."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from storage.contexts import citizen_key_context
from storage.errors import KeyUnavailableError, TamperedError
from storage.key_cache import CitizenKeyCache
from storage.keyring import KeyringFile
from storage.keys import WrappedKey
from tests.storage.conftest import CITIZEN

NEIGHBOUR = UUID("00000000-0000-4000-8000-00000000c172")


class CountingKeys(KeyringFile):
    """A keyring that counts, and on demand does something else while it unwraps, or is away."""

    unwraps = 0
    away = False
    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def unwrap(self, kek_id: str, blob: bytes, context: bytes) -> bytes:
        if self.away:
            raise KeyUnavailableError("away")
        self.unwraps += 1
        self.meanwhile()
        return super().unwrap(kek_id, blob, context)


class ForgetfulKeys(KeyringFile):
    """Gives back another key than it wrapped."""

    def unwrap(self, kek_id: str, blob: bytes, context: bytes) -> bytes:
        return bytes(len(super().unwrap(kek_id, blob, context)))


class HandClock:
    """Seconds, moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def keys(tmp_path: Path) -> CountingKeys:
    return CountingKeys(tmp_path / "keyring.json")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def cache(keys: CountingKeys, clock: HandClock) -> CitizenKeyCache:
    return CitizenKeyCache(keys, clock)


def kept(cache: CitizenKeyCache, keys: CountingKeys, citizen: UUID = CITIZEN) -> WrappedKey:
    wrapped = cache.create(citizen, 1)[1]
    keys.unwraps = 0
    return wrapped


def test_a_created_key_opens_again_from_its_wrapped_form(cache: CitizenKeyCache, keys: CountingKeys) -> None:
    key, wrapped = cache.create(CITIZEN, 4)
    opened = cache.open(wrapped.kek_id, CITIZEN, 4, wrapped.blob)
    assert opened == key
    assert keys.unwrap(wrapped.kek_id, wrapped.blob, citizen_key_context(CITIZEN, 4)) == key.secret


def test_a_created_key_that_does_not_open_again_is_not_given_out(tmp_path: Path, clock: HandClock) -> None:
    with pytest.raises(KeyUnavailableError):
        CitizenKeyCache(ForgetfulKeys(tmp_path / "keyring.json"), clock).create(CITIZEN, 1)


def test_two_citizens_never_get_the_same_key(cache: CitizenKeyCache) -> None:
    assert cache.create(CITIZEN, 1)[0].secret != cache.create(NEIGHBOUR, 1)[0].secret


def test_within_five_minutes_the_key_service_is_asked_once(
    cache: CitizenKeyCache, keys: CountingKeys, clock: HandClock
) -> None:
    wrapped = kept(cache, keys)
    for _ in range(10):
        cache.open(wrapped.kek_id, CITIZEN, 1, wrapped.blob)
        clock.now += 29
    assert keys.unwraps == 1


def test_after_five_minutes_it_is_asked_again_however_often_the_key_was_used(
    cache: CitizenKeyCache, keys: CountingKeys, clock: HandClock
) -> None:
    wrapped = kept(cache, keys)
    for _ in range(11):
        cache.open(wrapped.kek_id, CITIZEN, 1, wrapped.blob)
        clock.now += 30
    assert keys.unwraps == 2


def test_while_the_key_service_is_away_only_cached_keys_open(cache: CitizenKeyCache, keys: CountingKeys) -> None:
    mine, neighbours = kept(cache, keys), kept(cache, keys, NEIGHBOUR)
    cache.open(mine.kek_id, CITIZEN, 1, mine.blob)
    keys.away = True
    assert cache.open(mine.kek_id, CITIZEN, 1, mine.blob)
    with pytest.raises(KeyUnavailableError):
        cache.open(neighbours.kek_id, NEIGHBOUR, 1, neighbours.blob)


def test_a_forgotten_citizen_leaves_and_the_neighbour_stays(cache: CitizenKeyCache, keys: CountingKeys) -> None:
    mine, neighbours = kept(cache, keys), kept(cache, keys, NEIGHBOUR)
    cache.open(mine.kek_id, CITIZEN, 1, mine.blob)
    cache.open(neighbours.kek_id, NEIGHBOUR, 1, neighbours.blob)
    cache.forget(CITIZEN)
    keys.away = True
    assert cache.open(neighbours.kek_id, NEIGHBOUR, 1, neighbours.blob)
    with pytest.raises(KeyUnavailableError):
        cache.open(mine.kek_id, CITIZEN, 1, mine.blob)


def test_a_citizen_forgotten_while_their_key_is_being_opened_is_not_cached(
    cache: CitizenKeyCache, keys: CountingKeys
) -> None:
    wrapped = kept(cache, keys)
    keys.meanwhile = lambda: cache.forget(CITIZEN)
    cache.open(wrapped.kek_id, CITIZEN, 1, wrapped.blob)
    keys.away = True
    with pytest.raises(KeyUnavailableError):
        cache.open(wrapped.kek_id, CITIZEN, 1, wrapped.blob)


def test_a_wrapped_key_opens_for_no_other_citizen_or_version(cache: CitizenKeyCache, keys: CountingKeys) -> None:
    wrapped = kept(cache, keys)
    for citizen, version in ((NEIGHBOUR, 1), (CITIZEN, 2)):
        with pytest.raises(TamperedError):
            cache.open(wrapped.kek_id, citizen, version, wrapped.blob)


def test_a_full_cache_lets_go_of_the_oldest(keys: CountingKeys, clock: HandClock) -> None:
    cache = CitizenKeyCache(keys, clock, capacity=1)
    mine, neighbours = kept(cache, keys), kept(cache, keys, NEIGHBOUR)
    cache.open(mine.kek_id, CITIZEN, 1, mine.blob)
    cache.open(neighbours.kek_id, NEIGHBOUR, 1, neighbours.blob)
    keys.away = True
    assert cache.open(neighbours.kek_id, NEIGHBOUR, 1, neighbours.blob)
    with pytest.raises(KeyUnavailableError):
        cache.open(mine.kek_id, CITIZEN, 1, mine.blob)
