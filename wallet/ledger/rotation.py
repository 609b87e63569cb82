"""Closing one log and going on in the next: by the half-year, or after a restore that lost entries.

    1 hold the locks of both origins                    a keeper of either would write at the same time
    2 sequence all that waits, publish the old log      not after a loss: what is published is then all there is
    3 one transaction: the old head gets its successor and a new epoch, the new head is made, and `log.rotate` is
      written while nothing else waits                  so that it becomes the first entry of the new log
    4 sequence and publish the new log
    5 show `rotation` beside the new log

A crash after any line: the same command again goes on where it stopped. A closed log takes no entry any more; citizens'
chains go on across logs. `context.detail` of `log.rotate` is {"checkpoint":<signed note>,"vkey":<its key>} in canonical
JSON. The file `rotation` shows that group (`disclosing`), so that anybody can compute the commitment of entry 0 again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from storage.objects import ObjectStore
from wallet.clock import Clock
from wallet.database import Database
from wallet.ledger.canonical import canonical
from wallet.ledger.disclosing import shown
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances, Entry, Operation, Outcome
from wallet.ledger.errors import RotationError
from wallet.ledger.head import open_head
from wallet.ledger.lock import lock_of
from wallet.ledger.log import Log, SubjectKeys
from wallet.ledger.models import ENTRIES, HEADS, PENDING
from wallet.ledger.notes import NoteSigner
from wallet.ledger.publisher import Publisher
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.sources import StoreSource

ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class Rotation:
    """What the change of logs needs. `old` and `new` sign for the two origins, usually with one key."""

    database: Database
    objects: ObjectStore
    old: NoteSigner
    new: NoteSigner
    keys: SubjectKeys
    clock: Clock

    @property
    def origins(self) -> tuple[str, str]:
        return self.old.verifier.name, self.new.verifier.name


def rotate(rotation: Rotation, operator: Actor, *, lost: bool = False) -> int:
    """Close the old log and begin the new one; gives the size at which the old one ends.

    `lost`: its database is behind what was published, and the missing entries cannot be recovered. RotationError where
    a wallet still runs, the new origin was used before, or the old one has another successor.
    """
    with _alone(rotation):
        closed = open_head(rotation.database, rotation.origins[0]).successor
        if closed not in {"", rotation.origins[1]}:
            raise RotationError(f"this log was closed before and goes on as {closed}")
        if not closed:
            _close(rotation, operator, lost=lost)
        Sequencer(rotation.database, rotation.keys, rotation.origins[1]).run_once()
        _publish(rotation, rotation.new)
        _show(rotation)
    return rotation.old.verifier.open(_note(rotation)).size


@contextmanager
def _alone(rotation: Rotation) -> Iterator[None]:
    origins = rotation.origins[:1] if rotation.database.is_sqlite else rotation.origins  # there one file is for all
    locks = [lock_of(rotation.database, origin) for origin in origins]
    try:
        if not all(lock.hold() for lock in locks):
            raise RotationError("a wallet is running on this database: stop every worker first")
        yield
    finally:
        for lock in locks:
            lock.release()


def _close(rotation: Rotation, operator: Actor, *, lost: bool) -> None:
    if open_head(rotation.database, rotation.origins[1]).size:
        raise RotationError("the new origin was used before: choose a name that never was")
    for _ in range(ATTEMPTS):
        if not lost:
            Sequencer(rotation.database, rotation.keys, rotation.origins[0]).run_once()
            _publish(rotation, rotation.old)
        with rotation.database.transaction() as session:
            if _hand_over(session, rotation, operator, lost=lost):
                return
    raise RotationError("entries keep coming: stop every worker first")


def _hand_over(session: Session, rotation: Rotation, operator: Actor, *, lost: bool) -> bool:
    """False where an entry came in between. After a loss what waits goes into the new log, behind `log.rotate`."""
    connection = session.connection()
    if not rotation.database.is_sqlite:  # SQLite began with the only write lock
        connection.execute(text("LOCK TABLE log_pending IN EXCLUSIVE MODE"))
    waiting = connection.execute(select(PENDING)).mappings().all() if lost else []
    if lost:
        connection.execute(PENDING.delete())
    elif connection.execute(select(PENDING.c.number).limit(1)).first() is not None:
        return False
    old, new = rotation.origins
    closing = update(HEADS).where(HEADS.c.origin == old)
    connection.execute(closing.values(successor=new, epoch=HEADS.c.epoch + 1, alarm=""))
    Log(rotation.keys, new).append(session, _entry(rotation, operator, rotation.clock()))
    if waiting:
        again = [{name: value for name, value in row.items() if name != "number"} for row in waiting]
        connection.execute(insert(PENDING), again)
    return True


def _entry(rotation: Rotation, operator: Actor, now: datetime) -> Entry:
    said = canonical({"checkpoint": _note(rotation), "vkey": str(rotation.old.verifier)})
    return Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.LOG_ROTATE,
        outcome=Outcome.DONE,
        actor=operator,
        circumstances=Circumstances(detail=said.decode()),
        at=now,
    )


def _note(rotation: Rotation) -> str:
    stored = StoreSource(rotation.objects, rotation.origins[0]).read("checkpoint")
    if stored is None:
        raise RotationError("the old log has published nothing: there is nothing to close")
    return stored.decode()


def _publish(rotation: Rotation, signer: NoteSigner) -> None:
    source = StoreSource(rotation.objects, signer.verifier.name)
    if source.read("vkey") is None:
        rotation.objects.replace(source.key("vkey"), f"{signer.verifier}\n".encode())
    Publisher(rotation.database, rotation.objects, signer, signer.verifier.name, rotation.clock).run_once()


def _show(rotation: Rotation) -> None:
    with rotation.database.reading() as session:
        first = (ENTRIES.c.origin == rotation.origins[1], ENTRIES.c["index"] == 0)
        row = session.connection().execute(select(ENTRIES).where(*first)).one()
        group = shown(session, rotation.keys, row)
    key = StoreSource(rotation.objects, rotation.origins[1]).key("rotation")
    rotation.objects.replace(key, orjson.dumps(group, option=orjson.OPT_SORT_KEYS))
