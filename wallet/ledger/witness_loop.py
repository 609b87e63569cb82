"""The thread that has each new checkpoint cosigned. It holds nothing up: the log goes on without it."""

import threading

import structlog

from wallet.ledger.keeper import LogKeeper
from wallet.ledger.witnessing import Witnessing

EVERY_SECONDS = 10.0
"""Rounds of one log; public witnesses ask for few requests (witness-network.org: some ten a second for 4,000 logs)."""

_log = structlog.get_logger(__name__)


class WitnessLoop:
    """`start` once, `stop` once. Only beside the keeper that publishes; other workers' stay quiet."""

    def __init__(self, witnessing: Witnessing, keeper: LogKeeper, *, every_seconds: float = EVERY_SECONDS) -> None:
        self.witnessing = witnessing
        self._keeper = keeper
        self._every = every_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="witnesses", daemon=True)

    def start(self) -> None:
        """RolledBackError when a witness contradicts this database: the wallet must not start."""
        self.witnessing.check_start()
        if self.witnessing.has_witnesses:
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping.wait(self._every):
            if not self._keeper.is_leading:
                continue
            try:
                self.witnessing.run_if_new()
            except Exception as error:  # database or store do not answer: the next round asks again
                _log.warning("no round of witnesses", cause=type(error).__name__)
