"""The thread that keeps the log going: sequences as soon as something was appended, publishes about once a second.

Every worker runs one; whoever holds the lock works, the others look now and then whether it is free. An alarm (fork,
roll-back) is written to the head's row, which stops the log in every worker until an operator lifts it.
"""

import threading
import time

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from storage.objects import ObjectStore
from wallet.clock import Clock
from wallet.database import Database
from wallet.errors import WalletError
from wallet.ledger import stages
from wallet.ledger.errors import (
    FencedError,
    ForkAlarmError,
    LogClosedError,
    MalformedLogError,
    NotDurableError,
    RolledBackError,
)
from wallet.ledger.head import open_head, raise_alarm
from wallet.ledger.lock import lock_of
from wallet.ledger.log import Log
from wallet.ledger.models import PENDING
from wallet.ledger.notes import NoteSigner
from wallet.ledger.publisher import Publisher
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.sources import StoreSource
from wallet.ledger.startup import check_start

POLL_SECONDS = 0.2
PUBLISH_EVERY_SECONDS = 1.0
REST_AFTER_FAILURE_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class LogKeeper:
    """`start` once, `stop` once. The database and the store stay the caller's to close."""

    def __init__(
        self,
        database: Database,
        objects: ObjectStore,
        signer: NoteSigner,
        log: Log,
        clock: Clock,
        *,
        publish_every_seconds: float = PUBLISH_EVERY_SECONDS,
    ) -> None:
        self.alarm = ""
        """Why the log stopped; empty while all is well."""
        self._database = database
        self._objects = objects
        self._signer = signer
        self._log = log
        self._clock = clock
        self._publish_every = publish_every_seconds
        self._lock = lock_of(database, log.origin)
        self._sequencer: Sequencer | None = None
        self._publisher: Publisher | None = None
        self._published_at = -publish_every_seconds
        self._observed_at = -PUBLISH_EVERY_SECONDS
        self._is_failing = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="log-keeper", daemon=True)

    @property
    def is_healthy(self) -> bool:
        """The thread lives, no alarm, and its last round did not fail."""
        return self._thread.is_alive() and not self.alarm and not self._is_failing

    @property
    def is_leading(self) -> bool:
        """This worker is the one that sequences and publishes."""
        return self._sequencer is not None

    def start(self) -> None:
        """RolledBackError, ForkAlarmError: the wallet must not start. An earlier alarm: it may, with a shut log."""
        self._heed(check_start(self._database, self._objects, self._signer.verifier).alarm)
        self._thread.start()

    def stop(self, timeout_seconds: float = 30) -> None:
        """Sequence and publish what waits, let go of the lock, end the thread."""
        self._stopping.set()
        self.wake()
        self._thread.join(timeout_seconds)

    def wake(self) -> None:
        self._log.appended.set()

    def settle(self, timeout_seconds: float = 30) -> int:
        """Wait until everything committed so far is public; gives its size. NotDurableError when that takes longer."""
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            self.wake()
            if (size := self._published_whole()) is not None:
                return size
            time.sleep(POLL_SECONDS / 4)
        raise NotDurableError(self.alarm or "the log was not published in time")

    def _published_whole(self) -> int | None:
        with self._database.reading() as session:
            waits = session.connection().execute(select(PENDING.c.number).limit(1)).first()
        size = open_head(self._database, self._log.origin).size
        stored = StoreSource(self._objects, self._log.origin).read("checkpoint")
        shown = None if stored is None else self._signer.verifier.open(stored.decode()).size
        return size if waits is None and shown == size else None

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._log.appended.wait(POLL_SECONDS)
            self._log.appended.clear()
            self._round(is_last=False)
        self._round(is_last=True)
        self._lock.release()

    def _round(self, *, is_last: bool) -> None:
        try:
            if not self.alarm and self._leads():
                self._sequence_and_publish(is_last=is_last)
            self._observe()
            self._is_failing = False
        except LogClosedError as error:
            self._heed(f"{type(error).__name__}: {error}")  # this worker must stop; the log is well under its new name
        except (ForkAlarmError, RolledBackError, MalformedLogError) as error:
            self._stop_the_log(f"{type(error).__name__}: {error}")
        except FencedError:
            self._step_down("another sequencer took over")
        except Exception as error:  # database, store or keys do not answer: this thread must outlive it and try again
            self._is_failing = True
            self._step_down(type(error).__name__)
            self._stopping.wait(REST_AFTER_FAILURE_SECONDS)

    def _leads(self) -> bool:
        """Holding the lock, with a sequencer of our own epoch. Losing the lock means loading everything anew."""
        if not self._lock.hold():
            self._sequencer = self._publisher = None
            self._heed(open_head(self._database, self._log.origin).alarm)
            return False
        if self._sequencer is None:
            self._heed(check_start(self._database, self._objects, self._signer.verifier).alarm)
            self._sequencer = Sequencer(self._database, self._log.keys, self._log.origin)
            self._publisher = Publisher(self._database, self._objects, self._signer, self._log.origin, self._clock)
        return not self.alarm

    def _sequence_and_publish(self, *, is_last: bool) -> None:
        if self._sequencer is None or self._publisher is None:
            return
        self._sequencer.run_once()
        now = time.monotonic()
        if is_last or now - self._published_at >= self._publish_every:
            self._published_at = now
            self._publisher.run_once()

    def _observe(self) -> None:
        now = time.monotonic()
        if now - self._observed_at >= PUBLISH_EVERY_SECONDS:
            self._observed_at = now
            with self._database.reading() as session:
                stages.observe(session, self._log.origin, now=self._clock())

    def _step_down(self, cause: str) -> None:
        _log.warning("log keeper starts over", cause=cause)
        self._sequencer = self._publisher = None
        self._lock.release()

    def _stop_the_log(self, alarm: str) -> None:
        _log.error("the access log has stopped", alarm=alarm)
        self._heed(alarm)
        self._step_down("alarm")
        try:
            raise_alarm(self._database, self._log.origin, alarm)
        except (WalletError, SQLAlchemyError):
            _log.error("the alarm could not be written down")  # this process has stopped; the next finds the fork again

    def _heed(self, alarm: str) -> None:
        if alarm:
            self.alarm = alarm
            self._log.stop(alarm)
