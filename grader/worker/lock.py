"""Lock this process down before it runs a submission: four layers, each of which `probe` can prove.

rlimits     memory, processor time, open files; no file may grow, no core is written
privileges  no capability, no way to gain one, nobody's user where that user can read the interpreter
landlock    only the standard library and NumPy can be read (`landlock`)
seccomp     only harmless system calls (`seccomp`)

Linux only. Native code in a submission is assumed: nothing here relies on Python.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import stat
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import landlock, seccomp
from .devices import NOTHING, Needs

NOBODY = 65534
SET_DUMPABLE, SET_NO_NEW_PRIVS, SET_PDEATHSIG, CAPBSET_DROP, CAP_AMBIENT = 4, 38, 1, 24, 47
CLEAR_AMBIENT = 4
LAST_CAPABILITY = 63
CAPABILITY_VERSION_3 = 0x20080522
OPEN_FILES = 64
UNBOUNDED = (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_MEMLOCK, resource.RLIMIT_NOFILE)
"""What a GPU's driver needs more of than can be told."""
CLOSED_FOLDERS = frozenset({"site-packages", "dist-packages", "__pycache__"})

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Lock:
    """What a zygote prepares once for all its workers.

    rules: descriptor of the Landlock rule set, None where the kernel has none
    filter: None where this machine's system calls are not known
    bounded: whether memory and threads are limited, which a GPU's driver does not bear
    mapped: bytes of addresses that libraries beside NumPy have taken, which are not a submission's
    """

    rules: int | None
    filter: seccomp.Filter | None
    drop_user: bool
    bounded: bool = True
    mapped: int = 0

    def enter(self, memory_bytes: int, cpu_seconds: int) -> None:
        """All the layers that there are, in the order in which each still may be entered. raises: OSError"""
        limit(memory_bytes + self.mapped, cpu_seconds, self.bounded)
        drop_privileges(self.drop_user)
        if self.rules is not None:
            landlock.enter(self.rules)
            os.close(self.rules)
        if self.filter is not None:
            self.filter.enter(os.getpid())


def prepare(libraries: Sequence[str] = (), needs: Needs = NOTHING) -> Lock:
    """The lock for this machine. What this process does not need itself it gives up already, for all its forks.

    libraries: those that are loaded beside NumPy; needs: what their device needs
    """
    drop_bounds()
    readable = [*readable_paths(), *map(_folder, libraries), *needs.readable]
    try:
        rules: int | None = landlock.ruleset(readable, needs.devices)
    except OSError:
        rules = None
    filter = seccomp.Filter(needs) if seccomp.supported() else None
    drop_user = os.geteuid() == 0 and others_can_read([*readable, *needs.devices])
    return Lock(rules, filter, drop_user, needs.bounded, _mapped() if libraries else 0)


def _mapped() -> int:
    """Bytes of this process's addresses: a PyTorch that was built for GPUs takes several GiB without using them."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def readable_paths() -> list[str]:
    """What a worker may read: the standard library without its site-packages, NumPy, three harmless files."""
    library = Path(os.__file__).parent
    numpy = _folder("numpy")
    entries = [str(entry) for entry in library.iterdir() if entry.name not in CLOSED_FOLDERS]
    return [*entries, numpy, f"{numpy}.libs", "/dev/null", "/dev/urandom", "/etc/localtime"]


def _folder(package: str) -> str:
    return str(Path(str(sys.modules[package].__file__)).parent)


def others_can_read(paths: Iterable[str]) -> bool:
    """Whether a user that owns nothing could read these: it must be able to pass through every folder above them."""
    there = [Path(path).resolve() for path in paths if Path(path).exists()]
    folders = {folder for path in there for folder in path.parents}
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)
    return passable and all(path.stat().st_mode & stat.S_IROTH for path in there)


def limit(memory_bytes: int, cpu_seconds: int, bounded: bool = True) -> None:
    """The limits that the kernel counts. Hard limits, so that they stay. bounded: in memory and threads too"""
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NPROC, 0),
        (getattr(resource, "RLIMIT_MSGQUEUE", None), 0),
    ):
        if what is None or (not bounded and what in UNBOUNDED):
            continue
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def drop_bounds() -> None:
    """Give up every capability that a program could be started with; those that root has now stay."""
    if os.geteuid() == 0:
        for capability in range(LAST_CAPABILITY + 1):
            libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)


def drop_privileges(drop_user: bool) -> None:
    """Give up every capability and every way to gain one; become nobody if asked to."""
    if os.geteuid() == 0:
        os.setgroups([])
    if drop_user:
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    libc.prctl(CAP_AMBIENT, CLEAR_AMBIENT, 0, 0, 0)
    _set_capabilities()
    if libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS was refused")
    libc.prctl(SET_DUMPABLE, 0, 0, 0, 0)
    die_with_parent()  # after the change of user, which would clear it


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that made it ends."""
    libc.prctl(SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def hide_memory() -> None:
    """Keep other processes of the same user out of this one's memory, environment and descriptors."""
    libc.prctl(SET_DUMPABLE, 0, 0, 0, 0)


def capabilities() -> bytes:
    """The effective, permitted and inheritable sets, as the kernel gives them."""
    head, sets = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    if libc.capget(head, sets):
        raise OSError(ctypes.get_errno(), "capget was refused")
    return bytes(sets)


def _set_capabilities() -> None:
    head, sets = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(head, sets):
        raise OSError(ctypes.get_errno(), "capset was refused")
