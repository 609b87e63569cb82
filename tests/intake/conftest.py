"""One confined process for all tests that need no other, as in a running wallet."""

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import NOON
from wallet.intake.inspector import Inspector
from wallet.intake.verdicts import Verdict

PIECE_BYTES = 64 * 1024

Look = Callable[..., Verdict]


@pytest.fixture(scope="session")
def inspector() -> Iterator[Inspector]:
    with Inspector() as started:
        yield started


@pytest.fixture
def look(inspector: Inspector) -> Look:
    """The verdict on some bytes, fed in pieces."""

    def at(content: bytes, declared: str = "", *, codes: bool = False, by: Inspector = inspector) -> Verdict:
        return look_at(by, content, declared, codes=codes)

    return at


def look_at(inspector: Inspector, content: bytes, declared: str = "", *, codes: bool = False) -> Verdict:
    with inspector.begin(declared, now=NOON, codes=codes) as inspection:
        for start in range(0, len(content), PIECE_BYTES):
            inspection.feed(content[start : start + PIECE_BYTES])
        return inspection.finish()
