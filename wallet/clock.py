"""The one place that knows the hour; everything else is told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam has kept one offset without summer time since 1975; papers and deadlines turn over at its midnight."""

Clock = Callable[[], datetime]
"""Gives the current moment, aware and in UTC."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The calendar day in Vietnam."""
    return moment.astimezone(VIETNAM).date()
