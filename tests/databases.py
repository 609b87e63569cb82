"""Fresh databases on the tests' own PostgreSQL, copied from one that has every migration already."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from wallet import migrations
from wallet.database import Database

MIGRATED = "template_wallet"
EMPTY = "template1"


def migrate_template(server: str) -> None:
    """Make the database MIGRATED on the server of this URI."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{MIGRATED}"')
    database = Database(url_of(server, MIGRATED))
    migrations.upgrade(database)
    database.close()


@contextmanager
def fresh_database(server: str, template: str = MIGRATED) -> Iterator[str]:
    """URL, for WALLET_DATABASE_URL, of a copy of `template` that is dropped in the end; `server`: any URI of it.

    FILE_COPY: in memory, where the server has its folder if it can, half as dear as writing each page to the WAL.
    """
    name = f"t_{uuid4().hex}"
    with psycopg.connect(_uri(server), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        try:
            yield url_of(server, name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def url_of(server: str, name: str) -> str:
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def database_of(url: str) -> str:
    """The name of the database of this URL."""
    return make_url(url).database or ""


def _uri(server: str) -> str:
    return make_url(server).set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
