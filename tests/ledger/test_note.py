"""An entry that is the whole act: durable when `note` returns, sealed like any other, and shared between threads."""

import threading

import pytest
from sqlalchemy import text

from tests.ledger.parts import BINH, MAI, act, sequence
from wallet.database import Database
from wallet.errors import NotReadyError
from wallet.ledger.keyed_hash import KeyedHash
from wallet.ledger.log import Log, Receipt
from wallet.ledger.waiting import ROWS_WORTH_A_COPY

THREADS = 2 * ROWS_WORTH_A_COPY


def note(database: Database, log: Log, citizen: object = MAI, after_seconds: int = 0) -> Receipt:
    with database.reading() as session:
        row = log.sealed(session, act(BINH if citizen == BINH else MAI, after_seconds=after_seconds))
    return log.note(database, row)


def test_a_noted_entry_is_durable_and_opens_like_any_other(database: Database, log: Log) -> None:
    receipt = note(database, log)
    assert receipt.citizen == MAI
    assert log.appended.is_set()
    with database.reading() as session:
        (waiting,) = log.history(session, MAI)
    assert (waiting.id, waiting.holds) == (receipt.entry_id, True)
    assert waiting.groups["actor"]["id"] == "commune-test"
    sequence(database, log)
    with database.reading() as session:
        (placed,) = log.history(session, MAI)
    assert (placed.n, placed.holds) == (1, True)


def test_entries_noted_by_many_threads_are_all_there_once(database: Database, log: Log) -> None:
    receipts: list[Receipt] = []

    def work(which: int) -> None:
        receipts.extend(note(database, log, (MAI, BINH)[which % 2], n) for n in range(10))

    threads = [threading.Thread(target=work, args=(which,)) for which in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sequence(database, log) == THREADS * 10
    with database.reading() as session:
        entries = [entry for citizen in (MAI, BINH) for entry in log.history(session, citizen)]
    assert {entry.id for entry in entries} == {receipt.entry_id for receipt in receipts}
    assert all(entry.holds for entry in entries)


def test_an_entry_that_cannot_be_written_gives_no_receipt(database: Database, log: Log) -> None:
    with database.reading() as session:
        row = log.sealed(session, act())
    with database.transaction() as session:
        session.connection().execute(text("ALTER TABLE log_pending RENAME TO elsewhere"))
    with pytest.raises(NotReadyError):
        log.note(database, row)
    assert not log.appended.is_set()


@pytest.mark.parametrize(
    ("key", "message", "expected"),
    [  # RFC 4231, test cases 1 and 2
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
    ],
)
def test_the_keyed_hash_is_hmac_sha256(key: bytes, message: bytes, expected: str) -> None:
    assert KeyedHash(key).digest(message).hex() == expected


def test_a_key_longer_than_a_block_is_refused() -> None:
    with pytest.raises(ValueError, match="block"):
        KeyedHash(bytes(65))
