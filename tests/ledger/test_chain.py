"""A citizen's own chain: what they see, and what no operator can do to it unseen."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, select

from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import (
    BINH,
    MAI,
    ORIGIN,
    SIGNER,
    FixedKeys,
    act,
    append,
    content,
    flip,
    published_log,
    sequence,
)
from wallet.database import Database
from wallet.ledger.chain import EntryState, OwnEntry
from wallet.ledger.completeness import ChainReport, chain_report
from wallet.ledger.erasing import write_manifests
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.log import Log
from wallet.ledger.models import ENTRIES, PENDING, SUBJECTS

OWN_SECOND = (ENTRIES.c.citizen_id == MAI, ENTRIES.c.n == 2)


def history(database: Database, log: Log, **options: int) -> list[OwnEntry]:
    with database.reading() as session:
        return log.history(session, MAI, **options)


def report(database: Database, log: Log, store: MemoryStore, *, thorough: bool = False) -> ChainReport:
    with database.reading() as session:
        return chain_report(session, log, store, SIGNER.verifier, MAI, thorough=thorough)


def alter(database: Database, column: str, altered: Callable[[Any], Any]) -> None:
    with database.transaction() as session:
        connection = session.connection()
        stored = connection.execute(select(ENTRIES.c[column]).where(*OWN_SECOND)).scalar_one()
        connection.execute(ENTRIES.update().where(*OWN_SECOND).values({column: altered(stored)}))


def test_own_entries_come_in_order_and_opened(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 6)
    append(database, log, act(after_seconds=60))
    entries = history(database, log)
    assert [(entry.n, entry.index) for entry in entries] == [(1, 0), (2, 2), (3, 4), (None, None)]
    assert all(entry.holds for entry in entries)
    first, last = entries[0], entries[-1]
    assert first.at == NOON.replace(microsecond=123_456)
    assert (first.operation, first.outcome) == ("record.read", "released")
    assert first.groups["actor"]["organisation"] == "UBND xã Mẫu"
    assert first.groups["subject"] == {"citizen": str(MAI), "n": 1, "prev": "A" * 43}
    assert (last.operation, last.state) == ("record.read", EntryState.OPEN)


def test_a_page_of_them_is_checked_as_well_as_all(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 12)
    assert history(database, log, after=2, limit=3) == history(database, log)[2:5]
    assert history(database, log, limit=2) == history(database, log)[:2]
    assert history(database, log, after=6) == []


def test_a_whole_chain_is_complete(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 6)
    append(database, log, act())
    sequence(database, log)
    append(database, log, act())
    assert report(database, log, store) == ChainReport(
        complete=True, sequenced=4, published=3, waiting=1, checkpoint_size=6, faults=()
    )


def test_somebody_whom_nobody_looked_at_has_a_complete_empty_chain(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 1)
    with database.reading() as session:
        assert chain_report(session, log, store, SIGNER.verifier, BINH).complete


@pytest.mark.parametrize(
    ("column", "altered", "fault"),
    [
        ("header", lambda stored: flip(stored, 8 * 20), "leaf hash"),
        ("header", lambda stored: stored.replace(b"released", b"denied"), "leaf hash"),
        ("leaf", lambda stored: flip(stored, 0), "leaf hash"),
        ("body", lambda stored: flip(stored, 8 * 80), "does not open"),
        ("n", lambda _: 7, "is missing"),
    ],
)
def test_an_altered_row_shows(
    database: Database, store: MemoryStore, column: str, altered: Callable[[Any], Any], fault: str
) -> None:
    log = published_log(database, store, 6)
    alter(database, column, altered)
    found = report(database, log, store)
    assert not found.complete
    assert any(fault in text for text in found.faults)


def delete_second(connection: Connection) -> None:
    connection.execute(ENTRIES.delete().where(*OWN_SECOND))


def delete_last(connection: Connection) -> None:
    connection.execute(ENTRIES.delete().where(ENTRIES.c.citizen_id == MAI, ENTRIES.c.n == 3))


def swap_bodies(connection: Connection) -> None:
    bodies = list(connection.execute(select(ENTRIES.c.n, ENTRIES.c.body).where(ENTRIES.c.citizen_id == MAI)))
    for n, other in ((1, 2), (2, 1)):
        body = next(row.body for row in bodies if row.n == other)
        connection.execute(ENTRIES.update().where(ENTRIES.c.citizen_id == MAI, ENTRIES.c.n == n).values(body=body))


def give_away(connection: Connection) -> None:
    connection.execute(ENTRIES.update().where(*OWN_SECOND).values(citizen_id=BINH, n=99))


@pytest.mark.parametrize("tamper", [delete_second, delete_last, swap_bodies, give_away])
def test_a_dropped_swapped_or_reassigned_entry_shows(
    database: Database, store: MemoryStore, tamper: Callable[[Connection], None]
) -> None:
    log = published_log(database, store, 6)
    with database.transaction() as session:
        tamper(session.connection())
    assert not report(database, log, store).complete


def test_an_entry_that_is_not_in_the_published_tree_shows(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 6)
    key = f"log/{ORIGIN}/tile/0/000.p/6"
    store.replace(key, flip(content(store)[key], 3))
    assert "entry 2 is not in the published log" in report(database, log, store).faults


def test_a_tail_cut_off_together_with_the_citizens_end_shows_in_the_tree(
    database: Database, store: MemoryStore
) -> None:
    """The rows agree with each other then; the published log still has a leaf whose tag only this citizen can tell."""
    log = published_log(database, store, 6)
    with database.transaction() as session:
        connection = session.connection()
        delete_last(connection)
        leaf = connection.execute(select(ENTRIES.c.leaf).where(*OWN_SECOND)).scalar_one()
        connection.execute(SUBJECTS.update().where(SUBJECTS.c.citizen_id == MAI).values(n=2, leaf=leaf))
    assert report(database, log, store).complete
    thorough = report(database, log, store, thorough=True)
    assert thorough.faults == ("entry 3 stands in the published log, but not in this chain",)


def test_a_waiting_entry_whose_body_was_changed_shows(database: Database, log: Log) -> None:
    append(database, log, act())
    with database.transaction() as session:
        session.connection().execute(PENDING.update().values(actor_digest=bytes(32)))
    assert not history(database, log)[0].holds


def test_an_erased_citizens_chain_opens_for_nobody(database: Database, store: MemoryStore, keys: FixedKeys) -> None:
    log = published_log(database, store, 4, keys)
    keys.erased.add(MAI)
    with pytest.raises(SubjectErasedError):
        history(database, log)


def test_a_body_that_is_gone_without_a_manifest_is_an_alarm(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 6)
    alter(database, "body", lambda _: None)
    assert [entry.state for entry in history(database, log)][1] is EntryState.MISSING
    assert "entry 2: the body does not open" in report(database, log, store).faults


def test_a_body_that_a_manifest_names_is_erased_and_the_chain_still_holds(
    database: Database, store: MemoryStore
) -> None:
    log = published_log(database, store, 6)
    alter(database, "body", lambda _: None)
    with database.transaction() as session:
        write_manifests(session, log, MAI, uuid4(), now=NOON)
    entries = history(database, log)
    assert [entry.state for entry in entries] == [EntryState.OPEN, EntryState.ERASED, EntryState.OPEN]
    assert report(database, log, store).complete
