"""No receipt before the commit, no act without its entry."""

from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from tests.conftest import NOON
from tests.ledger.parts import MAI, ORIGIN, FixedKeys, act, append, sequence
from wallet.database import Database
from wallet.errors import NotReadyError
from wallet.ledger.entries import Actor, ActorKind
from wallet.ledger.errors import LogOverloadedError, LogStoppedError, NoAlarmError, NotDurableError, SubjectErasedError
from wallet.ledger.head import open_head, raise_alarm
from wallet.ledger.log import Log, Pending, Receipt
from wallet.ledger.models import PENDING, LogSubject
from wallet.ledger.resuming import resume


def waiting(database: Database) -> int:
    with database.reading() as session:
        return session.connection().execute(select(func.count()).select_from(PENDING)).scalar_one()


def test_a_receipt_comes_only_after_the_commit(database: Database, log: Log) -> None:
    with database.transaction() as session:
        pending = log.append(session, act())
        with pytest.raises(NotDurableError):
            pending.receipt()
    assert pending.receipt().citizen == MAI
    assert waiting(database) == 1
    assert log.appended.is_set()


def test_a_rolled_back_act_never_gets_a_receipt(database: Database, log: Log) -> None:
    with Session(database.engine) as session:
        pending = log.append(session, act())
        session.rollback()
    with pytest.raises(NotDurableError):
        pending.receipt()
    assert (waiting(database), log.appended.is_set()) == (0, False)


def test_a_later_commit_of_the_same_session_does_not_revive_a_rolled_back_entry(database: Database, log: Log) -> None:
    with Session(database.engine) as session:
        lost = log.append(session, act())
        session.rollback()
        kept = log.append(session, act())
        session.commit()
    assert kept.receipt().entry_id == kept.entry_id
    with pytest.raises(NotDurableError):
        lost.receipt()


def test_a_released_savepoint_is_not_durable_yet(database: Database, log: Log) -> None:
    with database.transaction() as session:
        with session.begin_nested():
            pending = log.append(session, act())
        with pytest.raises(NotDurableError):
            pending.receipt()
    assert pending.receipt()


def test_a_rolled_back_savepoint_takes_its_entries_with_it_and_no_others(database: Database, log: Log) -> None:
    with database.transaction() as session:
        outside = log.append(session, act())
        savepoint = session.begin_nested()
        inside = log.append(session, act())
        savepoint.rollback()
    assert outside.receipt()
    with pytest.raises(NotDurableError):
        inside.receipt()
    assert waiting(database) == 1


def test_another_sessions_commit_makes_nothing_durable(database: Database, log: Log) -> None:
    with Session(database.engine) as session:
        pending = log.append(session, act())
        with Session(database.engine) as other:
            other.commit()
        with pytest.raises(NotDurableError):
            pending.receipt()


def test_a_commit_after_a_failed_statement_is_no_commit(database: Database, log: Log) -> None:
    """PostgreSQL rolls back in silence there; SQLite keeps what came before the failure."""
    found: list[Pending] = []

    def act_and_fail() -> None:
        with database.transaction() as session:
            found.append(log.append(session, act()))
            with pytest.raises(DatabaseError):
                session.connection().execute(text("SELECT * FROM no_such_table"))

    if database.is_sqlite:
        act_and_fail()
        assert (found[0].receipt().citizen, waiting(database)) == (MAI, 1)
        return
    with pytest.raises(NotReadyError):
        act_and_fail()
    with pytest.raises(NotDurableError):
        found[0].receipt()
    assert waiting(database) == 0


def test_nothing_else_makes_a_receipt() -> None:
    with pytest.raises(TypeError):
        Receipt(UUID(int=1), MAI, "record.read", "released", object())


def test_an_act_whose_entry_cannot_be_written_does_not_happen(database: Database, keys: FixedKeys, log: Log) -> None:
    keys.erased.add(MAI)

    def do_the_act() -> None:
        with database.transaction() as session:
            session.add(LogSubject(citizen_id=UUID(int=9), n=1, leaf=bytes(32)))
            log.append(session, act())

    with pytest.raises(SubjectErasedError):
        do_the_act()
    with database.reading() as session:
        assert session.get(LogSubject, UUID(int=9)) is None


def test_a_full_queue_refuses_and_takes_again_once_it_is_sequenced(database: Database, keys: FixedKeys) -> None:
    log = Log(keys, ORIGIN, waiting_limit=3)
    append(database, log, act(), act(), act())
    with pytest.raises(LogOverloadedError):
        append(database, log, act())
    assert waiting(database) == 3
    sequence(database, log)
    append(database, Log(keys, ORIGIN, waiting_limit=3), act())


def test_an_alarm_stops_every_worker_and_outlives_a_restart(database: Database, keys: FixedKeys, log: Log) -> None:
    open_head(database, ORIGIN)
    raise_alarm(database, ORIGIN, "tile/0/000 was published with other bytes")
    raise_alarm(database, ORIGIN, "and a later one")
    with pytest.raises(LogStoppedError, match="other bytes"):
        append(database, log, act())
    assert waiting(database) == 0
    operator = Actor(kind=ActorKind.STAFF, id="operator-1")
    with database.transaction() as session:
        assert "other bytes" in resume(session, keys, ORIGIN, operator, "the bucket was restored", now=NOON)
    with database.transaction() as session, pytest.raises(NoAlarmError):
        resume(session, keys, ORIGIN, operator, "again", now=NOON)
    append(database, Log(keys, ORIGIN), act())


def test_no_word_of_an_entry_reaches_the_database_in_clear(database: Database, log: Log) -> None:
    append(database, log, act())
    with database.reading() as session:
        row = session.connection().execute(select(PENDING)).one()
    for word in (b"commune-test", b"giay_khai_sinh", b"person.full_name", b"D-1"):
        assert not any(word in column for column in row if isinstance(column, bytes))
