"""Geometry of charts, drawn as SVG by `desk/charts.html`: numbers in, places out.

Whoever sees no colour reads the hatching and the numbers; whoever sees no picture reads the table below each chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH = 1_000
NAMES_WIDTH = 300
ROW_HEIGHT, BAR_HEIGHT = 38, 22
NUMBER_WIDTH = 110
COLUMNS_HEIGHT, FOOT_HEIGHT, HEAD_HEIGHT = 200, 34, 24
EDGE_WIDTH = 60
LABEL_WIDTH = 100
"""A label stands in the middle below its column; the last columns have no room for one."""
LONGEST_NAME = 34
DAYS_BETWEEN_LABELS = 7


@dataclass(frozen=True, slots=True)
class Measured:
    """`part` of `whole` is hatched."""

    name: str | date
    whole: int
    part: int


@dataclass(frozen=True, slots=True)
class Block:
    """One bar or column: `x`, `y` of its upper left corner; `of_part`: length of the hatched piece at its beginning."""

    measured: Measured
    x: float
    y: float
    width: float
    height: float
    of_part: float
    label: str | date = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`most`: what the longest block stands for."""

    blocks: tuple[Block, ...]
    width: int
    height: int
    most: int


def bars(measured: Sequence[Measured]) -> Chart:
    """From left to right, one below the other, each with its name before it and its number behind."""
    most = max((one.whole for one in measured), default=0)
    room = WIDTH - NAMES_WIDTH - NUMBER_WIDTH
    blocks = tuple(
        Block(
            one,
            x=NAMES_WIDTH,
            y=row * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2,
            width=_scaled(one.whole, most, room),
            height=BAR_HEIGHT,
            of_part=_scaled(one.part, most, room),
            label=_short(str(one.name)),
        )
        for row, one in enumerate(measured)
    )
    return Chart(blocks, WIDTH, len(blocks) * ROW_HEIGHT, most)


def columns(measured: Sequence[Measured]) -> Chart:
    """From the ground up, side by side, with a label every week."""
    most = max((one.whole for one in measured), default=0)
    step = (WIDTH - EDGE_WIDTH) / max(len(measured), 1)
    room = WIDTH - EDGE_WIDTH - LABEL_WIDTH / 2
    blocks = tuple(
        Block(
            one,
            x=EDGE_WIDTH + place * step + step * 0.15,
            y=HEAD_HEIGHT + COLUMNS_HEIGHT - _scaled(one.whole, most, COLUMNS_HEIGHT),
            width=min(step * 0.7, 60),
            height=_scaled(one.whole, most, COLUMNS_HEIGHT),
            of_part=_scaled(one.part, most, COLUMNS_HEIGHT),
            label=one.name if place % DAYS_BETWEEN_LABELS == 0 and (place + 0.5) * step < room else "",
        )
        for place, one in enumerate(measured)
    )
    return Chart(blocks, WIDTH, HEAD_HEIGHT + COLUMNS_HEIGHT + FOOT_HEIGHT, most)


def _scaled(value: int, most: int, room: float) -> float:
    return round(room * value / most, 1) if most else 0.0


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
