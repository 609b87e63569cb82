"""What is public follows from committed rows alone, survives a crash anywhere, and is never overwritten."""

import pytest
from sqlalchemy import select

from storage.errors import StoreUnavailableError
from storage.memory import MemoryStore
from tests.ledger.parts import (
    MAI,
    ORIGIN,
    SIGNER,
    VKEY,
    BreakingStore,
    FixedKeys,
    act,
    append,
    content,
    flip,
    published_log,
    publisher,
    sequence,
)
from wallet.database import Database
from wallet.ledger.errors import ForkAlarmError, RolledBackError
from wallet.ledger.log import Log
from wallet.ledger.models import CHECKPOINTS, ENTRIES
from wallet.ledger.notes import Checkpoint
from wallet.ledger.sources import StoreSource
from wallet.ledger.verify import verify

CHECKPOINT = f"log/{ORIGIN}/checkpoint"


def recorded(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.connection().execute(select(CHECKPOINTS.c.size).order_by(CHECKPOINTS.c.size)).scalars())


def test_an_empty_log_has_a_checkpoint_that_verifies(database: Database, store: MemoryStore) -> None:
    assert publisher(database, store).run_once() == 0
    report = verify(StoreSource(store, ORIGIN), VKEY)
    assert (report.ok, report.size) == (True, 0)


def test_it_publishes_exactly_the_files_of_the_specification(database: Database, store: MemoryStore) -> None:
    published_log(database, store, 300)
    assert {key.removeprefix(f"log/{ORIGIN}/") for key in content(store)} == {
        "checkpoint",
        "tile/entries/000",
        "tile/entries/001.p/44",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
    }
    assert verify(StoreSource(store, ORIGIN), VKEY).ok


def test_growing_step_by_step_gives_the_same_tree_as_publishing_at_once(database: Database, store: MemoryStore) -> None:
    log = Log(FixedKeys(), ORIGIN)
    steady = publisher(database, store)
    for step in (1, 2, 252, 1, 1, 255, 300):
        append(database, log, *(act() for _ in range(step)))
        sequence(database, log)
        assert steady.run_once() == publisher(database, store).run_once()
        assert verify(StoreSource(store, ORIGIN), VKEY).ok
    at_once = MemoryStore()
    with database.transaction() as session:
        session.connection().execute(CHECKPOINTS.delete())
    publisher(database, at_once).run_once()
    assert content(at_once) == {key: stored for key, stored in content(store).items() if key in content(at_once)}


def test_partial_files_go_once_the_full_tile_is_there(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 200)
    append(database, log, *(act() for _ in range(100)))
    sequence(database, log)
    publisher(database, store).run_once()
    assert not list(store.keys(f"log/{ORIGIN}/tile/0/000.p/"))
    assert not list(store.keys(f"log/{ORIGIN}/tile/entries/000.p/"))


@pytest.mark.parametrize("writes", range(7))
def test_a_crash_at_any_write_is_finished_by_the_next_run_with_the_same_bytes(database: Database, writes: int) -> None:
    whole = MemoryStore()
    published_log(database, whole, 300)
    with database.transaction() as session:
        session.connection().execute(CHECKPOINTS.delete())
    store = BreakingStore(writes)
    if writes < len(content(whole)):
        with pytest.raises(StoreUnavailableError):
            publisher(database, store).run_once()
        assert CHECKPOINT not in content(store)
    store.left = 100
    publisher(database, store).run_once()
    assert content(store) == content(whole)


def test_a_crash_after_the_row_and_before_the_checkpoint_is_finished_at_the_next_start(database: Database) -> None:
    store = BreakingStore(2)  # bundle, tile, and nothing more
    log = Log(FixedKeys(), ORIGIN)
    append(database, log, act())
    sequence(database, log)
    with pytest.raises(StoreUnavailableError):
        publisher(database, store).run_once()
    assert (recorded(database), CHECKPOINT in content(store)) == ([1], False)
    append(database, log, act())
    sequence(database, log)
    store.left = 100
    assert publisher(database, store).run_once() == 2
    assert recorded(database) == [1, 2]
    assert verify(StoreSource(store, ORIGIN), VKEY).ok


def test_lost_tiles_are_written_again_from_the_rows(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 300)
    for key in content(store):
        if "tile" in key:
            store.delete(key)
    append(database, log, act())
    sequence(database, log)
    publisher(database, store).run_once()
    assert verify(StoreSource(store, ORIGIN), VKEY).ok


@pytest.mark.parametrize("name", ["tile/0/001.p/45", "tile/entries/001.p/45"])
def test_other_bytes_where_a_tile_should_be_are_a_fork_alarm(database: Database, store: MemoryStore, name: str) -> None:
    log = published_log(database, store, 300)
    before = content(store)[CHECKPOINT]
    store.replace(f"log/{ORIGIN}/{name}", b"\0" * 45 * 32)
    append(database, log, act())
    sequence(database, log)
    with pytest.raises(ForkAlarmError, match="other bytes"):
        publisher(database, store).run_once()
    assert content(store)[CHECKPOINT] == before
    assert recorded(database) == [300]


def test_an_altered_tile_at_the_right_edge_is_a_fork_alarm(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 300)
    key = f"log/{ORIGIN}/tile/1/000.p/1"
    store.replace(key, flip(content(store)[key], 5))
    append(database, log, act())
    sequence(database, log)
    with pytest.raises(ForkAlarmError, match="do not give the root"):
        publisher(database, store).run_once()


@pytest.mark.parametrize("column", ["header", "leaf"])
def test_a_row_altered_before_it_was_published_is_never_signed(
    database: Database, store: MemoryStore, column: str
) -> None:
    log = Log(FixedKeys(), ORIGIN)
    append(database, log, *(act() for _ in range(5)))
    sequence(database, log)
    third = ENTRIES.c["index"] == 3
    with database.transaction() as session:
        stored = session.connection().execute(select(ENTRIES.c[column]).where(third)).scalar_one()
        session.connection().execute(ENTRIES.update().where(third).values({column: flip(stored, 100)}))
    with pytest.raises(ForkAlarmError, match="entry 3, read back"):
        publisher(database, store).run_once()
    assert CHECKPOINT not in content(store)


def test_a_row_that_vanished_is_a_fork_alarm(database: Database, store: MemoryStore) -> None:
    log = Log(FixedKeys(), ORIGIN)
    append(database, log, *(act() for _ in range(5)))
    sequence(database, log)
    with database.transaction() as session:
        session.connection().execute(ENTRIES.delete().where(ENTRIES.c["index"] == 3))
    with pytest.raises(ForkAlarmError, match="missing from the database"):
        publisher(database, store).run_once()


def test_a_smaller_checkpoint_never_replaces_a_larger_one(database: Database, store: MemoryStore) -> None:
    published_log(database, store, 5)
    store.replace(CHECKPOINT, SIGNER.sign(Checkpoint(ORIGIN, 9, bytes(32))).encode())
    append(database, Log(FixedKeys(), ORIGIN), act(MAI))
    with pytest.raises(RolledBackError):
        publisher(database, store).run_once()


def test_two_publishers_at_once_publish_the_same(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 10)
    one, other = publisher(database, store), publisher(database, store)
    for step in range(4):
        append(database, log, *(act(after_seconds=step) for _ in range(100)))
        sequence(database, log)
        assert [one.run_once(), other.run_once()] == [110 + step * 100] * 2
    assert verify(StoreSource(store, ORIGIN), VKEY).ok
