"""Killed at any moment, the wallet loses no acknowledged entry, forks nothing and releases nothing without an entry.

A few kills here; `scripts/kill` does three hundred.
"""

import random

from tests.faults.found import found_after
from tests.faults.killing import kill_at_random
from tests.faults.scene import Scene

KILLS = 8


def test_kills_at_random_moments_under_load_lose_and_fork_nothing(scene: Scene) -> None:
    chance = random.Random()  # noqa: S311  (moments, not keys)
    found = found_after(kill_at_random(scene, KILLS, chance))
    assert not found.wrong
    assert found.acknowledged > 10 * KILLS, "the load did not run: nothing was shown"
    assert found.checkpoints > 1
