"""The thread that brings messages to endpoints: numbers what was committed, then serves each service on its own.

Every worker runs one. Two never bring something to the same service at the same time: the endpoint is leased. A slow
receiver holds up nobody but itself.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from wallet.clock import Clock
from wallet.database import Database
from wallet.identity.secrets import InstanceSecrets
from wallet.notices import delivering, numbering, signing
from wallet.notices.courier import Courier
from wallet.notices.delivering import Parcel, Worker

POLL_SECONDS = 0.5
SERVED_AT_ONCE = 8

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What bringing a message takes."""

    database: Database
    secrets: InstanceSecrets
    courier: Courier
    clock: Clock

    def serve(self, service: UUID, go_on: Callable[[], bool] = lambda: True) -> int:
        """Bring everything that is due to this service, one message after the other; how many were tried."""
        worker, tried = Worker.new(), 0
        parcel = self._claim(worker, service)
        while parcel is not None:
            headers = signing.headers(
                self.secrets, service, parcel.secret_versions, parcel.event, parcel.body, now=self.clock()
            )
            how, word = self.courier.bring(parcel.url, headers, parcel.body)
            tried += 1
            with self.database.transaction() as session:
                delivering.write_down(session, parcel, how, word, now=self.clock())
            if not go_on():
                self._let_go(worker, service)
                break
            parcel = self._claim(worker, service)
        return tried

    def serve_all(self, *, now: datetime) -> int:
        """Number and bring everything that is due now, in this thread; how many messages were tried."""
        numbering.number_waiting(self.database, now=now)
        with self.database.reading() as session:
            due = delivering.services_due(session, now=now)
        return sum(self.serve(service) for service in due)

    def _claim(self, worker: Worker, service: UUID) -> Parcel | None:
        with self.database.transaction() as session:
            return delivering.claim(session, worker, service, now=self.clock())

    def _let_go(self, worker: Worker, service: UUID) -> None:
        with self.database.transaction() as session:
            delivering.release(session, worker, service, now=self.clock())


class Dispatcher:
    """`start` once, `stop` once; the database stays the caller's to close."""

    def __init__(self, dispatch: Dispatch, also: Callable[..., object] | None = None) -> None:
        """`also`: what else has to be sent, by rooms above this one; called with the time at each look."""
        self._dispatch = dispatch
        self._also = also
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="dispatcher", daemon=True)
        self._served: dict[UUID, Future[int]] = {}
        self._others: Future[object] | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is being sent is sent to its end; the rest waits for the next start."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        with ThreadPoolExecutor(SERVED_AT_ONCE, thread_name_prefix="courier") as couriers:
            while not self._stopping.wait(POLL_SECONDS):
                try:
                    self._round(couriers)
                except Exception as error:  # the database does not answer: this thread must outlive it and try again
                    _log.warning("no event was sent", cause=type(error).__name__)

    def _round(self, couriers: ThreadPoolExecutor) -> None:
        self._served = {service: running for service, running in self._served.items() if not self._ended(running)}
        now = self._dispatch.clock()
        numbering.number_waiting(self._dispatch.database, now=now)
        with self._dispatch.database.reading() as session:
            due = delivering.services_due(session, now=now)
        for service in due:
            if service not in self._served:
                self._served[service] = couriers.submit(self._dispatch.serve, service, self._goes_on)
        if self._also is not None and (self._others is None or self._ended(self._others)):
            self._others = couriers.submit(self._also, now=now)

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _ended(self, running: "Future[int] | Future[object]") -> bool:
        if running.done() and (error := running.exception()) is not None:
            _log.warning("a service was not served", cause=type(error).__name__)
        return running.done()
