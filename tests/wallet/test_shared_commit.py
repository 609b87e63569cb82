"""Many callers, one commit: each gets its own result, nobody believes in a commit that failed, and none waits alone."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from wallet.database import Database
from wallet.errors import NotReadyError


class Tally:
    """A table of numbers; its first commit can be held up until the test says so."""

    def __init__(self, database: Database) -> None:
        with database.transaction() as session:
            session.connection().execute(text("CREATE TABLE tally (number INTEGER PRIMARY KEY)"))
        self._database = database
        self.batches: list[list[int]] = []
        self.begun = threading.Event()
        self.may_go_on = threading.Event()

    def write(self, connection: Connection, numbers: list[int]) -> list[int]:
        self.batches.append(numbers)
        self.begun.set()
        self.may_go_on.wait(10)
        connection.execute(text("INSERT INTO tally VALUES (:number)"), [{"number": number} for number in numbers])
        return [number * 10 for number in numbers]

    def kept(self) -> set[int]:
        with self._database.reading() as session:
            return set(session.connection().execute(text("SELECT number FROM tally")).scalars())


@contextmanager
def crowd(database: Database, tally: Tally, numbers: list[int]) -> Iterator[list[int | Exception]]:
    """One caller is in its transaction while all the others come; then all of them have their answers."""
    with ThreadPoolExecutor(len(numbers)) as pool:
        first = pool.submit(database.together, tally.write, numbers[0])
        tally.begun.wait(10)
        others = [pool.submit(database.together, tally.write, number) for number in numbers[1:]]
        while len(database._shared._waiting) < len(others):
            threading.Event().wait(0.001)
        tally.may_go_on.set()
        answers = [call.exception(10) or call.result() for call in (first, *others)]
    yield [answer for answer in answers if isinstance(answer, int | Exception)]


def test_who_comes_during_a_commit_shares_the_next_one_and_gets_its_own_result(database: Database) -> None:
    tally = Tally(database)
    with crowd(database, tally, list(range(1, 13))) as answers:
        assert answers == [number * 10 for number in range(1, 13)]
    assert [len(batch) for batch in tally.batches] == [1, 11]
    assert tally.kept() == set(range(1, 13))


def test_a_failed_transaction_fails_all_of_its_callers_and_none_of_the_next(database: Database) -> None:
    tally = Tally(database)
    with crowd(database, tally, [1, 2, 3, 1]) as answers:  # the second 1 breaks the key
        assert answers[0] == 10
        assert all(isinstance(answer, NotReadyError) for answer in answers[1:])
    assert tally.kept() == {1}
    assert database.together(tally.write, 4) == 40


def test_callers_with_different_writes_share_a_commit(database: Database) -> None:
    tally, barrier = Tally(database), threading.Barrier(2)
    tally.may_go_on.set()

    def count(connection: Connection, asked: list[None]) -> list[int]:
        found = connection.execute(text("SELECT count(*) FROM tally")).scalar_one()
        return [found] * len(asked)

    def both(number: int) -> int:
        barrier.wait(10)
        return database.together(tally.write, number) if number else database.together(count, None)

    with ThreadPoolExecutor(2) as pool:
        written, counted = pool.map(both, [7, 0])
    assert written == 70
    assert counted in {0, 1}
    assert tally.kept() == {7}


def test_what_is_lost_before_the_commit_is_nobodys(database: Database) -> None:
    tally = Tally(database)
    tally.may_go_on.set()

    def break_off(connection: Connection, numbers: list[int]) -> list[int]:
        tally.write(connection, numbers)
        raise RuntimeError("the process was about to die")

    with pytest.raises(NotReadyError):
        database.together(break_off, 5)
    assert tally.kept() == set()
