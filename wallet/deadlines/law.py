"""The time that the law gives: Law on Personal Data Protection 91/2025/QH15 and Decree 356/2025/NĐ-CP.

The table with its sources is `law.yaml` beside this file.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from wallet.deadlines.workdays import workdays


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed to who makes a request. `extension` zero: the time can not be prolonged."""

    span: timedelta
    span_with_others: timedelta
    extension: timedelta
    source: str


def _read() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("law.yaml").read_text(encoding="utf-8"))
    return said


def _duty(said: dict[str, Any]) -> Duty:
    return Duty(
        span=timedelta(days=said["days"]),
        span_with_others=timedelta(days=said["days_with_others"]),
        extension=timedelta(days=said["extension_days"]),
        source=said["source"],
    )


_TABLE = _read()

DUTIES: dict[str, Duty] = {name: _duty(said) for name, said in _TABLE["duties"].items()}

ANSWER_WORKING_DAYS: int = _TABLE["answer_working_days"]
"""To answer any request of the person concerned, with an explanation of how it goes on."""

ACCESS_OR_CORRECTION = DUTIES["access"].span
"""To show, provide or correct."""

WITHDRAWAL = DUTIES["withdrawal"].span
"""To stop after consent was withdrawn, and to restrict, or to heed an objection."""

WITHDRAWAL_WITH_OTHERS = DUTIES["withdrawal"].span_with_others
"""The same where a processor or a third party has to stop too."""


def answer_by(made: datetime) -> datetime:
    """When the working days for a first answer to a request are over."""
    return workdays().end_of(made, ANSWER_WORKING_DAYS)
