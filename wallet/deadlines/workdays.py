"""Counts working days in Vietnam."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from wallet.clock import VIETNAM, day_of

_FILE = Path(__file__).with_name("workdays.yaml")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """Where the calendar departs from Monday to Friday."""

    holidays: frozenset[date]
    worked: frozenset[date]

    def is_workday(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.holidays)

    def end_of(self, start: datetime, days: int) -> datetime:
        """The midnight, in Vietnam, that ends the last of so many working days; the day of `start` does not count."""
        day = day_of(start)
        while days:
            day += timedelta(days=1)
            days -= self.is_workday(day)
        return datetime.combine(day + timedelta(days=1), time(), VIETNAM)


@cache
def workdays() -> Workdays:
    """As the file beside this one says; read once."""
    said = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Workdays(_days(said["holidays"]), _days(said["worked"]))


def _days(by_year: Mapping[int, list[Any]]) -> frozenset[date]:
    return frozenset(date.fromisoformat(f"{year}-{day}") for year, days in by_year.items() for day in days)
