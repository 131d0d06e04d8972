"""Bubblewrap around the zygote, where it is asked for: its workers then do not even find other files' names.

It is a second fence behind the lock, with namespaces of its own for files, processes and the network, once for a run:
workers cost no more. Where the kernel has no Landlock, it is what keeps a submission from the user's files.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.errors import UsageError

PROGRAM = "bwrap"
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/urandom")
PACKAGES = ("site-packages", "dist-packages")
NEEDED = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
"""Of root's capabilities, those with which a worker gives up the rest."""


def wrapped(command: Sequence[str], worker: Path, packages: Sequence[Path]) -> list[str]:
    """The command line that runs an interpreter's command inside. Raises UsageError where there is no bubblewrap.

    worker: the folder of the untrusted side; packages: those of NumPy and of what else is held
    """
    program = shutil.which(PROGRAM) if sys.platform == "linux" else None
    if program is None:
        raise UsageError("isolation.no_bubblewrap")
    return [program, *_arguments(worker, packages), "--", os.path.realpath(command[0]), *command[1:]]


def _arguments(worker: Path, packages: Sequence[Path]) -> Iterator[str]:
    yield from ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
    yield from ("--cap-drop", "ALL")
    if os.geteuid() == 0:
        for capability in NEEDED:
            yield from ("--cap-add", capability)
    library = Path(os.__file__).parent
    own = (sysconfig.get_config_var("LIBDIR"), str(library), os.path.realpath(sys.executable))
    for path in (*LIBRARIES, *filter(None, own)):
        yield from ("--ro-bind-try", path, path)
    for folder in (library / name for name in PACKAGES):
        if folder.is_dir():
            yield from ("--tmpfs", str(folder))
    for path in (*packages, *(package.with_name(f"{package.name}.libs") for package in packages), worker):
        yield from ("--ro-bind-try", str(path), str(path))
    for device in DEVICES:
        yield from ("--dev-bind", device, device)
    yield from ("--remount-ro", "/", "--chdir", "/")
