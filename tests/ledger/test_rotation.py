"""A log is closed and another goes on: nothing lost between them, both verifiable, and the old one shut for good."""

from dataclasses import replace

import pytest

from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import BINH, MAI, ORIGIN, SIGNER, FixedKeys, act, append, content, flip, published_log, sequence
from tests.ledger.test_startup import forget_everything
from wallet.database import Database
from wallet.ledger.completeness import chain_report
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind
from wallet.ledger.errors import LogClosedError, MalformedLogError, RolledBackError, RotationError
from wallet.ledger.head import open_head
from wallet.ledger.keeper import LogKeeper
from wallet.ledger.lock import lock_of
from wallet.ledger.log import Log
from wallet.ledger.notes import NoteSigner
from wallet.ledger.rotation import Rotation, rotate
from wallet.ledger.sources import StoreSource
from wallet.ledger.startup import check_start
from wallet.ledger.succession import check_succession
from wallet.ledger.verify import verify

NEXT = "wallet.test/2027h1"
OPERATOR = Actor(kind=ActorKind.STAFF, id="operator-1", role="operator")


@pytest.fixture
def next_signer() -> NoteSigner:
    return NoteSigner(NEXT, SIGNER._key)


@pytest.fixture
def rotation(database: Database, store: MemoryStore, keys: FixedKeys, next_signer: NoteSigner) -> Rotation:
    return Rotation(database, store, SIGNER, next_signer, keys, lambda: NOON)


def sources(store: MemoryStore) -> tuple[StoreSource, StoreSource]:
    return StoreSource(store, ORIGIN), StoreSource(store, NEXT)


def succession(store: MemoryStore, next_signer: NoteSigner) -> int:
    old, new = sources(store)
    return check_succession(old, SIGNER.verifier, new, next_signer.verifier)


def test_the_next_log_begins_with_the_last_checkpoint_of_the_one_before(
    database: Database, store: MemoryStore, rotation: Rotation, next_signer: NoteSigner
) -> None:
    log = published_log(database, store, 10)
    append(database, log, act())  # waits, and belongs to the old log
    assert rotate(rotation, OPERATOR) == 11
    old, new = sources(store)
    assert verify(old, SIGNER.verifier).size == 11
    assert verify(new, next_signer.verifier).size == 1
    assert succession(store, next_signer) == 11
    with database.reading() as session:
        (entry,) = log.history(session, SYSTEM_SUBJECT)
    assert (entry.operation, entry.origin, entry.index) == ("log.rotate", NEXT, 0)
    assert entry.groups["actor"]["id"] == "operator-1"


def test_a_citizens_chain_goes_on_across_logs(
    database: Database, store: MemoryStore, rotation: Rotation, keys: FixedKeys, next_signer: NoteSigner
) -> None:
    published_log(database, store, 10)
    rotate(rotation, OPERATOR)
    log = Log(keys, NEXT)
    keeper = LogKeeper(database, store, next_signer, log, lambda: NOON)
    keeper.start()
    append(database, log, act(MAI), act(BINH))
    keeper.settle()
    keeper.stop()
    with database.reading() as session:
        report = chain_report(session, log, store, next_signer.verifier, MAI, thorough=True)
    assert (report.complete, report.sequenced, report.published) == (True, 6, 6), report.faults


def test_a_closed_log_takes_nothing_more(database: Database, store: MemoryStore, rotation: Rotation) -> None:
    log = published_log(database, store, 3)
    rotate(rotation, OPERATOR)
    with pytest.raises(LogClosedError, match=NEXT):
        check_start(database, store, SIGNER.verifier)
    append(database, log, act())
    with pytest.raises(LogClosedError):
        sequence(database, log)
    assert open_head(database, ORIGIN).size == 3


def test_a_new_name_without_closing_the_old_log_is_refused(
    database: Database, store: MemoryStore, next_signer: NoteSigner
) -> None:
    published_log(database, store, 3)
    with pytest.raises(LogClosedError, match="wallet audit rotate"):
        check_start(database, store, next_signer.verifier)


def test_rotating_again_changes_nothing_and_a_third_name_is_refused(
    database: Database, store: MemoryStore, rotation: Rotation
) -> None:
    published_log(database, store, 3)
    assert rotate(rotation, OPERATOR) == 3
    before = content(store)
    assert rotate(rotation, OPERATOR) == 3
    assert content(store) == before
    with pytest.raises(RotationError, match=NEXT):
        rotate(replace(rotation, new=NoteSigner("wallet.test/other", SIGNER._key)), OPERATOR)


def test_nothing_is_closed_while_a_wallet_runs(database: Database, store: MemoryStore, rotation: Rotation) -> None:
    published_log(database, store, 3)
    lock = lock_of(database, ORIGIN)
    assert lock.hold()
    with pytest.raises(RotationError, match="running"):
        rotate(rotation, OPERATOR)
    lock.release()
    assert open_head(database, ORIGIN).successor == ""


def test_after_a_restore_that_lost_entries_the_old_log_ends_where_the_world_last_saw_it(
    database: Database, store: MemoryStore, rotation: Rotation, next_signer: NoteSigner
) -> None:
    log = published_log(database, store, 10)
    forget_everything(database)
    append(database, log, act(BINH))
    with pytest.raises(RolledBackError, match="--lost"):
        check_start(database, store, SIGNER.verifier)
    assert rotate(rotation, OPERATOR, lost=True) == 10
    assert succession(store, next_signer) == 10
    assert check_start(database, store, next_signer.verifier).size == 2
    with database.reading() as session:
        assert [entry.index for entry in log.history(session, SYSTEM_SUBJECT)] == [0]
        assert [entry.index for entry in log.history(session, BINH)] == [1]


@pytest.mark.parametrize("name", [f"log/{NEXT}/rotation", f"log/{ORIGIN}/checkpoint"])
def test_what_was_shown_cannot_be_altered(
    database: Database, store: MemoryStore, rotation: Rotation, next_signer: NoteSigner, name: str
) -> None:
    published_log(database, store, 3)
    rotate(rotation, OPERATOR)
    stored = content(store)[name]
    for bit in range(0, len(stored) * 8, 97):
        store.replace(name, flip(stored, bit))
        with pytest.raises(MalformedLogError):
            succession(store, next_signer)
    store.replace(name, stored)
    assert succession(store, next_signer) == 3


def test_an_old_log_that_grew_after_it_was_closed_shows(
    database: Database, store: MemoryStore, rotation: Rotation, next_signer: NoteSigner
) -> None:
    published_log(database, store, 3)
    rotate(rotation, OPERATOR)
    head = open_head(database, NEXT)
    forged = SIGNER.sign(replace(SIGNER.verifier.open(content(store)[f"log/{ORIGIN}/checkpoint"].decode()), size=4))
    store.replace(f"log/{ORIGIN}/checkpoint", forged.encode())
    with pytest.raises(MalformedLogError, match="another head"):
        succession(store, next_signer)
    assert head.size == 1
