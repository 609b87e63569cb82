"""One wallet for each module of these tests, on SQLite: who may do what is the same on every database, and what is not
(transactions, races, durability) is asked on both in the rooms and in `tests/faults`.
"""

from collections.abc import Iterator

import pytest

from tests.world import World, open_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("data")) as opened:
        yield opened
