"""A seccomp filter by hand (Linux, seccomp(2)): the system calls that decoding needs; any other fails with EPERM.

Without it a parser that was taken over could still read the memory of the wallet's own process or send it signals,
because both run as the same user. Numbers are those of the kernel's tables (x86_64: syscall_64.tbl; aarch64:
asm-generic/unistd.h). On another machine or system there is no filter, and `confinement` has only the limits.
"""

import ctypes
import platform
import struct
import sys

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD_WORD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL_PROCESS, EPERM, ENOSYS, ALLOW = 0x80000000, 0x00050001, 0x00050026, 0x7FFF0000
NUMBER_OFFSET, ARCHITECTURE_OFFSET, FIRST_ARGUMENT_OFFSET = 0, 4, 16
CLONE_THREAD = 0x10000
X32_BIT = 0x40000000

# name: (x86_64, aarch64); None where the machine has no such call
NEEDED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, None),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "ppoll": (271, 73),
    "getrandom": (318, 278),
}
NEEDED_BY_THREADS: dict[str, tuple[int | None, int | None]] = {
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
}
CLONE = (56, 220)
CLONE3 = (435, 435)
ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def keep_only_what_parsers_need(*, threads: bool = False) -> bool:
    """Whether the filter is in place; it stays for the life of this process. `threads`: allow them, never processes."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in ARCHITECTURES:
        return False
    architecture, column = ARCHITECTURES[machine]
    code = b"".join(_instructions(architecture, column, threads=threads))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _instructions(architecture: int, column: int, *, threads: bool) -> list[bytes]:
    """BPF: a foreign architecture kills, x32 and unlisted calls are refused, listed ones pass."""
    calls = NEEDED | (NEEDED_BY_THREADS if threads else {})
    numbers = [number for row in calls.values() if (number := row[column]) is not None]
    rest = _about_threads(column) if threads else [_op(RETURN, EPERM)]
    to_rest, to_allow = len(numbers), len(numbers) + len(rest)
    return [
        _op(LOAD_WORD, ARCHITECTURE_OFFSET),
        _op(JUMP_IF_EQUAL, architecture, 1, 0),
        _op(RETURN, KILL_PROCESS),
        _op(LOAD_WORD, NUMBER_OFFSET),
        _op(JUMP_IF_AT_LEAST, X32_BIT, to_rest, 0),
        *(_op(JUMP_IF_EQUAL, number, to_allow - place - 1, 0) for place, number in enumerate(numbers)),
        *rest,
        _op(RETURN, ALLOW),
    ]


def _about_threads(column: int) -> list[bytes]:
    """`clone` passes for a thread; `clone3`, its flags behind a pointer, is answered so that libc takes `clone`."""
    return [
        _op(JUMP_IF_EQUAL, CLONE3[column], 0, 1),
        _op(RETURN, ENOSYS),
        _op(JUMP_IF_EQUAL, CLONE[column], 0, 2),
        _op(LOAD_WORD, FIRST_ARGUMENT_OFFSET),
        _op(JUMP_IF_ANY_BIT, CLONE_THREAD, 1, 0),
        _op(RETURN, EPERM),
    ]


def _op(operation: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, if_true, if_false, value)
