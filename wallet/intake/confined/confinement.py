"""What a child gives up before it sees the first byte of a foreign document. Nothing here can be taken back.

RLIMIT_NOFILE 0   no descriptor can be opened any more: no file, no socket, no pipe; the connection stays usable
RLIMIT_FSIZE 0    nothing can be written to a file
RLIMIT_NPROC 0    no process and no thread can be started (not enforced for root, hence the next but one)
RLIMIT_AS         what the loaded parsers take plus the bound
user              root becomes nobody
RLIMIT_CPU, timer the kernel ends a child that works, or waits, too long, should the parent fail to
RLIMIT_CORE 0     a crash leaves no copy of the document on a disk
syscalls          on Linux a filter leaves little more than memory and this connection (`syscalls`)
"""

import os
import resource
import signal
from pathlib import Path

from wallet.intake.confined import syscalls
from wallet.intake.limits import Limits

NOBODY = 65534
FIRST_OTHER_DESCRIPTOR = 3
GRACE_SECONDS = 2
"""Longer than the parent waits: normally it is the parent that gives up first and knows why."""


def confine(connection: int, limits: Limits, *, threads: bool) -> None:
    """Keep this one descriptor and what the limits allow. `threads`: a decoder cannot do without them."""
    _close_all_but(connection)
    for kind, bound in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, _address_space_bytes() + limits.memory_bytes),
    ):
        resource.setrlimit(kind, (bound, bound))
    _become_nobody()
    if not threads:  # which this limit counts like processes; only the filter tells them apart
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    syscalls.keep_only_what_parsers_need(threads=threads)


def start_clock(limits: Limits) -> None:
    """From now on the child has so long; SIGALRM is left at its default, which ends the process."""
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + GRACE_SECONDS)


def _close_all_but(connection: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(FIRST_OTHER_DESCRIPTOR):
        os.dup2(nowhere, standard)
    os.closerange(FIRST_OTHER_DESCRIPTOR, connection)
    os.closerange(connection + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _become_nobody() -> None:
    """Only root can, and only root needs to; in a container without a second user it stays what it is."""
    if os.geteuid() != 0:
        return
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except PermissionError:
        return


def _address_space_bytes() -> int:
    """What is mapped now; 0 where there is no /proc."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0
