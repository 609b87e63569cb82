"""Every committed entry gets one place, whoever writes at the same time and wherever it crashes."""

import threading
from uuid import UUID

import pytest
from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tests.ledger.parts import BINH, MAI, ORIGIN, FixedKeys, act, append, naive_root, sequence
from wallet.database import Database
from wallet.errors import NotReadyError
from wallet.ledger.errors import FencedError, RolledBackError
from wallet.ledger.head import open_head
from wallet.ledger.header import base64url, parse_header, tag
from wallet.ledger.log import Log
from wallet.ledger.models import ENTRIES, HEADS, PENDING
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.tree import leaf_hash

Entry = Row[int, UUID, bytes, bytes, UUID, int]


def entries(database: Database) -> list[Entry]:
    index = ENTRIES.c["index"]
    columns = (index.label("place"), ENTRIES.c.id, ENTRIES.c.header, ENTRIES.c.leaf, ENTRIES.c.citizen_id, ENTRIES.c.n)
    with database.reading() as session:
        return list(session.connection().execute(select(*columns).order_by(index)))


def test_entries_stand_in_order_with_their_place_in_the_citizens_own_chain(database: Database, log: Log) -> None:
    append(database, log, *(act((MAI, BINH)[i % 2], after_seconds=i) for i in range(10)))
    assert sequence(database, log) == 10
    rows = entries(database)
    assert [row.place for row in rows] == list(range(10))
    assert [(row.citizen_id, row.n) for row in rows] == [((MAI, BINH)[i % 2], i // 2 + 1) for i in range(10)]
    assert all(leaf_hash(row.header) == row.leaf for row in rows)
    assert open_head(database, ORIGIN).root == naive_root(row.leaf for row in rows)
    key = FixedKeys().log_key(Session(), MAI)
    assert parse_header(rows[4].header).tag == base64url(tag(key, 3))


def test_nothing_waits_twice_and_a_second_run_finds_nothing(database: Database, log: Log) -> None:
    append(database, log, act(), act())
    sequencer = Sequencer(database, log.keys, ORIGIN)
    assert [sequencer.run_once(), sequencer.run_once()] == [2, 0]


def test_more_than_a_batch_is_taken_at_once(database: Database, log: Log) -> None:
    append(database, log, *(act() for _ in range(2_100)))
    assert sequence(database, log) == 2_100
    assert [row.place for row in entries(database)] == list(range(2_100))


def test_many_writers_and_one_sequencer_lose_and_double_nothing(database: Database, log: Log) -> None:
    acknowledged: list[UUID] = []
    ended = threading.Event()

    def write(number: int) -> None:
        for i in range(25):
            with database.transaction() as session:
                pending = log.append(session, act(UUID(int=number % 3 + 1), after_seconds=i))
            acknowledged.append(pending.receipt().entry_id)

    def run() -> None:
        sequencer = Sequencer(database, log.keys, ORIGIN)
        while not ended.is_set():
            sequencer.run_once()
        sequencer.run_once()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    sequencing = threading.Thread(target=run)
    sequencing.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    ended.set()
    sequencing.join()
    rows = entries(database)
    assert sorted(row.id for row in rows) == sorted(acknowledged)
    assert [row.place for row in rows] == list(range(200))
    for citizen in {row.citizen_id for row in rows}:
        own = [row.n for row in rows if row.citizen_id == citizen]
        assert own == list(range(1, len(own) + 1))
    assert open_head(database, ORIGIN).root == naive_root(row.leaf for row in rows)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_an_entry_numbered_earlier_but_committed_later_leaves_no_gap(database: Database, log: Log) -> None:
    with Session(database.engine) as slow:
        late = log.append(slow, act())
        append(database, log, act())
        sequence(database, log)
        slow.commit()
    sequence(database, log)
    rows = entries(database)
    assert [row.place for row in rows] == [0, 1]
    assert rows[1].id == late.receipt().entry_id


def test_a_rolled_back_append_leaves_no_gap(database: Database, log: Log) -> None:
    append(database, log, act())
    with Session(database.engine) as session:
        log.append(session, act())
        session.rollback()
    append(database, log, act())
    sequence(database, log)
    assert [row.place for row in entries(database)] == [0, 1]


def test_the_later_of_two_sequencers_wins_and_the_earlier_changes_nothing(database: Database, log: Log) -> None:
    append(database, log, act())
    earlier, later = (Sequencer(database, log.keys, ORIGIN) for _ in range(2))
    assert earlier.run_once() == 1
    assert later.run_once() == 0
    append(database, log, act())
    with pytest.raises(FencedError):
        earlier.run_once()
    assert len(entries(database)) == 1
    assert later.run_once() == 1


def test_sequencers_that_race_never_fork(database: Database, log: Log) -> None:
    append(database, log, *(act() for _ in range(60)))
    failures: list[type[Exception]] = []
    together = threading.Barrier(4)

    def run() -> None:
        together.wait()
        try:
            Sequencer(database, log.keys, ORIGIN).run_once()
        except (FencedError, NotReadyError, IntegrityError) as error:
            failures.append(type(error))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sequence(database, log)
    assert set(failures) <= {FencedError}
    rows = entries(database)
    assert [row.place for row in rows] == [row.n - 1 for row in rows] == list(range(60))
    assert open_head(database, ORIGIN).root == naive_root(row.leaf for row in rows)


def test_a_citizen_whose_key_is_out_of_reach_holds_up_nobody_else(
    database: Database, keys: FixedKeys, log: Log
) -> None:
    append(database, log, act(MAI), act(BINH), act(MAI))
    keys.unreachable.add(MAI)
    assert sequence(database, log) == 1
    keys.unreachable.clear()
    assert sequence(database, log) == 2
    assert [(row.citizen_id, row.n) for row in entries(database)] == [(BINH, 1), (MAI, 1), (MAI, 2)]


def test_what_an_erased_citizen_left_waiting_still_gets_its_place(
    database: Database, keys: FixedKeys, log: Log
) -> None:
    append(database, log, act(MAI), act(MAI))
    keys.erased.add(MAI)
    assert sequence(database, log) == 2
    rows = entries(database)
    assert [row.n for row in rows] == [1, 2]
    assert len({parse_header(row.header).tag for row in rows}) == 2


def test_a_head_row_that_was_edited_is_refused(database: Database, log: Log) -> None:
    append(database, log, act())
    sequence(database, log)
    with database.transaction() as session:
        session.connection().execute(HEADS.update().values(root=bytes(32)))
    append(database, log, act())
    with pytest.raises(RolledBackError, match="contradicts itself"):
        sequence(database, log)
    with database.reading() as session:
        assert len(session.connection().execute(select(PENDING)).all()) == 1
