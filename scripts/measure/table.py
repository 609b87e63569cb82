"""What a measurement says: a value, and the same thing measured beside it without us."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `ratio` is value / baseline value: machines differ in both, hardly in the ratio."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    ratio: float

    @classmethod
    def against(cls, name: str, value: float, unit: str, *, baseline: str, baseline_value: float) -> Self:
        return cls(name, value, unit, baseline, baseline_value, value / baseline_value)


COLUMNS = ("what", "measured", "unit", "against", "baseline", "ratio")


def table(rows: Sequence[Row]) -> str:
    """A Markdown table, its columns padded so that a terminal shows them well."""
    cells = [COLUMNS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    return (row.name, _number(row.value), row.unit, row.baseline, _number(row.baseline_value), f"{row.ratio:.2f}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
