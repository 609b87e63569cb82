"""Looks at documents as they stream in, without ever letting a parser of theirs into this process.

    inspection = inspector.begin("image/jpeg", now=now)
    for chunk in body: inspection.feed(chunk)
    verdict = inspection.finish()

Nothing of the document stays here: each piece goes on to the confined child (and to the malware scanner). A child that
crashes, hangs or is killed gives a verdict `UNREADABLE`; it has taken nothing down with it.
"""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from wallet.errors import WalletError
from wallet.intake import wire
from wallet.intake.errors import InspectionUnavailableError
from wallet.intake.headers import HEADER_BYTES, fits, media_type_of
from wallet.intake.limits import Limits
from wallet.intake.refusals import Refusal
from wallet.intake.scanner import Scan, Scanner
from wallet.intake.verdicts import Verdict
from wallet.intake.warden import STANDARD_COMMAND, Warden
from wallet.intake.wire import Job, MalformedAnswerError

AT_ONCE = 4
"""Documents that are parsed at the same time; each may take `Limits.memory_bytes`."""
HARMLESS_BEGINNING = b"\xff\xd8\xff" + bytes(HEADER_BYTES)
SEND_SECONDS = 20.0
"""A child only collects while the document comes, so a piece never waits long, but for a warden that is starting."""


class Inspector:
    """One for a process; `start` early, `close` at the end. Safe to use from several threads.

    `trust_roots`: folder of the root certificates whose papers are believed (PEM or DER), read when the confined
    process starts. `scanner`: None means that nobody looks for malware. `command`: what runs the confined process.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        trust_roots: Path | None = None,
        scanner: Scanner | None = None,
        at_once: int = AT_ONCE,
        command: Sequence[str] = STANDARD_COMMAND,
    ) -> None:
        self.limits = limits or Limits()
        self.scanner = scanner
        self.warden = Warden(self.limits, trust_roots, command)
        self._places = threading.BoundedSemaphore(at_once)

    def start(self) -> None:
        self.warden.start()

    def close(self) -> None:
        self.warden.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    def check(self, *, now: datetime) -> None:
        """Wait until the confined process serves. Raises InspectionUnavailableError, ScannerUnavailableError.

        It does not start when a file among the trust roots is no certificate; its own words are on standard error.
        """
        with self.begin("", now=now) as inspection:
            inspection.feed(HARMLESS_BEGINNING)
            inspection.finish()

    def begin(self, declared: str, *, now: datetime, codes: bool = False) -> "Inspection":
        """`declared`: the Content-Type that came with it; `now`: when signatures are judged; `codes`: read QR codes."""
        return Inspection(self, declared, now, codes)

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the places for parsing. Raises InspectionUnavailableError when none becomes free in time."""
        if not self._places.acquire(timeout=self.limits.wall_seconds):
            raise InspectionUnavailableError("too many documents are being looked at")
        try:
            yield
        finally:
            self._places.release()


