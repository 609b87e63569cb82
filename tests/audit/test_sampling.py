"""Samples: the same for everybody who knows root and nonce, fair, and different for every nonce and every root."""

from collections import Counter
from hashlib import sha256

import pytest

from wallet.audit.errors import SampleNotPossibleError
from wallet.audit.sampling import sample

ROOT = sha256(b"example root").digest()


def test_the_worked_example() -> None:
    assert sample(ROOT, 1_000_000, "Thanh tra 2026-11-29", 5) == [851403, 225777, 717417, 258194, 178666]


def test_anybody_draws_the_same_in_six_lines() -> None:
    nonce, size = "ví dụ".encode(), 1_000
    start = b"wallet-audit/sample/v1\0" + ROOT + size.to_bytes(8, "big") + len(nonce).to_bytes(2, "big") + nonce
    numbers = [int.from_bytes(sha256(start + i.to_bytes(8, "big")).digest()[:8], "big") for i in range(100)]
    assert sample(ROOT, size, "ví dụ", 20) == list(dict.fromkeys(number % size for number in numbers))[:20]


def test_another_nonce_or_root_draws_others() -> None:
    drawn = {tuple(sample(root, 10**6, nonce, 5)) for root in (ROOT, bytes(32)) for nonce in ("a", "b")}
    assert len(drawn) == 4


def test_all_may_be_drawn_and_each_once() -> None:
    assert sorted(sample(ROOT, 50, "x", 50)) == list(range(50))


@pytest.mark.parametrize("count", [0, 51])
def test_more_than_there_are_or_none_is_refused(count: int) -> None:
    with pytest.raises(SampleNotPossibleError):
        sample(ROOT, 50, "x", count)


def test_every_entry_is_drawn_about_as_often() -> None:
    counts = Counter(index for nonce in range(2_000) for index in sample(ROOT, 10, str(nonce), 1))
    assert all(140 < count < 260 for count in counts.values()), "five standard deviations around 200"
