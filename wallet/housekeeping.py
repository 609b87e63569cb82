"""The thread that clears away what nobody needs any more: orphaned objects, ended sessions, spent tokens, old answers.
It also writes down how often keys were opened, once an hour where everybody's chain ends, and has the log time-stamped
once a day.

Nothing depends on it in time: every reader checks expiry itself. A round that fails is logged and tried again.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import delete
from sqlmodel import Session, col

from storage.objects import ObjectStore
from wallet.catalogue.shelf import Shelf
from wallet.clock import Clock
from wallet.consents import debts, ending
from wallet.disposals.owing import tell_overdue
from wallet.drafts import keeping as drafts
from wallet.erasure import finishing
from wallet.identity import sessions
from wallet.identity.machine import replay
from wallet.identity.zalo import arriving
from wallet.ledger.directories import take_directory
from wallet.ledger.log import Log
from wallet.ledger.seals import surface_due
from wallet.ledger.timestamping import TimeStamping
from wallet.mandates import codes
from wallet.mandates.ending import end_overdue as end_mandates
from wallet.notices.citizens import postman
from wallet.oauth import backchannel
from wallet.records import links
from wallet.records.models import IdempotentAnswer
from wallet.records.sweeping import Sweeper
from wallet.records.uploads import rows as uploads
from wallet.records.vault import Vault

EVERY_SECONDS = 600.0
ANSWER_LIFE = timedelta(days=7)
"""How long a retry with the same Idempotency-Key gets the same answer."""

_log = structlog.get_logger(__name__)


class Housekeeper:
    """`start` once, `stop` once."""

    def __init__(
        self, vault: Vault, objects: ObjectStore, shelf: Shelf, clock: Clock, stamping: TimeStamping | None = None
    ) -> None:
        self._database = database = vault.database
        sweeper = Sweeper(database, objects)
        self._clock = clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="housekeeper", daemon=True)
        self._chores: Mapping[str, Callable[[datetime], object]] = {
            "what was left half typed": self._in_transaction(drafts.forget_expired),
            "papers that did not arrive": self._in_transaction(uploads.forget_expired),
            "orphaned objects": lambda now: sweeper.run_once(now=now),
            "ended sessions": self._in_transaction(sessions.forget_expired),
            "letters of long ago": self._in_transaction(postman.forget_old),
            "links that nobody used": self._in_transaction(links.forget_expired),
            "arrivals from Zalo": self._in_transaction(arriving.forget_expired),
            "spent tokens": lambda now: replay.forget_expired(database, now=now),
            "consents whose time is over": lambda now: ending.end_overdue(vault.under(shelf.catalogue), now=now),
            "mandates whose time is over": lambda now: end_mandates(vault, now=now),
            "codes that nobody used": self._in_transaction(codes.forget_old),
            "requests that came to nothing": self._in_transaction(backchannel.forget_old),
            "old answers": self._in_transaction(_forget_answers),
            "counted unwraps": self._in_transaction(partial(_write_down, vault)),
            "entries whose seal ends": self._write(surface_due, vault.log),
            "the directory of the hour": lambda now: take_directory(
                database, objects, vault.log, vault.citizen_keys, now=now
            ),
            "what an erasure left behind": lambda now: finishing.finish_all(vault, now=now),
            "the time stamp of the day": lambda now: stamping.run_once(now=now) if stamping is not None else None,
            "what has to be deleted": self._write(debts.owe_what_outlived, vault.log),
            "what was not deleted in time": self._write(tell_overdue, vault.log),
        }

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What was counted since the last round is logged before the keeper publishes for the last time."""
        self._stopping.set()
        self._thread.join()
        self._do("counted unwraps")

    def run_once(self) -> None:
        for name in self._chores:
            self._do(name)

    def _do(self, name: str) -> None:
        try:
            self._chores[name](self._clock())
        except Exception as error:  # one chore that fails must not keep the others from being done
            _log.warning("housekeeping failed", chore=name, cause=type(error).__name__)

    def _work(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            self.run_once()

    def _in_transaction(self, work: Callable[..., object]) -> Callable[[datetime], object]:
        def chore(now: datetime) -> None:
            with self._database.transaction() as session:
                work(session, now=now)

        return chore

    def _write(self, act: Callable[..., int], log: Log) -> Callable[[datetime], object]:
        def chore(now: datetime) -> None:
            with self._database.transaction() as session:
                act(session, log, now=now)

        return chore


def _forget_answers(session: Session, *, now: datetime) -> None:
    session.execute(delete(IdempotentAnswer).where(col(IdempotentAnswer.created_at) < now - ANSWER_LIFE))


def _write_down(vault: Vault, session: Session, *, now: datetime) -> None:
    vault.citizen_keys.unwraps.write_down(session, vault.log, now=now)