class Inspection:
    """One document. Not for several threads. Leave it by `finish` or `abandon`, or use it in a `with`."""

    def __init__(self, inspector: Inspector, declared: str, now: datetime, codes: bool) -> None:
        self.refused: Refusal | None = None
        """Known early for a wrong type or too many bytes: the sender need not go on."""
        self.media_type: str | None = None
        """Known after the first bytes."""
        self._inspector = inspector
        self._declared = declared
        self._now = now
        self._codes = codes
        self._head = b""
        self._length = 0
        self._number = 0
        self._child: socket.socket | None = None
        self._scan: Scan | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.abandon()

    def feed(self, chunk: bytes | memoryview) -> None:
        """The next piece. Never raises because of what is in it.

        Raises InspectionUnavailableError and ScannerUnavailableError.
        """
        self._length += len(chunk)
        if self._length > self._inspector.limits.document_bytes:
            self._refuse(Refusal.TOO_LONG)
        if self.refused:
            return
        try:
            self._take(chunk)
        except WalletError:
            self.abandon()
            raise

    def finish(self) -> Verdict:
        """All has been fed: the verdict. Raises InspectionUnavailableError and ScannerUnavailableError."""
        try:
            if not self._length:
                self._refuse(Refusal.EMPTY)
            if not self.refused and self.media_type is None:
                self._begin()
            if not self.refused and self._scan is not None and self._scan.finish():
                self._refuse(Refusal.MALWARE)
            if self.refused:
                return Verdict(media_type=self.media_type, refused=self.refused)
            return self._judged(self.media_type or "")
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Forget it; the child ends by itself when its connection closes. May be called more than once."""
        if self._child is not None:
            self._child.close()
            self._child = None
        if self._scan is not None:
            self._scan.close()
            self._scan = None

    def _take(self, chunk: bytes | memoryview) -> None:
        if self.media_type is not None:
            self._pass_on(chunk)
            return
        self._head += chunk
        if len(self._head) >= HEADER_BYTES:
            self._begin()

    def _begin(self) -> None:
        """The header is here: either the type is refused, or a child and the scanner start."""
        found = media_type_of(self._head)
        if found is None or not fits(self._declared, found):
            self._refuse(Refusal.WRONG_LABEL if found else Refusal.UNKNOWN_TYPE)
            return
        self.media_type = found
        if self._inspector.scanner is not None:
            self._scan = self._inspector.scanner.begin()
        self._number, self._child = self._inspector.warden.begin()
        self._child.settimeout(SEND_SECONDS)
        head, self._head = self._head, b""
        self._send(Job(found, self._now, self._codes).as_bytes())
        self._pass_on(head)

    def _pass_on(self, chunk: bytes | memoryview) -> None:
        if not len(chunk):
            return  # an empty frame would be the end
        self._send(chunk)
        if self._scan is not None:
            self._scan.feed(chunk)

    def _send(self, frame: bytes | memoryview) -> None:
        """A child that is gone is noticed when its answer does not come."""
        if self._child is not None:
            try:
                wire.send_frame(self._child, frame)
            except (BrokenPipeError, ConnectionResetError):
                return
            except TimeoutError:
                self._inspector.warden.kill(self._number)
                raise InspectionUnavailableError("the confined process does not take the document") from None

    def _refuse(self, refusal: Refusal) -> None:
        self.refused = self.refused or refusal
        self.abandon()

    def _judged(self, media_type: str) -> Verdict:
        assert self._child is not None  # noqa: S101  (began with the header)
        with self._inspector.place():
            self._send(b"")
            answer = _Answer(self._child, self._inspector.limits.wall_seconds)
            try:
                return wire.verdict_from(media_type, *answer.frames())
            except TimeoutError:
                detail = "it took too long"
            except (MalformedAnswerError, OSError):
                detail = "its child ended without an answer"
            if not answer.ready:
                raise InspectionUnavailableError("no child was started")
            self._inspector.warden.kill(self._number)
            return Verdict(media_type=media_type, refused=Refusal.UNREADABLE, detail=detail)


class _Answer:
    """Reads what the child says, all of it within one time; `ready` tells whether there was a child at all."""

    def __init__(self, child: socket.socket, seconds: float) -> None:
        self.ready = False
        self._child = child
        self._seconds = seconds

    def frames(self) -> tuple[bytes, bytes, bytes]:
        """Verdict, preview, thumbnail. Raises TimeoutError, MalformedAnswerError, OSError."""
        self._child.settimeout(SEND_SECONDS)
        self.ready = self._child.recv(1) == wire.READY
        ends = time.monotonic() + self._seconds
        told = self._frame(wire.JSON_BYTES, ends)
        return told, self._frame(wire.PICTURE_BYTES, ends), self._frame(wire.PICTURE_BYTES, ends)

    def _frame(self, limit: int, ends: float) -> bytes:
        return wire.receive_frame(self._child, limit, lambda: max(ends - time.monotonic(), 0.001))
