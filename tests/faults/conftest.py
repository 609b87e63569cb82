"""Wallets for the fault tests: each kind of test runs on SQLite and on PostgreSQL, with a folder as the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.faults.scene import Scene, copied, prepare
from tests.world import World, open_world
from tests.zalo import connected


@pytest.fixture(scope="module")
def world(kept_database_url: str, tmp_path_factory: pytest.TempPathFactory, zalo: str) -> Iterator[World]:
    """Connected with Zalo: without it, its routes are not there for anybody."""
    with open_world(tmp_path_factory.mktemp("data"), kept_database_url, **connected(zalo)) as opened:
        yield opened


@pytest.fixture(scope="session")
def prepared_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return prepare(tmp_path_factory.mktemp("scene"), "")


@pytest.fixture(scope="session")
def prepared_on_postgresql(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with fresh_database(postgres) as url:
        yield prepare(tmp_path_factory.mktemp("scene"), url)


@pytest.fixture(params=["sqlite", "postgresql"])
def prepared(request: pytest.FixtureRequest) -> Scene:
    """One for all tests of a process: they copy it, and change the copy."""
    scene: Scene = request.getfixturevalue(f"prepared_on_{request.param}")
    return scene


@pytest.fixture
def scene(prepared: Scene, tmp_path: Path) -> Iterator[Scene]:
    with copied(prepared, tmp_path) as copy:
        yield copy
