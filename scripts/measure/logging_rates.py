"""The access log: how fast entries become durable, get their place, are published and verified, and what they weigh."""

import hashlib
import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing.synchronize import Barrier

from scripts.measure.log_stage import NOW, ORIGIN, ROW_BYTES, SECONDS_EACH, SIGNER, OneKey, act, postgresql, sqlite
from scripts.measure.table import Row
from storage.memory import MemoryStore
from storage.sealing import seal_small
from wallet.database import Database
from wallet.ledger.edge import Edge
from wallet.ledger.keeper import PUBLISH_EVERY_SECONDS, LogKeeper
from wallet.ledger.log import Log
from wallet.ledger.publisher import Publisher
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.sources import StoreSource
from wallet.ledger.tiles import TILE_WIDTH, encode_bundle
from wallet.ledger.tree import leaf_hash
from wallet.ledger.verify import verify

LEAVES = 100 * 256
WRITERS = (1, 8, 64)
PROCESSES = 2
SEALED_BEFORE = 30_000
SEALED_TIMED = 5_000
ENTRY_BYTES = 179
PACE_PER_SECOND = 200
PACED_SECONDS = 3.0
UNBOUNDED = 10**9
COMMITS = "bare INSERT + COMMIT, 1 writer"

_start: Barrier


def rows(entries: int = 10_000) -> list[Row]:
    """`entries` are sequenced, published and verified, after the timed appending."""
    found: list[Row] = []
    for name, opened in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with opened() as (database, bare):
            log = Log(OneKey(), ORIGIN, waiting_limit=UNBOUNDED)
            against = f"{COMMITS}, {name}"
            for writers in WRITERS:
                rate = _together(writers, partial(_note, database, log))
                label = f"log, {name}: durable entries, {writers} writer{'s' if writers > 1 else ''}"
                found.append(Row.against(label, rate, "1/s", baseline=against, baseline_value=bare))
            label = f"log, {name}: durable entries, {WRITERS[-1]} writers in {PROCESSES} processes"
            rate = _in_processes(database.url)
            found.append(Row.against(label, rate, "1/s", baseline=against, baseline_value=bare))
            found += _parts_of_noting(name, database, log, bare)
            found += _after_noting(name, database, log, entries, bare)
    return found


def _parts_of_noting(name: str, database: Database, log: Log, bare: float) -> list[Row]:
    """What the entries of 64 writers cost, part by part: what is no disk's work is this one process's Python."""
    with database.reading() as session:
        sealed = iter([log.sealed(session, act(number)) for number in range(SEALED_BEFORE)])
        sealing = SEALED_TIMED / _seconds(lambda: [log.sealed(session, act(number)) for number in range(SEALED_TIMED)])
    committing = _together(WRITERS[-1], lambda _number: log.note(database, next(sealed)))
    opening = SEALED_TIMED / _seconds(lambda: _open_sessions(database))
    bodies = SEALED_TIMED / _seconds(
        lambda: [seal_small(bytes(32), b"", bytes(ROW_BYTES)) for _ in range(SEALED_TIMED)]
    )
    return [
        Row.against(
            f"log, {name}: of that, sealed entries committed, {WRITERS[-1]} writers",
            committing,
            "1/s",
            baseline=f"{COMMITS}, {name}",
            baseline_value=bare,
        ),
        Row.against(
            f"log, {name}: of that, entries sealed, 1 thread",
            sealing,
            "1/s",
            baseline=f"{ROW_BYTES} bytes sealed, alone",
            baseline_value=bodies,
        ),
        Row.against(
            f"log, {name}: of that, reading sessions opened, 1 thread",
            opening,
            "1/s",
            baseline=f"{ROW_BYTES} bytes sealed, alone",
            baseline_value=bodies,
        ),
    ]


def _open_sessions(database: Database) -> None:
    for _ in range(SEALED_TIMED):
        with database.reading() as session:
            session.connection()


def _together(writers: int, write_one: Callable[[int], object]) -> float:
    """How many a second that many threads do."""
    counts = [0] * writers
    until = time.perf_counter() + SECONDS_EACH

    def write(which: int) -> None:
        while time.perf_counter() < until:
            write_one(counts[which])
            counts[which] += 1

    started = time.perf_counter()
    threads = [threading.Thread(target=write, args=(which,)) for which in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - started)


