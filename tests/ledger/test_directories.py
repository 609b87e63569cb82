"""The hourly directory: one line for each citizen, derived from rows alone, under a root that the log commits to."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from storage.errors import StoreUnavailableError
from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import BINH, MAI, ORIGIN, SIGNER, VKEY, FixedKeys, act, append, publisher, sequence
from wallet.database import Database
from wallet.ledger.directories import Directory, lines_of, take_directory
from wallet.ledger.directory import LINE_BYTES, Line, Sorting, blinded_key, find, source_of
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation
from wallet.ledger.log import Log
from wallet.ledger.models import ENTRIES, SUBJECTS
from wallet.ledger.notes import Checkpoint
from wallet.ledger.proofs import is_included
from wallet.ledger.recounting import recount, set_apart
from wallet.ledger.sources import StoreSource
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tree import leaf_hash
from wallet.ledger.verdict import Findings
from wallet.ledger.verify import verify

NOBODY_LOOKED = UUID(int=0xC3)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def keys() -> FixedKeys:
    return FixedKeys(enrolled={SYSTEM_SUBJECT, MAI, BINH, NOBODY_LOOKED, *(UUID(int=1000 + i) for i in range(600))})


def write(database: Database, log: Log, *citizens: UUID) -> None:
    append(database, log, *(act(citizen) for citizen in citizens))
    sequence(database, log)


def take(database: Database, store: MemoryStore, log: Log, keys: FixedKeys, *, hours: int = 0) -> Directory | None:
    return take_directory(database, store, log, keys, now=NOON + timedelta(hours=hours))


def line_of(store: MemoryStore, directory: Directory, citizen: UUID) -> Line:
    """Found by the citizen's key, and proved by its path."""
    tree = TileTree(source_of(store, ORIGIN, directory.place), directory.citizens)
    found = find(tree, blinded_key(FixedKeys().log_key(None, citizen), directory.hour))  # type: ignore[arg-type]
    assert found is not None
    position, line = found
    path = tree.inclusion_proof(position)
    assert is_included(position, directory.citizens, leaf_hash(line.to_bytes()), path, directory.root)
    return line


