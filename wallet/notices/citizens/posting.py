"""Letters are written where the message is: in the transaction of the act itself. None is sent here."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from wallet.identity.zalo import binding
from wallet.notices.citizens import contacts
from wallet.notices.citizens.contacts import CONFIRM
from wallet.notices.citizens.models import Letter
from wallet.notices.citizens.table import table
from wallet.notices.citizens.timing import may_go


class Channel(StrEnum):
    ZALO = "zalo"
    EMAIL = "email"


def post(session: Session, citizen: UUID, kind: str, *, now: datetime) -> None:
    """One letter for each channel; none for a kind that is told on the pages alone."""
    row = table().rows.get(kind)
    if row is None:
        return
    at = may_go(table(), row.when, now)
    for channel in _channels(session, citizen, kind):
        letter = Letter(citizen_id=citizen, channel=channel, kind=kind, next_at=at, leased_until=now, created_at=now)
        session.add(letter)


def _channels(session: Session, citizen: UUID, kind: str) -> Iterator[Channel]:
    contact = contacts.of(session, citizen)
    if contact.sealed_email is not None and (contact.confirmed_at is not None or kind == CONFIRM):
        yield Channel.EMAIL
    if kind != CONFIRM and contact.zalo and binding.of_citizen(session, citizen) is not None:
        yield Channel.ZALO
