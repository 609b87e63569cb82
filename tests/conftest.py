"""Parts that every room's tests share. Real ones: PostgreSQL, SQLite, an S3 server, a folder; no mocks.

A test that asks for `database` runs twice, once on each database; one that asks for `bucket` talks to a real S3 server.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import fresh_database, migrate_template
from tests.house import House, open_house
from tests.servers import S3Server, postgres_server, s3_server, zalo_stand_in
from wallet import migrations
from wallet.database import Database

NOON = datetime(2026, 11, 23, 5, 0, 0, tzinfo=UTC)
"""Noon in Vietnam on the day these tests were first written."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URI of a running PostgreSQL from which `fresh_database` copies."""
    with postgres_server() as uri:
        migrate_template(uri)
        yield uri


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "wallet.db"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.close()
    return path


@pytest.fixture
def postgresql_url(postgres: str) -> Iterator[str]:
    """URL of a fresh, migrated database on PostgreSQL."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """URL of a fresh, migrated database in a file."""
    shutil.copy(migrated_sqlite, tmp_path / "wallet.db")
    return f"sqlite:///{tmp_path / 'wallet.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, migrated database: once SQLite, once PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database for a whole module; empty: SQLite in the data folder."""
    if request.param == "sqlite":
        yield ""
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def zalo() -> Iterator[str]:
    """Address of a stand-in of Zalo's endpoints."""
    with zalo_stand_in() as address:
        yield address


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A whole wallet without its HTTP front, on a fresh database and folder, with a clock that tests move."""
    with open_house(database_url, tmp_path) as opened:
        yield opened
