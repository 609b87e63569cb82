"""Opened keys against entries that allow it: a crash costs counts, an opening without an entry shows."""

import pytest
from sqlalchemy import delete

from tests.conftest import NOON
from tests.ledger.parts import BINH, MAI, FixedKeys, act, append, sequence
from wallet.database import Database
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation
from wallet.ledger.log import Log, Receipt
from wallet.ledger.models import ENTRIES
from wallet.ledger.unwraps import Reconciliation, Unwraps, reconcile


def receipts(database: Database, log: Log, count: int, operation: Operation = Operation.RECORD_READ) -> list[Receipt]:
    with database.transaction() as session:
        pendings = [log.append(session, act((MAI, BINH)[i % 2], operation=operation)) for i in range(count)]
    return [pending.receipt() for pending in pendings]


def write_down(database: Database, log: Log, unwraps: Unwraps) -> bool:
    with database.transaction() as session:
        return unwraps.write_down(session, log, now=NOON)


def reconciled(database: Database, log: Log) -> Reconciliation:
    with database.reading() as session:
        return reconcile(session, log)


def test_counts_that_were_logged_agree_with_the_entries(database: Database, log: Log) -> None:
    unwraps = Unwraps()
    for receipt in receipts(database, log, 3) + receipts(database, log, 2, Operation.RELEASE):
        unwraps.count(receipt)
        unwraps.count(receipt)
    assert write_down(database, log, unwraps)
    assert not write_down(database, log, unwraps)
    sequence(database, log)
    found = reconciled(database, log)
    assert found.holds
    assert found.opened == {"record.read": 3, "release": 2}
    assert found.allowed == {"record.read": 3, "release": 2}


def test_of_one_process_the_last_count_holds_and_processes_add_up(database: Database, log: Log) -> None:
    first, second = Unwraps(), Unwraps()
    for unwraps in (first, first, second):
        (receipt,) = receipts(database, log, 1)
        unwraps.count(receipt)
        write_down(database, log, unwraps)
    sequence(database, log)
    found = reconciled(database, log)
    assert (found.opened, found.epochs, found.holds) == ({"record.read": 3}, 2, True)


def test_counts_that_a_crash_took_are_no_alarm(database: Database, log: Log) -> None:
    unwraps = Unwraps()
    for receipt in receipts(database, log, 3):
        unwraps.count(receipt)
    sequence(database, log)
    found = reconciled(database, log)
    assert (found.opened, found.allowed, found.holds) == ({}, {"record.read": 3}, True)


def test_entries_that_still_wait_count_too(database: Database, log: Log) -> None:
    unwraps = Unwraps()
    (receipt,) = receipts(database, log, 1)
    unwraps.count(receipt)
    write_down(database, log, unwraps)
    assert reconciled(database, log).holds


@pytest.mark.parametrize("removed", [1, 2])
def test_an_opening_without_an_entry_shows(database: Database, log: Log, removed: int) -> None:
    unwraps = Unwraps()
    for receipt in receipts(database, log, 3):
        unwraps.count(receipt)
    write_down(database, log, unwraps)
    sequence(database, log)
    with database.transaction() as session:
        gone = (ENTRIES.c["index"] < removed, ENTRIES.c.citizen_id != SYSTEM_SUBJECT)
        session.connection().execute(delete(ENTRIES).where(*gone))
    found = reconciled(database, log)
    assert not found.holds
    assert found.excess == {"record.read": removed}


def test_the_count_is_an_entry_of_the_wallets_own_chain(database: Database, log: Log, keys: FixedKeys) -> None:
    unwraps = Unwraps()
    append(database, log, act())
    unwraps.count(receipts(database, log, 1)[0])
    write_down(database, log, unwraps)
    sequence(database, log)
    with database.reading() as session:
        (entry,) = Log(keys, log.origin).history(session, SYSTEM_SUBJECT)
    assert (entry.operation, entry.outcome, entry.n) == ("key.unwrap", "done", 1)
    assert entry.groups["context"]["detail"] == f'{{"counts":{{"record.read":1}},"epoch":"{unwraps.epoch}"}}'
