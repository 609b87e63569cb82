"""The process that forks a child for each document. It has one thread, loads the parsers once and sees no document.

Its orders come over the control socket (`wire`). When that closes, the wallet is gone: all children are killed and the
warden ends.
"""

import gc
import os
import signal
import socket
from collections.abc import Callable
from io import BytesIO

from wallet.intake import wire
from wallet.intake.confined.confinement import confine, start_clock
from wallet.intake.limits import Limits
from wallet.intake.refusals import Refusal
from wallet.intake.verdicts import Verdict
from wallet.intake.wire import BEGIN, KILL, ORDER, Job, MalformedAnswerError

LOOK_AFTER_CHILDREN_SECONDS = 1.0
JOB_BYTES = 1024
DECODED_WITH_THREADS = frozenset({"image/heic"})
"""libde265 aborts when it cannot start one."""

Examine = Callable[[bytes, Job], Verdict]


def serve(control: socket.socket, limits: Limits, examine: Examine) -> None:
    """Until the other side of `control` closes."""
    children: dict[int, int] = {}  # inspection to process
    gc.collect()
    gc.freeze()  # children share these pages with us for longer
    control.settimeout(LOOK_AFTER_CHILDREN_SECONDS)
    try:
        while True:
            _reap(children)
            try:
                message, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
            except TimeoutError:
                continue
            if len(message) < ORDER.size:
                return
            letter, number = ORDER.unpack(message)
            if letter == BEGIN and descriptors:
                children[number] = _fork(descriptors[0], limits, examine)
            elif letter == KILL and number in children:
                os.kill(children[number], signal.SIGKILL)
    finally:
        for process in children.values():
            os.kill(process, signal.SIGKILL)


def _fork(descriptor: int, limits: Limits, examine: Examine) -> int:
    process = os.fork()
    if process:
        os.close(descriptor)
        return process
    try:
        _inspect(descriptor, limits, examine)
    finally:
        os._exit(0)  # whatever happened: nothing of the warden's may run in the child


def _reap(children: dict[int, int]) -> None:
    """Ended children are forgotten here only, so a number that is still known is never somebody else's process."""
    for number, process in list(children.items()):
        if os.waitpid(process, os.WNOHANG) != (0, 0):
            del children[number]


def _inspect(descriptor: int, limits: Limits, examine: Examine) -> None:
    """The child's whole life."""
    with socket.socket(fileno=descriptor) as connection:
        try:
            job = Job.from_bytes(wire.receive_frame(connection, JOB_BYTES))
            confine(descriptor, limits, threads=job.media_type in DECODED_WITH_THREADS)
            connection.sendall(wire.READY)
            content = _document(connection, limits)
        except MalformedAnswerError:
            return  # the sender gave up
        start_clock(limits)
        for frame in wire.frames_of(_verdict(content, job, examine)):
            wire.send_frame(connection, frame)


def _document(connection: socket.socket, limits: Limits) -> bytes:
    """In memory only; its length is bounded by the parent and, should that fail, here."""
    document = BytesIO()
    while piece := wire.receive_frame(connection, limits.document_bytes - document.tell()):
        document.write(piece)
    return document.getvalue()


def _verdict(content: bytes, job: Job, examine: Examine) -> Verdict:
    try:
        return examine(content, job)
    except Exception as error:  # a parser may raise anything; its name is all that leaves
        return Verdict(media_type=job.media_type, refused=Refusal.UNREADABLE, detail=type(error).__name__)
