"""Two working days end when two working days are over, in Vietnam."""

from datetime import date, datetime

import pytest

from wallet.clock import VIETNAM, day_of
from wallet.deadlines.workdays import workdays


@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        ("2026-11-16T09:00", "2026-11-18"),  # Monday to Wednesday
        ("2026-11-19T23:59", "2026-11-23"),  # Thursday: Friday, Monday
        ("2026-11-20T08:00", "2026-11-25"),  # Friday: Monday, then Tuesday is a holiday
        ("2026-02-13T16:00", "2026-02-24"),  # before Tết: the first two days after it
        ("2026-08-20T10:00", "2026-08-22"),  # Friday, and a Saturday that is worked for a Monday off
        ("2026-08-28T10:00", "2026-09-04"),
        ("2031-11-21T10:00", "2031-11-25"),  # no calendar of that year yet: no holiday, the earlier day
    ],
)
def test_two_working_days_end_with(start: str, last_day: str) -> None:
    due = workdays().end_of(datetime.fromisoformat(start).replace(tzinfo=VIETNAM), 2)
    assert (due.hour, due.minute) == (0, 0)
    assert day_of(due).toordinal() - 1 == date.fromisoformat(last_day).toordinal()


def test_the_day_in_vietnam_counts_and_not_the_day_in_greenwich() -> None:
    late_on_monday = datetime.fromisoformat("2026-11-16T18:30:00+00:00")  # Tuesday in Vietnam
    assert workdays().end_of(late_on_monday, 2) == datetime(2026, 11, 20, tzinfo=VIETNAM)


def test_every_day_of_the_calendar_says_something_that_the_week_does_not() -> None:
    calendar = workdays()
    assert all(day.weekday() < 5 for day in calendar.holidays)
    assert all(day.weekday() >= 5 for day in calendar.worked)
