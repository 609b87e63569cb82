"""The wallet's side of the confined process: starts it, starts it again should it die, asks it for children."""

import itertools
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from wallet.intake.errors import InspectionUnavailableError
from wallet.intake.limits import Limits
from wallet.intake.wire import BEGIN, KILL, ORDER

STOP_SECONDS = 5
STANDARD_COMMAND = (sys.executable, "-I", "-m", "wallet.intake.confined")
"""`-I`: no folder and no variable of the surroundings decides what is imported."""


class Warden:
    """One process for all inspections of this wallet process; safe to use from several threads.

    It inherits no environment and no descriptor but its control socket, so it holds no key and no secret.
    """

    def __init__(self, limits: Limits, trust_roots: Path | None, command: Sequence[str] = STANDARD_COMMAND) -> None:
        self._limits = limits
        self._trust_roots = trust_roots
        self._command = command
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Returns at once; loading the parsers takes about two seconds, which the first inspection may have to wait."""
        with self._lock:
            self._start()

    def stop(self) -> None:
        with self._lock:
            self._stop()

    @property
    def process(self) -> int | None:
        """Its number, while it should be running."""
        return self._process.pid if self._process else None

    def begin(self) -> tuple[int, socket.socket]:
        """A new inspection's number and the connection to its child. Raises InspectionUnavailableError."""
        with self._lock:
            number = next(self._numbers)
            try:
                return number, self._ask_for_child(number)
            except OSError:
                self._stop()  # it died: somebody killed it, or the machine ran out of memory
            try:
                return number, self._ask_for_child(number)
            except OSError:
                raise InspectionUnavailableError("the confined process does not start") from None

    def kill(self, number: int) -> None:
        """The child of this inspection, if it is still there; it may already have gone, and so may the warden."""
        with self._lock:
            if self._control is not None:
                try:
                    self._control.sendall(ORDER.pack(KILL, number))
                except OSError:
                    self._stop()

    def _ask_for_child(self, number: int) -> socket.socket:
        control = self._start()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(control, [ORDER.pack(BEGIN, number)], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def _start(self) -> socket.socket:
        if self._control is not None:
            return self._control
        ours, theirs = socket.socketpair()
        roots = str(self._trust_roots.absolute()) if self._trust_roots else ""
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and arguments)
                [*self._command, str(theirs.fileno()), json.dumps(self._limits.as_json()), roots],
                env={"LANG": "C.UTF-8"},
                cwd=os.sep,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        self._control = ours
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
