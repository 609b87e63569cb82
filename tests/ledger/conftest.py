"""A log that nothing has been written to, and a store for what it publishes."""

import pytest

from storage.memory import MemoryStore
from tests.ledger.parts import ORIGIN, FixedKeys
from wallet.ledger.log import Log


@pytest.fixture
def keys() -> FixedKeys:
    return FixedKeys()


@pytest.fixture
def log(keys: FixedKeys) -> Log:
    return Log(keys, ORIGIN)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()
