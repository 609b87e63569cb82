"""What looking at a paper costs, beside plain sealing of the same bytes.

By the clock on the wall, because the work is done in other processes; medians of interleaved rounds.
"""

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from PIL import Image

from scripts.measure.table import Row
from storage.memory import MemoryStore
from storage.sealing import new_secret
from storage.strongbox import Address, CitizenKey, Strongbox
from wallet.intake.inspector import Inspector
from wallet.intake.reader import InspectedReader

MEBIBYTE = 1024 * 1024
ROUNDS = 7
START_BOUND_MILLISECONDS = 50
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CITIZEN = UUID(int=1)
ADDRESS = Address(CITIZEN, UUID(int=2), 1)
PHOTO_SIDES = (4000, 3000)
PAGE_SIDES = (1654, 2339)
"""A4 at 200 dots an inch."""
PAGES = 8


def rows() -> list[Row]:
    with Inspector() as inspector:
        intake = _Intake(inspector)
        return [
            _start_row(intake),
            *(_intake_row(intake, name, content) for name, content in _papers().items()),
        ]


class _Intake:
    """The same bytes sealed, with and without somebody looking."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._key = CitizenKey(CITIZEN, 1, new_secret())
        self.look(_photo((64, 64)))  # the first has to wait until the parsers are loaded

    def look(self, content: bytes) -> None:
        with self._inspector.begin("", now=NOW) as inspection:
            inspection.feed(content)
            inspection.finish()

    def seal(self, content: bytes) -> None:
        Strongbox(MemoryStore()).seal(self._key, ADDRESS, io.BytesIO(content), None)

    def take_in(self, content: bytes) -> None:
        with self._inspector.begin("", now=NOW) as inspection:
            reader = InspectedReader(io.BytesIO(content), inspection)
            Strongbox(MemoryStore()).seal(self._key, ADDRESS, reader, None)
            if (verdict := reader.finish()).refused:
                raise RuntimeError(f"the sample was refused: {verdict.detail}")


def _start_row(intake: _Intake) -> Row:
    """A photo that breaks off: a child is forked, confined and asked, and hardly anything is decoded."""
    (seconds,) = _interleaved([lambda: intake.look(_BROKEN_PHOTO)])
    return Row.against(
        "fork, confine and ask a child",
        seconds * 1000,
        "ms",
        baseline="bound",
        baseline_value=START_BOUND_MILLISECONDS,
    )


def _intake_row(intake: _Intake, name: str, content: bytes) -> Row:
    taking, sealing = _interleaved([lambda: intake.take_in(content), lambda: intake.seal(content)])
    mebibytes = len(content) / MEBIBYTE
    return Row.against(
        f"take in {name} of {mebibytes:.1f} MiB (look and seal)",
        taking * 1000 / mebibytes,
        "ms/MiB",
        baseline="sealing alone",
        baseline_value=sealing * 1000 / mebibytes,
    )


def _interleaved(acts: list[Callable[[], object]]) -> list[float]:
    """Median seconds of each act; the first round warms up and is not counted."""
    seconds: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS + 1):
        for act, taken in zip(acts, seconds, strict=True):
            before = time.perf_counter()
            act()
            taken.append(time.perf_counter() - before)
    return [statistics.median(taken[1:]) for taken in seconds]


def _papers() -> dict[str, bytes]:
    pages = [_sheet(PAGE_SIDES) for _ in range(PAGES)]
    scan = io.BytesIO()
    pages[0].save(scan, "PDF", save_all=True, append_images=pages[1:], quality=85)
    return {"a photo": _photo(PHOTO_SIDES), f"a scan of {PAGES} pages": scan.getvalue()}


def _sheet(sides: tuple[int, int]) -> Image.Image:
    """Grain like that of a camera, so that it compresses as badly."""
    return Image.effect_noise(sides, 20).convert("RGB")


def _photo(sides: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    _sheet(sides).save(out, "JPEG", quality=85)
    return out.getvalue()


_BROKEN_PHOTO = _photo((64, 64))[:-2]
