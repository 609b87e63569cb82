"""A confined process whose "parser" does what the document says: what a taken-over parser would try.

Run like `wallet.intake.confined`. An act that succeeds gives a document that is taken; one that is stopped ends in the
name of the error, or in the child's death.
"""

import ctypes
import errno
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.intake.pictures import WEBP
from wallet.intake.confined.warden import serve
from wallet.intake.limits import Limits
from wallet.intake.verdicts import Verdict
from wallet.intake.wire import Job

LARGE = 8 * 1024**3


def read_a_file() -> None:
    Path("/etc/passwd").read_bytes()


def write_a_file() -> None:
    Path(tempfile.gettempdir(), "written-by-a-parser").write_bytes(b"x")


def open_a_socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def make_a_pipe() -> None:
    os.pipe()


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def run_a_program() -> None:
    os.execv("/bin/true", ["true"])  # noqa: S606  (this is what must not work)


def signal_the_parent() -> None:
    os.kill(os.getppid(), signal.SIGTERM)


def read_the_parents_memory() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid(), 0, 0) != 0:  # PTRACE_ATTACH
        raise OSError(ctypes.get_errno(), "ptrace")


def use_another_descriptor() -> None:
    """Succeeds when any but the null device and the connection is open."""
    usable = [number for number in range(3, 1024) if _is_open(number)]
    if len(usable) == 1:
        raise OSError("only the connection")


def find_a_secret_in_the_environment() -> None:
    if not set(os.environ) - {"LANG", "LC_CTYPE"}:
        raise OSError("nothing there")


def raise_the_limits() -> None:
    import resource  # noqa: PLC0415  (already loaded)

    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def take_all_memory() -> None:
    bytearray(LARGE)


def spin() -> None:
    while True:
        pass


def wait_for_ever() -> None:
    time.sleep(3600)


def abort() -> None:
    os.abort()


def crash() -> None:
    ctypes.string_at(0)


def start_a_thread() -> None:
    threading.Thread(target=int).start()


def behave() -> None:
    """Do nothing wrong."""


ACTS = {
    act.__name__: act
    for act in (
        read_a_file, write_a_file, open_a_socket, make_a_pipe, fork, run_a_program, signal_the_parent,
        read_the_parents_memory, use_another_descriptor, find_a_secret_in_the_environment, raise_the_limits,
        take_all_memory, start_a_thread, spin, wait_for_ever, abort, crash, behave,
    )
}  # fmt: skip


def obey(content: bytes, _job: Job) -> Verdict:
    ACTS[content.rpartition(b"do:")[2].decode()]()
    return Verdict(pages=1, preview=WEBP, thumbnail=WEBP)


def _is_open(number: int) -> bool:
    try:
        os.lseek(number, 0, os.SEEK_CUR)
    except OSError as error:
        return error.errno != errno.EBADF
    return True


if __name__ == "__main__":
    _, control, limits, _roots = sys.argv
    serve(socket.socket(fileno=int(control)), Limits(**json.loads(limits)), obey)
