"""The head of the sequenced log: one row for each origin, moved by compare-and-swap."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wallet.database import Database
from wallet.ledger.errors import FencedError, LogClosedError, RolledBackError
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
    successor: str = ""

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
    columns = (HEADS.c.size, HEADS.c.root, HEADS.c.frontier, HEADS.c.epoch, HEADS.c.alarm, HEADS.c.successor)
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
    """Begin a new epoch: from its commit on no earlier sequencer can move the head. LogClosedError."""
    if successor := open_head(database, origin).successor:
        raise LogClosedError(f"set WALLET_LOG_ORIGIN to {successor}")
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
    same = {"origin": origin, "size": old.size, "root": old.root, "epoch": old.epoch, "successor": ""}
    as_left = [HEADS.c[name] == value for name, value in same.items()]
    values = {"size": moved.size, "root": moved.root, "frontier": moved.frontier}
    if touched_rows(session, update(HEADS).where(*as_left).values(values)) != 1:
        raise FencedError("another sequencer has moved the head of the log")
    return moved


def raise_alarm(database: Database, origin: str, alarm: str) -> None:
    """Stop the log for every worker, across restarts. The first alarm stays: it is the cause."""
    with database.transaction() as session:
        first = update(HEADS).where(HEADS.c.origin == origin, HEADS.c.alarm == "")
        session.connection().execute(first.values(alarm=alarm[:ALARM_LENGTH]))


def lift_alarm(session: Session, origin: str) -> str:
    """Take the alarm away in the caller's transaction; gives what it said. Workers heed it at their next start."""
    head = read_head(session, origin)
    session.connection().execute(update(HEADS).where(HEADS.c.origin == origin).values(alarm=""))
    return head.alarm if head else ""


def touched_rows(session: Session, statement: Any) -> int:
    """How many rows an UPDATE or DELETE touched."""
    return cast(CursorResult[Any], session.connection().execute(statement)).rowcount


def line_of_logs(session: Session, origin: str) -> list[str]:
    """The origins of the logs that lead to this one, oldest first, and this one last."""
    closed = select(HEADS.c.successor, HEADS.c.origin).where(HEADS.c.successor != "")
    before = {row.successor: row.origin for row in session.connection().execute(closed)}
    line = [origin]
    while (earlier := before.get(line[0])) is not None and earlier not in line:
        line.insert(0, earlier)
    return line
