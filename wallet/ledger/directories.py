"""Once an hour, a directory over all citizens is written down and its root logged, in the wallet's own chain.

The entry `directory.root` says in `context.detail`, in canonical JSON,

    {"citizens":50000,"hour":498071,"root":"<base64url>","size":1048576}

`size`: the directory counts the entries of this log below that index, and all of the logs closed before. So it follows
from the rows alone, whenever it is asked for, and an auditor derives it again. There is one for each hour and log: the
register's primary key says so here, the header's time to anybody (`verify`).
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import and_, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.errors import StoreUnavailableError
from storage.objects import ObjectStore
from wallet.database import Database
from wallet.ledger.body import FIRST_PREVIOUS
from wallet.ledger.canonical import Json, canonical
from wallet.ledger.directory import HOUR_SECONDS, Line, Sorting, blinded_key, remove, write
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind, Circumstances, Entry, Operation, Outcome
from wallet.ledger.head import open_head
from wallet.ledger.header import base64url
from wallet.ledger.log import Log
from wallet.ledger.models import DIRECTORIES, ENTRIES, SUBJECTS

CITIZENS_AT_A_TIME = 500
KEPT = 3
"""So many of the newest stay readable; whoever is being shown a path still finds it when the next one comes."""


class Everybody(Protocol):
    """Who is in a directory."""

    def subjects(self, session: Session, after: UUID | None, limit: int, /) -> Sequence[UUID]:
        """Those who have a wallet, and the wallet itself, in the order of their ids."""

    def log_keys(self, session: Session, citizens: Set[UUID], /) -> Mapping[UUID, bytes | None]:
        """As of `SubjectKeys`."""


@dataclass(frozen=True, slots=True)
class Directory:
    """One that was logged: `entry` in the log `origin`, over the entries below `size`; `place` is where it is kept."""

    origin: str
    hour: int
    entry: UUID
    place: str
    size: int
    citizens: int
    root: bytes

    @property
    def until(self) -> int:
        """Unix seconds of the beginning of its hour."""
        return self.hour * HOUR_SECONDS

    def detail(self) -> str:
        said: Json = {"citizens": self.citizens, "hour": self.hour, "root": base64url(self.root), "size": self.size}
        return canonical(said).decode()


def take_directory(
    database: Database, objects: ObjectStore, log: Log, everybody: Everybody, *, now: datetime
) -> Directory | None:
    """The directory of this hour, unless it is there; some 60 us for each citizen.

    StoreUnavailableError where a citizen's key cannot be had now: an incomplete one must not be logged.
    """
    hour = int(now.timestamp()) // HOUR_SECONDS
    with database.reading() as session:
        same = (DIRECTORIES.c.origin == log.origin, DIRECTORIES.c.hour == hour)
        if session.connection().execute(select(DIRECTORIES.c.entry_id).where(*same)).first() is not None:
            return None
    size = open_head(database, log.origin).size
    place = f"{hour}-{secrets.token_hex(8)}"
    with Sorting() as lines:
        for line in lines_of(database, log.origin, everybody, hour, size):
            lines.add(line)
        citizens, root = write(objects, log.origin, place, lines)
    made = _logged(database, log, hour, place, size, citizens, root, now)
    if made is None:
        remove(objects, log.origin, place)
        return None
    _forget_old(database, objects)
    return made


def lines_of(database: Database, origin: str, everybody: Everybody, hour: int, size: int) -> Iterator[Line]:
    """In no order. One short look at the database for each page of citizens."""
    after: UUID | None = None
    while True:
        with database.reading() as session:
            page = everybody.subjects(session, after, CITIZENS_AT_A_TIME)
            keys = everybody.log_keys(session, set(page))
            ends = ends_at(session, page, origin, size)
        for citizen in page:
            if citizen not in keys:
                raise StoreUnavailableError("a citizen's key cannot be had now: the directory of this hour has to wait")
            if (key := keys[citizen]) is not None:  # None: erased since the page was read
                yield Line(blinded_key(key, hour), *ends.get(citizen, (0, FIRST_PREVIOUS)))
        if len(page) < CITIZENS_AT_A_TIME:
            return
        after = page[-1]


def ends_at(session: Session, citizens: Sequence[UUID], origin: str, size: int) -> dict[UUID, tuple[int, bytes]]:
    """How far each chain had come when the log had this size: n and leaf of its last entry; none without an entry."""
    index = ENTRIES.c["index"]
    same = and_(ENTRIES.c.citizen_id == SUBJECTS.c.citizen_id, ENTRIES.c.n == SUBJECTS.c.n)
    newest = select(SUBJECTS.c.citizen_id, SUBJECTS.c.n, SUBJECTS.c.leaf, ENTRIES.c.origin, index)
    found: dict[UUID, tuple[int, bytes]] = {}
    connection = session.connection()
    query = newest.join(ENTRIES, same).where(SUBJECTS.c.citizen_id.in_(citizens))
    for citizen, n, leaf, where, place in connection.execute(query).all():
        if where != origin or place < size:
            found[citizen] = (n, leaf)
        else:
            before = (ENTRIES.c.citizen_id == citizen, (ENTRIES.c.origin != origin) | (index < size))
            last = select(ENTRIES.c.n, ENTRIES.c.leaf).where(*before).order_by(ENTRIES.c.n.desc()).limit(1)
            if (row := connection.execute(last).first()) is not None:
                found[citizen] = (row.n, row.leaf)
    return found


def newest_directory(session: Session, origin: str, below: int) -> tuple[Directory, int] | None:
    """The newest whose entry has an index below `below`, and that index."""
    index = ENTRIES.c["index"]
    query = select(DIRECTORIES, index).join(ENTRIES, ENTRIES.c.id == DIRECTORIES.c.entry_id)
    which = (DIRECTORIES.c.origin == origin, ENTRIES.c.origin == origin, index < below)
    row = session.connection().execute(query.where(*which).order_by(DIRECTORIES.c.hour.desc()).limit(1)).first()
    if row is None:
        return None
    return Directory(row.origin, row.hour, row.entry_id, row.place, row.size, row.citizens, row.root), row[-1]


def _logged(
    database: Database, log: Log, hour: int, place: str, size: int, citizens: int, root: bytes, now: datetime
) -> Directory | None:
    """None where another worker was faster."""
    try:
        with database.transaction() as session:
            made = Directory(log.origin, hour, SYSTEM_SUBJECT, place, size, citizens, root)
            written = log.append(session, _entry(made.detail(), now))
            row = {
                "origin": log.origin,
                "hour": hour,
                "entry_id": written.entry_id,
                "place": place,
                "size": size,
                "citizens": citizens,
                "root": root,
            }
            session.connection().execute(insert(DIRECTORIES).values(row))
    except IntegrityError:
        return None
    return Directory(log.origin, hour, written.entry_id, place, size, citizens, root)


def _entry(detail: str, now: datetime) -> Entry:
    return Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.DIRECTORY_ROOT,
        outcome=Outcome.DONE,
        actor=Actor(kind=ActorKind.SYSTEM, id="wallet"),
        circumstances=Circumstances(detail=detail),
        at=now,
    )


def _forget_old(database: Database, objects: ObjectStore) -> None:
    """The lines of old ones, whichever log they stand in; that they were, and their roots, stays."""
    newest = select(DIRECTORIES.c.origin, DIRECTORIES.c.place).order_by(DIRECTORIES.c.hour.desc())
    with database.reading() as session:
        old = session.connection().execute(newest.offset(KEPT).limit(KEPT)).all()
    for origin, place in old:
        remove(objects, origin, place)
