"""Parts that every room's tests share. Real ones: PostgreSQL, SQLite, an S3 server, a folder; no mocks.

A test that asks for `database` runs twice, once on each database; one that asks for `bucket` talks to a real S3 server.
"""

import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.house import House, open_house
from tests.servers import S3Server, postgres_server, s3_server
from wallet import migrations
from wallet.database import Database

NOON = datetime(2026, 11, 23, 5, 0, 0, tzinfo=UTC)
"""Noon in Vietnam on the day these tests were first written."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URI of a running PostgreSQL whose database `template_wallet` has every migration applied."""
    with postgres_server() as uri:
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_wallet")
        database = Database(_database_uri(uri, "template_wallet"))
        migrations.upgrade(database)
        database.close()
        yield uri


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "wallet.db"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh, migrated database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        shutil.copy(template, tmp_path / "wallet.db")
        yield f"sqlite:///{tmp_path / 'wallet.db'}"
        return
    uri: str = request.getfixturevalue("postgres")
    name = f"t_{uuid.uuid4().hex}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_wallet')
        yield _database_uri(uri, name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


def _database_uri(uri: str, name: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A whole wallet without its HTTP front, on a fresh database and folder, with a clock that tests move."""
    with open_house(database_url, tmp_path) as opened:
        yield opened
