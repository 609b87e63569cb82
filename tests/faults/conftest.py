"""Wallets for the fault tests: each kind of test runs on SQLite and on PostgreSQL, with a folder as the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.faults.scene import Scene, copied, prepare
from tests.world import World, open_world


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database for a whole module; empty: SQLite in the data folder."""
    if request.param == "sqlite":
        yield ""
        return
    with _fresh_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture(scope="module")
def world(kept_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("data"), kept_database_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def prepared_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return prepare(tmp_path_factory.mktemp("scene"), "")


@pytest.fixture(scope="session")
def prepared_on_postgresql(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with _fresh_database(postgres) as url:
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


@contextmanager
def _fresh_database(server: str) -> Iterator[str]:
    name = f"t_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_wallet')
        yield server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
