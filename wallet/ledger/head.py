"""The head of the sequenced log: one row for each origin, moved by compare-and-swap."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wallet.database import Database
from wallet.ledger.errors import FencedError, RolledBackError
from wallet.ledger.models import HEADS
from wallet.ledger.tree import EMPTY_ROOT, Frontier

ALARM_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Head:
    """What the row says. `epoch` counts take-overs: an older sequencer's update touches no row."""

    size: int
    root: bytes
    frontier: bytes
    epoch: int
    alarm: str

    def edge(self) -> Frontier:
        """RolledBackError unless size, frontier and root fit together."""
        try:
            edge = Frontier.from_bytes(self.size, self.frontier)
        except ValueError:
            edge = None
        if edge is None or edge.root() != self.root:
            raise RolledBackError("the head row of the log contradicts itself: the database was damaged or edited")
        return edge


def read_head(session: Session, origin: str) -> Head | None:
    columns = (HEADS.c.size, HEADS.c.root, HEADS.c.frontier, HEADS.c.epoch, HEADS.c.alarm)
    row = session.connection().execute(select(*columns).where(HEADS.c.origin == origin)).one_or_none()
    return None if row is None else Head(*row)


def open_head(database: Database, origin: str) -> Head:
    """The head, made for an empty log when there is none yet; several workers may start at once."""
    with database.reading() as session:
        head = read_head(session, origin)
    if head is None:
        try:
            with database.transaction() as session:
                row = {"origin": origin, "size": 0, "root": EMPTY_ROOT, "frontier": b"", "epoch": 0, "alarm": ""}
                session.connection().execute(insert(HEADS), row)
        except IntegrityError:
            pass  # another worker was first
        with database.reading() as session:
            head = read_head(session, origin)
    if head is None:
        raise RolledBackError("the head row of the log has vanished")
    return head


def take_over(database: Database, origin: str) -> Head:
    """Begin a new epoch: from its commit on no earlier sequencer can move the head."""
    open_head(database, origin)
    with database.transaction() as session:
        update_epoch = update(HEADS).where(HEADS.c.origin == origin).values(epoch=HEADS.c.epoch + 1)
        session.connection().execute(update_epoch)
        head = read_head(session, origin)
    if head is None:
        raise RolledBackError("the head row of the log has vanished")
    return head


def move_head(session: Session, origin: str, old: Head, new: Frontier) -> Head:
    """FencedError unless the row is exactly as it was left; the caller's transaction must then roll back."""
    moved = Head(new.size, new.root(), new.to_bytes(), old.epoch, old.alarm)
    as_left = (HEADS.c.origin == origin, HEADS.c.size == old.size, HEADS.c.root == old.root, HEADS.c.epoch == old.epoch)
    values = {"size": moved.size, "root": moved.root, "frontier": moved.frontier}
    if touched_rows(session, update(HEADS).where(*as_left).values(values)) != 1:
        raise FencedError("another sequencer has moved the head of the log")
    return moved


def raise_alarm(database: Database, origin: str, alarm: str) -> None:
    """Stop the log for every worker, across restarts. The first alarm stays: it is the cause."""
    with database.transaction() as session:
        first = update(HEADS).where(HEADS.c.origin == origin, HEADS.c.alarm == "")
        session.connection().execute(first.values(alarm=alarm[:ALARM_LENGTH]))


def lift_alarm(database: Database, origin: str) -> None:
    """An operator has understood and repaired the cause: the log takes entries again after the next start."""
    with database.transaction() as session:
        session.connection().execute(update(HEADS).where(HEADS.c.origin == origin).values(alarm=""))


def touched_rows(session: Session, statement: Any) -> int:
    """How many rows an UPDATE or DELETE touched."""
    return cast(CursorResult[Any], session.connection().execute(statement)).rowcount
