"""A look by clamd: absent it is skipped, configured it decides, and without its answer nothing is taken."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import NOON
from tests.intake.conftest import look_at
from tests.intake.pictures import JPEG, jpeg_with
from wallet.intake.errors import ScannerUnavailableError
from wallet.intake.inspector import Inspector
from wallet.intake.limits import Limits
from wallet.intake.refusals import Refusal
from wallet.intake.scanner import Scanner

MALWARE = b"pretend-this-is-malware"


class Clamd:
    """Speaks INSTREAM like clamd: finds one made-up pattern."""

    def __init__(self, listening: socket.socket, *, answer: bytes | None = None) -> None:
        self.scanned = b""
        self._listening = listening
        self._answer = answer

    def serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!I", stream.read(4) or bytes(4))[0]:
                self.scanned += stream.read(length)
            found = b"stream: Made.Up FOUND\0" if MALWARE in self.scanned else b"stream: OK\0"
            connection.sendall(found if self._answer is None else self._answer)


@contextmanager
def clamd(path: Path, *, answer: bytes | None = None) -> Iterator[Clamd]:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        server = Clamd(listening, answer=answer)
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield server
        thread.join(5)


@pytest.fixture(scope="module")
def scanning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Inspector, Path]]:
    path = tmp_path_factory.mktemp("c") / "clamd.sock"
    with Inspector(Limits(document_bytes=100_000), scanner=Scanner(path, seconds=1)) as started:
        yield started, path


@pytest.fixture
def scanner_path(scanning: tuple[Inspector, Path]) -> Iterator[Path]:
    yield scanning[1]
    scanning[1].unlink(missing_ok=True)


def test_the_scanner_sees_every_byte(scanning: tuple[Inspector, Path], scanner_path: Path) -> None:
    with clamd(scanner_path) as server:
        assert look_at(scanning[0], JPEG).refused is None
    assert server.scanned == JPEG


def test_malware_is_refused(scanning: tuple[Inspector, Path], scanner_path: Path) -> None:
    with clamd(scanner_path):
        assert look_at(scanning[0], jpeg_with(0xFE, MALWARE)).refused is Refusal.MALWARE


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"gibberish\0"])
def test_without_a_clear_answer_nothing_is_taken(
    scanning: tuple[Inspector, Path], scanner_path: Path, answer: bytes
) -> None:
    with clamd(scanner_path, answer=answer), pytest.raises(ScannerUnavailableError):
        look_at(scanning[0], JPEG)


def test_a_scanner_that_is_not_there_stops_every_document(scanning: tuple[Inspector, Path], scanner_path: Path) -> None:
    with pytest.raises(ScannerUnavailableError):
        look_at(scanning[0], JPEG)


def test_a_scanner_that_says_nothing_is_not_waited_for(scanning: tuple[Inspector, Path], scanner_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(scanner_path))
        silent.listen()
        with pytest.raises(ScannerUnavailableError):
            look_at(scanning[0], JPEG)


def test_over_tcp_as_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Clamd(listening)
        thread = threading.Thread(target=server.serve)
        thread.start()
        with Scanner(listening.getsockname()).begin() as scan:
            scan.feed(MALWARE)
            assert scan.finish()
        thread.join(5)


def test_a_refused_type_never_reaches_the_scanner(scanning: tuple[Inspector, Path]) -> None:
    with scanning[0].begin("", now=NOON) as inspection:
        inspection.feed(b"<html>" + bytes(100))
        assert inspection.finish().refused is Refusal.UNKNOWN_TYPE