def _in_processes(url: str) -> float:
    """As many writers as before, in processes that begin together, as a wallet with several workers has them."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, context, _begin_together, (start,)) as pool:
        return sum(pool.map(partial(_write_in_a_process, url), [WRITERS[-1] // PROCESSES] * PROCESSES))


def _begin_together(start: Barrier) -> None:
    global _start  # noqa: PLW0603  (what a process of a pool is given once)
    _start = start


def _write_in_a_process(url: str, writers: int) -> float:
    database = Database(url)
    log = Log(OneKey(), ORIGIN, waiting_limit=UNBOUNDED)
    _note(database, log, 0)
    _start.wait()
    rate = _together(writers, partial(_note, database, log))
    database.close()
    return rate


def _note(database: Database, log: Log, number: int) -> None:
    """As a look does it: sealed while a reading session stands, written afterwards."""
    with database.reading() as session:
        row = log.sealed(session, act(number))
    log.note(database, row)


def _after_noting(name: str, database: Database, log: Log, entries: int, bare: float) -> list[Row]:
    sequencer = Sequencer(database, log.keys, ORIGIN)
    sequencer.run_once()
    with database.transaction() as session:
        for number in range(entries):
            log.append(session, act(number))
    sequenced = entries / _seconds(sequencer.run_once)
    found = [
        Row.against(
            f"log, {name}: entries sequenced",
            sequenced,
            "1/s",
            baseline=f"{COMMITS}, {name}",
            baseline_value=bare,
        )
    ]
    store = MemoryStore()
    if database.is_sqlite:
        found += _published(database, store)
    found.append(_lag(name, database, store, log))
    return found


def _published(database: Database, store: MemoryStore) -> list[Row]:
    publisher = Publisher(database, store, SIGNER, ORIGIN, lambda: NOW)
    sizes: list[int] = []
    published = 1 / _seconds(lambda: sizes.append(publisher.run_once()))
    verified = 1 / _seconds(lambda: verify(StoreSource(store, ORIGIN), SIGNER.verifier))
    hashing = _bare_hashing()
    growing = LEAVES / _seconds(_grow_tiles)
    weight = sum(_length(store, key) for key in store.keys(f"log/{ORIGIN}/tile/")) / sizes[0]
    hashed = f"SHA-256 of {ENTRY_BYTES}-byte leaves, alone"
    return [
        Row.against("log: leaves hashed into tiles", growing, "1/s", baseline=hashed, baseline_value=hashing),
        Row.against(
            "log: leaves written, read back and signed",
            published * sizes[0],
            "1/s",
            baseline=hashed,
            baseline_value=hashing,
        ),
        Row.against("log: entries verified", verified * sizes[0], "1/s", baseline=hashed, baseline_value=hashing),
        Row.against(
            "log: published bytes", weight, "per entry", baseline="its header alone", baseline_value=ENTRY_BYTES
        ),
    ]


def _lag(name: str, database: Database, store: MemoryStore, log: Log) -> Row:
    """The longest that an entry was durable and not under a checkpoint, while entries come at an even pace."""
    keeper = LogKeeper(database, store, SIGNER, log, lambda: NOW)
    keeper.start()
    base, durable, longest = keeper.settle(), [0.0], 0.0
    started = time.perf_counter()
    while (now := time.perf_counter()) - started < PACED_SECONDS:
        if len(durable) <= (now - started) * PACE_PER_SECOND:
            _note(database, log, len(durable))
            durable.append(time.perf_counter())
        else:
            time.sleep(0.5 / PACE_PER_SECOND)
        shown = SIGNER.verifier.open((StoreSource(store, ORIGIN).read("checkpoint") or b"").decode()).size - base
        if shown + 1 < len(durable):
            longest = max(longest, time.perf_counter() - durable[shown + 1])
    keeper.stop()
    return Row.against(
        f"log, {name}: longest from durable to published, {PACE_PER_SECOND} entries a second",
        longest,
        "s",
        baseline="pause between two checkpoints",
        baseline_value=PUBLISH_EVERY_SECONDS,
    )


def _grow_tiles() -> None:
    """Headers to bundles, leaves and tiles, without a database or a store."""
    edge, header = Edge(), bytes(ENTRY_BYTES)
    for _ in range(LEAVES // TILE_WIDTH):
        encode_bundle([header] * TILE_WIDTH)
        for _tile in edge.add([leaf_hash(header) for _ in range(TILE_WIDTH)]):
            pass


def _length(store: MemoryStore, key: str) -> int:
    with store.read(key) as stored:
        return len(stored.read())


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
