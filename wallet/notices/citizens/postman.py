"""The thread that takes letters out: a citizen and a channel at a time, one line for all that waits there.

claim        what is due for one citizen by one channel, leased for a minute by a conditional UPDATE
send         outside any transaction; a crash here sends again after the lease: at least once, never less
write down   sent · again after 1, 2, 4 … minutes · given up after a day, or at once where it is no use
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, CursorResult, delete, update
from sqlmodel import Session, col, select

from wallet.clock import Clock
from wallet.database import Database
from wallet.identity.keys import CitizenKeys
from wallet.identity.models import Citizen
from wallet.identity.secrets import InstanceSecrets
from wallet.identity.zalo import binding
from wallet.notices.citizens import contacts
from wallet.notices.citizens.channels import NotSentError, Way
from wallet.notices.citizens.contacts import CONFIRM
from wallet.notices.citizens.models import Contact, Letter
from wallet.notices.citizens.posting import Channel
from wallet.notices.citizens.table import table

EVERY_SECONDS = 2.0
LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
AT_ONCE = 50

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """What goes out as one: letters of one citizen by one channel."""

    channel: Channel
    letters: tuple[UUID, ...]
    to: str
    line: str
    path: str


@dataclass(frozen=True, slots=True)
class Post:
    """`ways`: channels that the operator has set up; letters by others wait until they are given up."""

    database: Database
    keys: CitizenKeys
    secrets: InstanceSecrets
    ways: Mapping[Channel, Way]
    public_url: str
    clock: Clock

    def deliver(self) -> int:
        """Send everything that is due; how many bundles were tried."""
        with self.database.reading() as session:
            due = self._due(session, self.clock())
        tried = 0
        for citizen, channel in due:
            with self.database.transaction() as session:
                bundle = self._claim(session, citizen, Channel(channel), self.clock())
            if bundle is not None:
                tried += 1
                self._send(bundle)
        return tried

    def _due(self, session: Session, now: datetime) -> Sequence[tuple[UUID, str]]:
        wanted = select(Letter.citizen_id, Letter.channel).where(*_is_due(now), col(Letter.channel).in_(self.ways))
        return session.exec(wanted.distinct().limit(AT_ONCE)).all()

    def _claim(self, session: Session, citizen: UUID, channel: Channel, now: datetime) -> Bundle | None:
        """None where another worker has them, or there is nowhere left to send to."""
        mine = (*_is_due(now), col(Letter.citizen_id) == citizen, col(Letter.channel) == channel.value)
        found = session.exec(select(Letter).where(*mine).order_by(col(Letter.created_at))).all()
        ids = tuple(letter.id for letter in found)
        taken = session.connection().execute(
            update(Letter).where(col(Letter.id).in_(ids), *_is_due(now)).values(leased_until=now + LEASE)
        )
        if not ids or not isinstance(taken, CursorResult) or taken.rowcount != len(ids):
            session.rollback()
            return None
        to = self._address(session, citizen, channel, {letter.kind for letter in found})
        if not to:
            session.connection().execute(delete(Letter).where(col(Letter.id).in_(ids)))
            return None
        line, path = self._said(session, found, citizen)
        return Bundle(channel, ids, to, line, path)

    def _address(self, session: Session, citizen: UUID, channel: Channel, kinds: set[str]) -> str:
        """To an address that nobody has confirmed goes its code, and nothing else."""
        if channel is Channel.EMAIL:
            contact = contacts.of(session, citizen)
            usable = contact.confirmed_at is not None or kinds == {CONFIRM}
            return contacts.address_of(session, self.keys, contact) if usable else ""
        bound = binding.of_citizen(session, citizen)
        return binding.address_of(session, self.keys, bound) if bound else ""

    def _said(self, session: Session, letters: Sequence[Letter], citizen: UUID) -> tuple[str, str]:
        """A code is said by itself even where more waits."""
        language = session.get_one(Citizen, citizen).language
        confirming = any(letter.kind == CONFIRM for letter in letters)
        contact = session.get(Contact, citizen)
        if confirming and contact is not None and contact.sealed_email is not None:
            line = table().rows[CONFIRM].line
            return line.said(language).format(code=contacts.code_for(self.secrets, contact.sealed_email)), line.path
        kinds = {letter.kind for letter in letters}
        if len(letters) > 1 or not kinds <= table().rows.keys():
            return table().many.said(language).format(count=len(letters)), table().many.path
        line = table().rows[kinds.pop()].line
        return line.said(language), line.path

    def _send(self, bundle: Bundle) -> None:
        try:
            self.ways[bundle.channel].send(bundle.to, bundle.line, self.public_url.rstrip("/") + bundle.path)
        except NotSentError as error:
            self._write_down(bundle, error)
        else:
            self._write_down(bundle, None)

    def _write_down(self, bundle: Bundle, error: NotSentError | None) -> None:
        now = self.clock()
        with self.database.transaction() as session:
            for letter in session.exec(select(Letter).where(col(Letter.id).in_(bundle.letters))).all():
                letter.attempts += 1
                letter.leased_until = now
                if error is None:
                    letter.state, letter.failure, letter.ended_at = "sent", "", now
                elif error.for_good or now >= letter.created_at + GIVE_UP_AFTER:
                    letter.state, letter.failure, letter.ended_at = "given-up", error.word, now
                else:
                    letter.failure = error.word
                    letter.next_at = now + min(FIRST_PAUSE * 2 ** min(letter.attempts - 1, 10), LONGEST_PAUSE)
                session.add(letter)


def forget_old(session: Session, *, now: datetime) -> None:
    """For housekeeping: letters that nobody needs any more, whatever became of them."""
    session.connection().execute(delete(Letter).where(col(Letter.created_at) < now - KEPT_FOR))


class Postman:
    """`start` once, `stop` once; the database stays the caller's to close."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="postman", daemon=True)

    def start(self) -> None:
        if self._post.ways:
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            try:
                self._post.deliver()
            except Exception as error:  # this thread must outlive a database that does not answer
                _log.warning("no letter was sent", cause=type(error).__name__)


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(Letter.state) == "waiting", col(Letter.next_at) <= now, col(Letter.leased_until) <= now)
