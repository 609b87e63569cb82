"""What a deposit commits together with its record: what has to be true with it, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from wallet.records.models import Record
from wallet.records.new_record import NewRecord

Number = Callable[[Session], str | None]
"""Gives the new record its result code inside the depositing transaction."""

Tell = Callable[[Session, Record, NewRecord], None]
"""Tells others, inside the depositing transaction, what the record says from now on."""

Within = Callable[[Session, dict[str, Any]], None]
"""What else has to be true together with the deposit; gets its receipt, inside its transaction."""


@dataclass(frozen=True, slots=True)
class Together:
    """All of it, in one hand."""

    number: Number = lambda _session: None
    tell: Tell = lambda _session, _record, _new: None
    within: Within = lambda _session, _answer: None