def test_each_citizen_finds_how_many_entries_they_have_and_the_last_of_them(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    write(database, log, MAI, BINH, MAI, MAI)
    directory = take(database, store, log, keys)
    assert directory is not None
    assert (directory.size, directory.citizens) == (4, 604)
    with database.reading() as session:
        newest = session.connection().execute(select(ENTRIES.c.leaf).where(ENTRIES.c["index"] == 3)).scalar_one()
    assert line_of(store, directory, MAI).count == 3
    assert line_of(store, directory, MAI).leaf == newest
    assert line_of(store, directory, BINH).count == 1
    nothing = line_of(store, directory, NOBODY_LOOKED)
    assert (nothing.count, nothing.leaf) == (0, bytes(32)), "provably, nobody looked"


def test_it_is_logged_once_an_hour(database: Database, store: MemoryStore, log: Log, keys: FixedKeys) -> None:
    first = take(database, store, log, keys)
    assert first is not None
    assert take(database, store, log, keys) is None
    second = take(database, store, log, keys, hours=1)
    assert second is not None
    sequence(database, log)
    with database.reading() as session:
        own = log.history(session, SYSTEM_SUBJECT)
    assert [(one.operation, one.groups["context"]["detail"]) for one in own] == [
        ("directory.root", first.detail()),
        ("directory.root", second.detail()),
    ]


def test_it_follows_from_the_rows_whenever_it_is_derived(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    write(database, log, MAI, BINH, MAI)
    directory = take(database, store, log, keys)
    assert directory is not None
    before = sorted(line.to_bytes() for line in lines_of(database, ORIGIN, keys, directory.hour, directory.size))
    write(database, log, MAI, NOBODY_LOOKED, BINH, BINH)
    again = sorted(line.to_bytes() for line in lines_of(database, ORIGIN, keys, directory.hour, directory.size))
    assert again == before
    assert _recounted(database, store, log, keys).is_sound


@ON_SQLITE
def test_a_chain_that_is_cut_short_does_not_end_where_the_directory_says(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    write(database, log, MAI, BINH, MAI)
    take(database, store, log, keys)
    write(database, log)
    with database.transaction() as session:
        first = session.connection().execute(select(ENTRIES.c.leaf).where(ENTRIES.c["index"] == 0)).scalar_one()
        session.connection().execute(delete(ENTRIES).where(ENTRIES.c["index"] == 2))
        cut = update(SUBJECTS).where(SUBJECTS.c.citizen_id == MAI)
        session.connection().execute(cut.values(n=1, leaf=first))
    findings = _recounted(database, store, log, keys)
    (problem,) = findings.problems
    assert (problem.index, problem.reason) == (3, "1 chains do not end where this directory says")


@ON_SQLITE
def test_who_came_later_and_who_was_erased_since_does_not_make_it_wrong(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    write(database, log, MAI, BINH)
    take(database, store, log, keys)
    sequence(database, log)
    keys.enrolled.add(UUID(int=7))
    keys.erased.add(BINH)
    assert _recounted(database, store, log, keys).is_sound
    keys.enrolled -= {UUID(int=1000)}  # a line that belongs to nobody, and no erasure says why
    (problem,) = _recounted(database, store, log, keys).problems
    assert "belong to nobody" in problem.reason


@ON_SQLITE
def test_a_directory_that_leaves_somebody_out_is_never_logged(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    keys.unreachable.add(BINH)
    with pytest.raises(StoreUnavailableError):
        take(database, store, log, keys)
    keys.unreachable.clear()
    assert take(database, store, log, keys) is not None


@ON_SQLITE
def test_two_directories_for_one_hour_show_to_anybody(
    database: Database, store: MemoryStore, log: Log, keys: FixedKeys
) -> None:
    take(database, store, log, keys)
    publish(database, store, log)
    assert verify(StoreSource(store, ORIGIN), VKEY).ok
    with database.transaction() as session:
        later = act(SYSTEM_SUBJECT, after_seconds=300, operation=Operation.DIRECTORY_ROOT)
        log.append(session, later)
    publish(database, store, log)
    report = verify(StoreSource(store, ORIGIN), VKEY)
    assert (report.ok, report.first_bad_index) == (False, 1)
    assert report.problems[0].reason == "a second directory for the same hour"


@ON_SQLITE
def test_lines_of_old_ones_are_forgotten(database: Database, store: MemoryStore, log: Log, keys: FixedKeys) -> None:
    for hours in range(5):
        take(database, store, log, keys, hours=hours)
    places = {key.split("/")[3] for key in store.keys("directory/")}
    assert [int(place.split("-")[0]) for place in sorted(places)] == [
        int(NOON.timestamp()) // 3600 + hours for hours in (2, 3, 4)
    ]


def test_lines_are_sorted_however_many_they_are() -> None:
    with Sorting() as lines:
        for i in range(5_000):
            lines.add(Line(blinded_key(i.to_bytes(32, "big"), 1), i, bytes(32)))
        found = list(lines)
    assert len(found) == 5_000
    assert all(len(one) == LINE_BYTES and one < two for one, two in pairwise(found))


def test_lines_are_told_apart() -> None:
    one, two, empty = (Line(bytes([i]) * 32, count, bytes(32)).to_bytes() for i, count in ((1, 5), (2, 5), (3, 0)))
    assert set_apart(iter([one, two]), iter([one, two])) == (0, 0)
    assert set_apart(iter([one, two]), iter([two])) == (1, 0)
    assert set_apart(iter([two]), iter([one, two])) == (0, 1)
    assert set_apart(iter([one, empty]), iter([one])) == (0, 0)


def publish(database: Database, store: MemoryStore, log: Log) -> None:
    sequence(database, log)
    publisher(database, store).run_once()


def _recounted(database: Database, store: MemoryStore, log: Log, keys: FixedKeys) -> Findings:
    sequence(database, log)
    findings = Findings()
    recount(database, store, log, keys, Checkpoint(SIGNER.verifier.name, 1_000_000, bytes(32)), findings)
    return findings
