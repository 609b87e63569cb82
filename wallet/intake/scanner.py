"""A look by ClamAV, as the document streams: clamd's INSTREAM command (clamd(8)) over a socket.

"zINSTREAM\\0", then pieces, each a u32 length (big endian) and as many bytes, a length of 0 as the end;
the answer is "stream: OK\\0", "stream: NAME FOUND\\0" or "… ERROR\\0"
"""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from wallet.intake.errors import ScannerUnavailableError

COMMAND = b"zINSTREAM\0"
LENGTH = struct.Struct("!I")
ANSWER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Scanner:
    """`address`: path of clamd's Unix socket, or (host, port). `seconds`: for each step, the verdict included."""

    address: Path | tuple[str, int]
    seconds: float = 30.0

    def begin(self) -> "Scan":
        """Raises ScannerUnavailableError."""
        family, address = (
            (socket.AF_UNIX, str(self.address)) if isinstance(self.address, Path) else (socket.AF_INET, self.address)
        )
        connection = socket.socket(family)
        connection.settimeout(self.seconds)
        try:
            connection.connect(address)
            connection.sendall(COMMAND)
        except OSError:
            connection.close()
            raise ScannerUnavailableError("clamd does not answer") from None
        return Scan(connection)


class Scan:
    """One document on its way to clamd."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    def feed(self, chunk: bytes | memoryview) -> None:
        """Raises ScannerUnavailableError."""
        try:
            self._connection.sendall(LENGTH.pack(len(chunk)))
            self._connection.sendall(chunk)
        except OSError:
            raise ScannerUnavailableError("clamd stopped listening") from None

    def finish(self) -> bool:
        """Whether malware was found; which one stays with clamd's log. Raises ScannerUnavailableError."""
        try:
            self._connection.sendall(LENGTH.pack(0))
            answer = b""
            while not answer.endswith(b"\0") and (piece := self._connection.recv(ANSWER_BYTES)):
                answer += piece
        except OSError:
            raise ScannerUnavailableError("clamd broke off") from None
        if answer.endswith(b" FOUND\0"):
            return True
        if answer != b"stream: OK\0":
            raise ScannerUnavailableError("clamd gave no verdict")
        return False

    def close(self) -> None:
        self._connection.close()
