"""When somebody may be disturbed. Pure; the hours are those of Vietnam (Asia/Ho_Chi_Minh)."""

from datetime import datetime, time, timedelta

from wallet.clock import VIETNAM
from wallet.notices.citizens.table import Table, When


def may_go(table: Table, when: When, now: datetime) -> datetime:
    """The first moment, not before `now`, at which a message of this kind may be sent."""
    if when is When.NOW or not _is_quiet(table, now.astimezone(VIETNAM).time()):
        return now
    local = now.astimezone(VIETNAM)
    day = local.date() if local.time() < table.quiet_to else local.date() + timedelta(days=1)
    return datetime.combine(day, table.quiet_to, VIETNAM).astimezone(now.tzinfo)


def _is_quiet(table: Table, at: time) -> bool:
    """The night goes over midnight; at its first minute it is night, at its last it is not."""
    return at >= table.quiet_from or at < table.quiet_to
