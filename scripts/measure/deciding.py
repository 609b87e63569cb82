"""How many releases the gate's rules decide in a second of CPU, beside reading the rules anew and beside plain Python.

The plain evaluator is the tests' oracle: what the same grounds cost when nobody but a programmer can read them.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import cedarpy

import policies
from policies.catalogue import Catalogue
from policies.question import entities_of, request_of
from policies.release import Engine
from scripts.measure.table import Row
from tests.policies import plain
from tests.policies.samples import PERMITTED, changed

ROUNDS = 7
REFUSED = changed(PERMITTED, {"consent.state": "PAUSED", "ask.purpose": "other", "record.status": "revoked"})


def rows() -> list[Row]:
    """Decisions per CPU-second of one thread (half permits, half refusals), and the catalogue's start."""
    engine = Engine.load()
    handles, anew, python = _interleaved(
        (300, lambda: (engine.evaluate(PERMITTED), engine.evaluate(REFUSED))),
        (30, _parsing_each_time()),
        (3_000, lambda: (plain.grounds(PERMITTED), plain.grounds(REFUSED))),
    )
    load, read = _interleaved((2, Catalogue.load), (2, _read_the_files))
    return [
        _row("decide a release", 2 / handles, "decisions/CPU-s", "rules parsed for each decision", 2 / anew),
        _row("decide a release", 2 / handles, "decisions/CPU-s", "plain Python, the tests' oracle", 2 / python),
        _row("load the catalogue", load * 1_000, "ms CPU", "reading its files' bytes", read * 1_000),
    ]


def _row(name: str, value: float, unit: str, baseline: str, baseline_value: float) -> Row:
    return Row(name, value, unit, baseline, baseline_value, value / baseline_value)


def _interleaved(*measured: tuple[int, Callable[[], object]]) -> list[float]:
    """CPU seconds of one call of each: medians of rounds that take turns, so that a busy machine disturbs all alike."""
    rounds: list[list[float]] = [[] for _ in measured]
    for _ in range(ROUNDS):
        for times, (calls, act) in zip(rounds, measured, strict=True):
            start = time.process_time()
            for _ in range(calls):
                act()
            times.append((time.process_time() - start) / calls)
    return [statistics.median(times) for times in rounds]


def _parsing_each_time() -> Callable[[], object]:
    folder = Path(policies.__path__[0])
    rules = (folder / "release.cedar").read_text(encoding="utf-8")
    schema = (folder / "release.cedarschema").read_text(encoding="utf-8")

    def decide() -> None:
        for facts in (PERMITTED, REFUSED):
            cedarpy.is_authorized(request_of(facts), rules, entities_of(facts), schema)

    return decide


def _read_the_files() -> int:
    folder = Path(policies.__path__[0]) / "data"
    return sum(len(path.read_bytes()) for path in folder.rglob("*.yaml"))
