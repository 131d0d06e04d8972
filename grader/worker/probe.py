"""Prove the lock: enter it layer by layer and try what each layer must forbid.

Every attempt is made so that it does no harm where it succeeds: on paths that do not exist, with arguments that the
kernel would refuse anyway, and a refusal for another reason than the lock's does not count.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import socket
from collections.abc import Callable
from pathlib import Path

from . import landlock
from .lock import Lock, capabilities, drop_privileges, libc, limit

REFUSED = frozenset({errno.EPERM, errno.EACCES})
UNREADABLE = REFUSED | {errno.ENOENT}  # inside a sandbox a file may not be there at all
ABSENT = "/nonexistent/nnkata-probe"
GET_NO_NEW_PRIVS = 39

CALLS = {
    "x86_64": {
        "ptrace": 101, "mount": 165, "unshare": 272, "chroot": 161, "bpf": 321, "keyctl": 250, "shmget": 29,
        "memfd_create": 319, "process_vm_readv": 310, "pidfd_getfd": 438, "io_uring_setup": 425,
        "userfaultfd": 323, "prctl": 157, "setns": 308, "personality": 135,
    },
    "aarch64": {
        "ptrace": 117, "mount": 40, "unshare": 97, "chroot": 51, "bpf": 280, "keyctl": 219, "shmget": 194,
        "memfd_create": 279, "process_vm_readv": 270, "pidfd_getfd": 438, "io_uring_setup": 425,
        "userfaultfd": 282, "prctl": 167, "setns": 268, "personality": 92,
    },
}  # fmt: skip
"""System calls that no submission may make; all arguments are -1, which none of them takes."""

Proofs = dict[str, dict[str, bool]]


def prove(lock: Lock, memory_bytes: int, cpu_seconds: int, sandbox: str = "") -> Proofs:
    """Lock this process down, and say of each layer which attempts it stopped; a layer that cannot be is left out.

    sandbox: the name of what this runs inside of, which is a layer too; "" for nothing
    """
    proofs: Proofs = {sandbox: _surroundings()} if sandbox else {}
    limit(memory_bytes + lock.mapped, cpu_seconds, lock.bounded)
    proofs["rlimits"] = _limits(memory_bytes + lock.mapped)
    drop_privileges(lock.drop_user)
    proofs["privileges"] = _privileges(lock.drop_user)
    if lock.rules is not None and _entered(landlock.enter, lock.rules):
        proofs["landlock"] = {name: _refused(attempt, UNREADABLE) for name, attempt in _files().items()}
    if lock.filter is not None and _entered(lock.filter.enter, os.getpid()):
        proofs["seccomp"] = {name: _refused(attempt) for name, attempt in _system_calls().items()}
    return proofs


def _entered(enter: Callable[[int], None], what: int) -> bool:
    try:
        enter(what)
    except OSError:
        return False
    return True


def _surroundings() -> dict[str, bool]:
    """What of the machine is not there."""
    return {
        "users": not Path("/etc/passwd").exists(),
        "processes": not Path("/proc/1").exists(),
        "programs": not Path("/bin/sh").exists(),
        "the grader": not Path(__file__).parents[1].joinpath("judging").exists(),
        "the network": [name for _, name in socket.if_nameindex()] in ([], ["lo"]),
    }


def _limits(memory_bytes: int) -> dict[str, bool]:
    return {
        "memory": resource.getrlimit(resource.RLIMIT_AS)[1] in range(1, memory_bytes + 1),
        "processor time": resource.getrlimit(resource.RLIMIT_CPU)[1] != resource.RLIM_INFINITY,
        "file size": resource.getrlimit(resource.RLIMIT_FSIZE)[1] == 0,
        "processes": resource.getrlimit(resource.RLIMIT_NPROC)[1] == 0,
    }


def _privileges(drop_user: bool) -> dict[str, bool]:
    return {
        "capabilities": not any(capabilities()),
        "new privileges": libc.prctl(GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1,
        "user": os.geteuid() != 0 or not drop_user,
    }


def _files() -> dict[str, Callable[[], object]]:
    package = Path(__file__)
    return {
        "read /etc/passwd": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "list /": lambda: os.listdir("/"),  # noqa: PTH208
        "read the grader": lambda: os.open(package, os.O_RDONLY),
        "list the grader": lambda: os.listdir(package.parent.parent),  # noqa: PTH208
        "read another process's memory": lambda: os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY),
        "write /dev/null": lambda: os.open("/dev/null", os.O_WRONLY),
    }


def _system_calls() -> dict[str, Callable[[], object]]:
    attempts: dict[str, Callable[[], object]] = {
        "open for writing": lambda: os.open(ABSENT, os.O_WRONLY | os.O_CREAT),
        "make a folder": lambda: os.mkdir(ABSENT),  # noqa: PTH102
        "delete": lambda: os.unlink(ABSENT),  # noqa: PTH108
        "rename": lambda: os.rename(ABSENT, ABSENT),  # noqa: PTH104
        "link": lambda: os.link(ABSENT, ABSENT),
        "change a mode": lambda: os.chmod(ABSENT, 0o777),  # noqa: PTH101
        "change times": lambda: os.utime(ABSENT),
        "change an owner": lambda: os.chown(ABSENT, -1, -1),
        "truncate": lambda: os.truncate(ABSENT, 0),
        "socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "socket of unix": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "fork": _fork,
        "execute": lambda: os.execv(ABSENT, [ABSENT]),
        "signal the parent": lambda: os.kill(os.getppid(), 0),
        "signal everybody": lambda: os.kill(-1, 0),
        "pipe": os.pipe,
        "raise a limit": _set_limit,
    }
    for name, number in CALLS.get(platform.machine(), {}).items():
        attempts[name] = lambda number=number: _call(number)  # type: ignore[misc]
    return attempts


def _refused(attempt: Callable[[], object], errors: frozenset[int] = REFUSED) -> bool:
    try:
        attempt()
    except OSError as error:
        return error.errno in errors
    except Exception:
        return False
    return False


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _set_limit() -> None:
    """To what it is already: only a filter refuses that."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ValueError as error:  # how Python words EPERM here
        raise OSError(errno.EPERM, "refused") from error


def _call(number: int) -> None:
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 5) < 0:
        raise OSError(ctypes.get_errno(), "refused")
