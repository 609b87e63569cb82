"""Removes sealed objects that nobody owns: what a crash left behind, and what a deletion could not reach.

An object is written before its row, so an object without a row may just be on its way. It goes only when two looks, at
least an hour apart, both found no living row for it.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from storage.objects import ObjectStore
from storage.strongbox import OBJECTS_PREFIX
from wallet.database import Database
from wallet.records.models import SealedObjectRow
from wallet.records.uploads.models import UploadPiece

PATIENCE = timedelta(hours=1)


class Sweeper:
    """Remembers between looks what had no owner; forgets everything with its process, which only delays."""

    def __init__(self, database: Database, objects: ObjectStore) -> None:
        self._database = database
        self._objects = objects
        self._suspects: dict[str, datetime] = {}

    def run_once(self, *, now: datetime) -> int:
        """How many objects were removed."""
        with self._database.reading() as session:
            orphans = {key for key in self._objects.keys(OBJECTS_PREFIX) if not _is_alive(session, key)}
        self._suspects = {key: self._suspects.get(key, now) for key in orphans}
        due = [key for key, seen in self._suspects.items() if now - seen >= PATIENCE]
        for key in due:
            self._objects.delete(key)
            del self._suspects[key]
        return len(due)


def _is_alive(session: Session, store_key: str) -> bool:
    living = select(SealedObjectRow.object_id).where(
        SealedObjectRow.store_key == store_key, col(SealedObjectRow.wrapped_dek).is_not(None)
    )
    on_its_way = select(UploadPiece.object_id).where(UploadPiece.store_key == store_key)
    return any(session.exec(owned).first() is not None for owned in (living, on_its_way))
