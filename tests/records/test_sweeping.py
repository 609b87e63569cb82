"""Orphans go, but never while they may be somebody's deposit on its way."""

import io
from datetime import timedelta

from tests.house import House
from tests.papers import PDF
from wallet.records.sweeping import PATIENCE, Sweeper


def test_an_orphan_goes_after_two_looks_an_hour_apart_and_the_living_stay(house: House) -> None:
    house.deposit(house.citizen(), house.service(), document=PDF)
    living = set(house.wallet.objects.keys("objects/"))
    house.wallet.objects.put("objects/00/orphan", io.BytesIO(b"left by a crash"), None)
    sweeper = Sweeper(house.wallet.database, house.wallet.objects)
    start = house.now()
    assert sweeper.run_once(now=start) == 0
    assert sweeper.run_once(now=start + PATIENCE - timedelta(seconds=1)) == 0
    assert sweeper.run_once(now=start + PATIENCE) == 1
    assert set(house.wallet.objects.keys("objects/")) == living


def test_a_deposit_that_ended_between_two_looks_is_kept(house: House) -> None:
    sweeper = Sweeper(house.wallet.database, house.wallet.objects)
    start = house.now()
    house.wallet.objects.put("objects/00/orphan", io.BytesIO(b"on its way"), None)
    sweeper.run_once(now=start)
    house.wallet.objects.delete("objects/00/orphan")
    house.deposit(house.citizen(), house.service())
    assert sweeper.run_once(now=start + PATIENCE) == 0
    assert len(list(house.wallet.objects.keys("objects/"))) == 1
