"""The access log on the embedded default: how fast entries become durable, get their place, are published, verified."""

import hashlib
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from scripts.measure.table import Row
from storage.memory import MemoryStore
from wallet import migrations
from wallet.database import Database
from wallet.ledger.entries import Actor, ActorKind, Entry, Operation, Outcome, Touched
from wallet.ledger.log import Log
from wallet.ledger.notes import NoteSigner
from wallet.ledger.publisher import Publisher
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.sources import StoreSource
from wallet.ledger.tree import leaf_hash
from wallet.ledger.verify import verify

ORIGIN = "bench.test/log"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ENTRY_BYTES = 179
SECONDS_EACH = 2.0
CITIZENS = 50


class OneKey:
    """The same log key for everybody; reading keys is measured elsewhere."""

    def log_key(self, session: Session, citizen: UUID) -> bytes:  # noqa: ARG002  (what the protocol asks for)
        return bytes(32)

    def log_keys(self, session: Session, citizens: Set[UUID]) -> dict[UUID, bytes | None]:  # noqa: ARG002  (as above)
        return dict.fromkeys(citizens, bytes(32))


def rows(entries: int = 10_000) -> list[Row]:
    """`entries` are sequenced, published and verified, after the timed appending."""
    with _database() as database:
        log = Log(OneKey(), ORIGIN)
        bare = _bare_commits(Path(database.url.removeprefix("sqlite:///")).with_name("bare.db"))
        found = [_appending(database, log, writers, bare) for writers in (1, 8, 64)]
        Sequencer(database, log.keys, ORIGIN).run_once()
        _fill(database, log, entries)
        return found + _after_appending(database, log, entries, bare)


def _after_appending(database: Database, log: Log, entries: int, bare: float) -> list[Row]:
    store = MemoryStore()
    signer = NoteSigner(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    sequencer = Sequencer(database, log.keys, ORIGIN)
    sequenced = entries / _seconds(sequencer.run_once)
    publisher = Publisher(database, store, signer, ORIGIN, lambda: NOW)
    sizes: list[int] = []
    published = 1 / _seconds(lambda: sizes.append(publisher.run_once()))
    verified = 1 / _seconds(lambda: verify(StoreSource(store, ORIGIN), signer.verifier))
    hashing = _bare_hashing()
    hashed = f"SHA-256 of {ENTRY_BYTES}-byte leaves, alone"
    one_commit = "bare INSERT + COMMIT, 1 writer"
    return [
        Row.against("log: entries sequenced", sequenced, "1/s", baseline=one_commit, baseline_value=bare),
        Row.against(
            "log: leaves written, read back and signed",
            published * sizes[0],
            "1/s",
            baseline=hashed,
            baseline_value=hashing,
        ),
        Row.against("log: entries verified", verified * sizes[0], "1/s", baseline=hashed, baseline_value=hashing),
    ]


def _entry(number: int) -> Entry:
    return Entry(
        citizen=UUID(int=number % CITIZENS + 1),
        operation=Operation.RECORD_READ,
        outcome=Outcome.RELEASED,
        at=NOW,
        actor=Actor(kind=ActorKind.SERVICE, id="bench"),
        touched=(Touched(record="r", type="giay_khai_sinh", version=1, attributes=("person.full_name",)),),
    )


def _appending(database: Database, log: Log, writers: int, bare: float) -> Row:
    counts = [0] * writers
    until = time.perf_counter() + SECONDS_EACH

    def write(which: int) -> None:
        while time.perf_counter() < until:
            with database.transaction() as session:
                pending = log.append(session, _entry(counts[which]))
            pending.receipt()
            counts[which] += 1

    started = time.perf_counter()
    threads = [threading.Thread(target=write, args=(which,)) for which in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(counts) / (time.perf_counter() - started)
    name = f"log: durable entries, {writers} writer{'s' if writers > 1 else ''}"
    return Row.against(name, rate, "1/s", baseline="bare INSERT + COMMIT, 1 writer", baseline_value=bare)


def _fill(database: Database, log: Log, entries: int) -> None:
    with database.transaction() as session:
        for number in range(entries):
            log.append(session, _entry(number))


def _bare_commits(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, content BLOB)")
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS_EACH:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare (content) VALUES (?)", (bytes(900),))
        connection.execute("COMMIT")
        count += 1
    rate = count / (time.perf_counter() - started)
    connection.close()
    return rate


def _bare_hashing(count: int = 200_000) -> float:
    leaf = hashlib.sha256(b"").digest() * (ENTRY_BYTES // 32 + 1)
    leaf = leaf[:ENTRY_BYTES]

    def hash_all() -> None:
        for _ in range(count):
            leaf_hash(leaf)

    return count / _seconds(hash_all)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def _database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        database = Database(f"sqlite:///{folder}/wallet.db")
        migrations.upgrade(database)
        yield database
        database.close()
