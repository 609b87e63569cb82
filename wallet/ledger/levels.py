"""What a receipt has grown to: durable → sequenced → published → witnessed."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from wallet.ledger.models import CHECKPOINTS, ENTRIES, PENDING, WITNESSED


class Level(StrEnum):
    """How far one entry has come; what was reached is never lost again."""

    DURABLE = "durable"
    SEQUENCED = "sequenced"
    PUBLISHED = "published"
    WITNESSED = "witnessed"


@dataclass(frozen=True, slots=True)
class Standing:
    """`size`: of the newest checkpoint of that level which covers the entry; 0 below PUBLISHED."""

    level: Level
    origin: str = ""
    index: int | None = None
    size: int = 0


def standing_of(session: Session, entry_id: UUID) -> Standing | None:
    """None: this database has no such entry, so nobody holds a receipt for it."""
    connection = session.connection()
    columns = (ENTRIES.c.origin, ENTRIES.c["index"])
    place = connection.execute(select(*columns).where(ENTRIES.c.id == entry_id)).one_or_none()
    if place is None:
        waits = connection.execute(select(PENDING.c.number).where(PENDING.c.id == entry_id)).one_or_none()
        return None if waits is None else Standing(Level.DURABLE)
    origin, index = place
    for level, checkpoints in ((Level.WITNESSED, WITNESSED), (Level.PUBLISHED, CHECKPOINTS)):
        if (size := newest_size(session, checkpoints, origin)) > index:
            return Standing(level, origin, index, size)
    return Standing(Level.SEQUENCED, origin, index)


def newest_size(session: Session, checkpoints: Table, origin: str) -> int:
    """Of CHECKPOINTS or WITNESSED; 0 before the first."""
    largest = select(func.max(checkpoints.c.size)).where(checkpoints.c.origin == origin)
    return session.connection().execute(largest).scalar() or 0
