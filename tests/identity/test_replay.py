"""What is good once is good once, also when many spend it in the same moment."""

import threading
from datetime import timedelta

import pytest

from tests.conftest import NOON
from wallet.database import Database
from wallet.identity.machine.replay import OneTime, forget_expired, spend

LATER = NOON + timedelta(minutes=2)
PROOF = OneTime("proof", "thumbprint", "1", LATER)


def test_of_many_who_spend_the_same_one_succeeds(database: Database) -> None:
    outcomes: list[OneTime | None] = []
    start = threading.Barrier(12)

    def call() -> None:
        start.wait()
        outcomes.append(spend(database, [PROOF], now=NOON))

    threads = [threading.Thread(target=call) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome is None for outcome in outcomes) == [False] * 11 + [True]


def test_two_that_are_spent_together_are_spent_both_or_neither(database: Database) -> None:
    assertion = OneTime("assertion", "xa-mau", "1", LATER)
    assert spend(database, [PROOF], now=NOON) is None
    assert spend(database, [assertion, PROOF], now=NOON) == PROOF
    assert spend(database, [assertion], now=NOON) is None
    assert spend(database, [assertion, OneTime("proof", "thumbprint", "2", LATER)], now=NOON) == assertion


@pytest.mark.parametrize("other", [OneTime("assertion", "thumbprint", "1", LATER), OneTime("proof", "x", "1", LATER)])
def test_the_same_id_of_another_kind_or_issuer_is_another(database: Database, other: OneTime) -> None:
    assert spend(database, [PROOF], now=NOON) is None
    assert spend(database, [other], now=NOON) is None


def test_what_has_expired_is_forgotten_and_nothing_else(database: Database) -> None:
    spend(database, [PROOF], now=NOON)
    assert forget_expired(database, now=LATER) == 0
    assert forget_expired(database, now=LATER + timedelta(seconds=1)) == 1
