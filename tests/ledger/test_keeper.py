"""The log keeps itself going: published within seconds, one leader, stopped by an alarm, gone when told to."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import BINH, MAI, ORIGIN, SIGNER, VKEY, BreakingStore, FixedKeys, act, append, flip
from tests.ledger.parts import content as content_of
from wallet.database import Database
from wallet.ledger.errors import LogStoppedError, NotDurableError, RolledBackError
from wallet.ledger.head import open_head
from wallet.ledger.keeper import LogKeeper
from wallet.ledger.lock import lock_of
from wallet.ledger.log import Log
from wallet.ledger.notes import Checkpoint
from wallet.ledger.sources import StoreSource
from wallet.ledger.verify import verify


@contextmanager
def kept(database: Database, store: MemoryStore, log: Log) -> Iterator[LogKeeper]:
    keeper = LogKeeper(database, store, SIGNER, log, lambda: NOON, publish_every_seconds=0.05)
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.stop()


def eventually(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not is_so():
        time.sleep(0.02)
    return is_so()


def test_what_is_appended_becomes_public(database: Database, store: MemoryStore, log: Log) -> None:
    with kept(database, store, log) as keeper:
        append(database, log, act(), act(BINH))
        assert keeper.settle() == 2
        assert keeper.is_healthy
        append(database, log, *(act() for _ in range(300)))
        assert keeper.settle() == 302
    assert verify(StoreSource(store, ORIGIN), VKEY).ok
    assert not keeper.is_healthy


def test_stopping_publishes_what_still_waits(database: Database, store: MemoryStore, log: Log) -> None:
    with kept(database, store, log) as keeper:
        keeper.settle()
        append(database, log, act())
    assert verify(StoreSource(store, ORIGIN), VKEY).size == 1


def test_of_two_keepers_one_works_and_the_other_takes_over(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    with kept(database, store, log) as first:
        first.settle()
        epoch = open_head(database, ORIGIN).epoch
        with kept(database, store, Log(keys, ORIGIN)) as second:
            append(database, log, act())
            second.settle()
            assert open_head(database, ORIGIN).epoch == epoch
            first.stop()
            append(database, log, act())
            assert second.settle() == 2
            assert open_head(database, ORIGIN).epoch == epoch + 1
    assert verify(StoreSource(store, ORIGIN), VKEY).ok


def test_a_fork_alarm_stops_the_log_here_and_in_every_other_worker(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    with kept(database, store, log) as keeper:
        append(database, log, act())
        keeper.settle()
        key = f"log/{ORIGIN}/tile/0/000.p/1"
        store.replace(key, flip(content_of(store)[key], 0))
        append(database, log, act())
        assert eventually(lambda: not keeper.is_healthy)
        assert "ForkAlarmError" in keeper.alarm
        with pytest.raises(LogStoppedError):
            append(database, log, act())
        with pytest.raises(NotDurableError, match="ForkAlarmError"):
            keeper.settle(0.1)
    with pytest.raises(LogStoppedError):
        append(database, Log(keys, ORIGIN), act())
    assert open_head(database, ORIGIN).alarm == keeper.alarm


def test_after_an_alarm_a_restart_begins_with_a_shut_log(database: Database, store: MemoryStore, log: Log) -> None:
    test_a_fork_alarm_stops_the_log_here_and_in_every_other_worker(database, store, log, FixedKeys())
    again = Log(FixedKeys(), ORIGIN)
    with kept(database, store, again) as keeper:
        assert not keeper.is_healthy
        with pytest.raises(LogStoppedError):
            append(database, again, act())


def test_a_store_that_does_not_answer_is_tried_again(database: Database, log: Log) -> None:
    store = BreakingStore(1)  # the verifier key, then nothing
    with kept(database, store, log) as keeper:
        append(database, log, act())
        assert eventually(lambda: not keeper.is_healthy)
        store.left = 1_000
        assert keeper.settle() == 1
        assert eventually(lambda: keeper.is_healthy)


def test_a_rolled_back_database_keeps_the_wallet_from_starting(
    database: Database, store: MemoryStore, log: Log
) -> None:
    store.replace(f"log/{ORIGIN}/checkpoint", SIGNER.sign(Checkpoint(ORIGIN, 9, bytes(32))).encode())
    with pytest.raises(RolledBackError):
        LogKeeper(database, store, SIGNER, log, lambda: NOON).start()


def test_the_lock_has_one_holder_and_is_free_after_release(database: Database) -> None:
    one, other = lock_of(database, ORIGIN), lock_of(database, ORIGIN)
    assert one.hold()
    assert not other.hold()
    assert one.hold()
    one.release()
    assert other.hold()
    assert not one.hold()
    other.release()


def test_writers_and_keeper_together_lose_nothing(database: Database, store: MemoryStore, log: Log) -> None:
    def write() -> None:
        for _ in range(20):
            append(database, log, act(MAI))

    with kept(database, store, log) as keeper:
        writers = [threading.Thread(target=write) for _ in range(6)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert keeper.settle() == 120
    assert verify(StoreSource(store, ORIGIN), VKEY).ok
