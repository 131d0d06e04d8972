"""Seccomp: the process may make these system calls, and every other one fails (x86_64 and aarch64).

What NumPy and the interpreter need once they are loaded is allowed; files open for reading only; signals reach the
process itself only; no other process, thread, socket, program or file comes into being. A filter is a program for
the kernel's small virtual machine: `man 2 seccomp`, `linux/filter.h`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from .devices import NOTHING, Needs
from .landlock import call

SET_MODE_FILTER = 1
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
X32 = 0x40000000  # x86_64 numbers from here on are the x32 interface

X86_64 = {
    "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8, "mmap": 9,
    "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
    "ioctl": 16, "pread64": 17, "readv": 19, "writev": 20, "access": 21, "select": 23, "sched_yield": 24,
    "mremap": 25, "madvise": 28, "dup": 32, "nanosleep": 35, "getpid": 39, "exit": 60, "kill": 62, "uname": 63,
    "fcntl": 72, "getcwd": 79, "gettimeofday": 96, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102,
    "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "sigaltstack": 131, "gettid": 186, "time": 201,
    "futex": 202, "sched_getaffinity": 204, "getdents64": 217, "restart_syscall": 219, "clock_gettime": 228,
    "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "tgkill": 234, "openat": 257,
    "newfstatat": 262, "faccessat": 269, "pselect6": 270, "ppoll": 271, "set_robust_list": 273, "prlimit64": 302,
    "seccomp": 317, "getrandom": 318, "membarrier": 324, "statx": 332, "rseq": 334, "clone3": 435, "openat2": 437,
    "faccessat2": 439,
}  # fmt: skip
AARCH64 = {
    "dup": 23, "fcntl": 25, "getcwd": 17, "ioctl": 29, "faccessat": 48, "openat": 56, "close": 57,
    "getdents64": 61, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67,
    "pselect6": 72, "ppoll": 73, "newfstatat": 79, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98,
    "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
    "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128, "kill": 129, "tgkill": 131,
    "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153,
    "uname": 160, "getrusage": 165, "gettimeofday": 169, "getpid": 172, "getppid": 173, "getuid": 174,
    "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215,
    "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233, "prlimit64": 261, "seccomp": 277,
    "getrandom": 278, "membarrier": 283, "statx": 291, "rseq": 293, "clone3": 435, "openat2": 437,
    "faccessat2": 439,
}  # fmt: skip
TABLES = {"x86_64": (0xC000003E, X86_64), "aarch64": (0xC00000B7, AARCH64)}
"""By machine: the number by which the kernel calls the architecture, and the system calls that the filter names."""

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
"""Flags of open that could change a file. The last is O_TMPFILE without the bit that it shares with O_DIRECTORY:
refusing that one would refuse to list folders, and so to import."""

CLONE_THREAD = 0x10000

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE = 0, 4  # where the kernel puts them in what the filter sees
Step = bytes


def supported() -> bool:
    """Whether the table of this machine's system calls is known here."""
    return platform.machine() in TABLES


class Filter:
    """The filter, made once; only the process's own number is put in for each worker.

    needs: of a device, whose files may then be opened for writing as far as Landlock lets them, and whose threads may
        begin
    """

    def __init__(self, needs: Needs = NOTHING) -> None:
        audit, self.table = TABLES[platform.machine()]
        marker = 0x7EADBEEF
        steps = b"".join(_program(audit, self.table, marker, needs))
        self._pieces = steps.split(_step(EQUAL, 0, 1, marker))

    def enter(self, pid: int) -> None:
        """Hold this process to the filter. Needs no_new_privs. raises: OSError"""
        program = _step(EQUAL, 0, 1, pid).join(self._pieces)
        memory = ctypes.create_string_buffer(program, len(program))
        header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(memory))
        call(self.table["seccomp"], SET_MODE_FILTER, 0, header)


def _program(audit: int, table: dict[str, int], pid: int, needs: Needs = NOTHING) -> list[Step]:
    steps = [_step(LOAD, 0, 0, ARCHITECTURE), _step(EQUAL, 1, 0, audit), _give(KILL), _step(LOAD, 0, 0, NUMBER)]
    steps += [_step(AT_LEAST, 0, 1, X32), _give(KILL)]
    special = {
        "openat": [_step(LOAD, 0, 0, _low(2)), _step(ANY_BIT, 0, 1, WRITES), _refuse(errno.EACCES), _give(ALLOW)],
        "kill": [_step(LOAD, 0, 0, _low(0)), _step(EQUAL, 0, 1, pid), _give(ALLOW), _refuse(errno.EPERM)],
        "tgkill": [_step(LOAD, 0, 0, _low(0)), _step(EQUAL, 0, 1, pid), _give(ALLOW), _refuse(errno.EPERM)],
        # commands below 4 duplicate a descriptor or read and set its flags; those above lock, seal and signal
        "fcntl": [
            _step(LOAD, 0, 0, _low(1)),
            _step(AT_LEAST, 1, 0, 4),
            _give(ALLOW),
            _step(EQUAL, 0, 1, 1030),  # F_DUPFD_CLOEXEC
            _give(ALLOW),
            _refuse(errno.EPERM),
        ],
        # limits may be read, of this process, and not set
        "prlimit64": [
            *_unless_zero(_low(0)),
            *_unless_zero(_low(2)),
            *_unless_zero(_high(2)),
            _give(ALLOW),
        ],
        "ioctl": [_refuse(errno.ENOTTY)],
        "clone3": [_refuse(errno.ENOSYS)],  # glibc then falls back to calls that the filter can read
        "openat2": [_refuse(errno.ENOSYS)],
        "rseq": [_refuse(errno.ENOSYS)],
        "seccomp": [_refuse(errno.EPERM)],
    }
    if needs.devices:
        table = {**table, **needs.calls.get(platform.machine(), {})}
        changes = WRITES & ~(os.O_WRONLY | os.O_RDWR)
        special["openat"] = [
            _step(LOAD, 0, 0, _low(2)),
            _step(ANY_BIT, 0, 1, changes),
            _refuse(errno.EACCES),
            _give(ALLOW),
        ]
        special["ioctl"] = [_give(ALLOW)]
        special["clone"] = [
            _step(LOAD, 0, 0, _low(0)),
            _step(ANY_BIT, 1, 0, CLONE_THREAD),
            _refuse(errno.EPERM),
            _give(ALLOW),
        ]
    special = {name: body for name, body in special.items() if name in table}
    for name, body in special.items():
        steps += [_step(EQUAL, 0, len(body), table[name]), *body]
    for name, number in table.items():
        if name not in special:
            steps += [_step(EQUAL, 0, 1, number), _give(ALLOW)]
    return [*steps, _refuse(errno.EPERM)]


def _step(code: int, if_true: int, if_false: int, value: int) -> Step:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _give(action: int) -> Step:
    return _step(RETURN, 0, 0, action)


def _refuse(error: int) -> Step:
    return _give(ERRNO | error)


def _unless_zero(word: int) -> list[Step]:
    return [_step(LOAD, 0, 0, word), _step(EQUAL, 1, 0, 0), _refuse(errno.EPERM)]


def _low(argument: int) -> int:
    """Where the lower half of a system call's argument is; both machines are little endian."""
    return 16 + 8 * argument


def _high(argument: int) -> int:
    return 20 + 8 * argument
