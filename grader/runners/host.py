"""What makes workers, and what every worker's process is started with: its command line, environment and limits."""

from __future__ import annotations

import importlib.util
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grader.exercise import Limits
from grader.report import Isolation

if TYPE_CHECKING:
    from grader.runners.pipes import Pipes

BOOT = Path(__file__).resolve().parent.parent / "worker" / "boot.py"
FLAGS = ("-s", "-S", "-P", "-B")  # no site-packages, nothing of the current folder, no .pyc written
NUMPY = "numpy"
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
"""Keeps every library of linear algebra to one thread of a process."""

INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")  # without which an interpreter may not start


class Host(Protocol):
    """What makes workers: a zygote, or where there can be none, one new process for each.

    owner: the process that it belongs to; a fork of that one needs its own
    """

    owner: int

    @property
    def proofs(self) -> Mapping[str, Mapping[str, bool]]:
        """By layer, whether what a worker is not to do was tried in vain."""

    @property
    def isolation(self) -> Isolation:
        """How well its workers are held, as far as that has been proved."""

    def worker(self, limits: Limits, seed: int) -> Pipes:
        """A fresh worker. seed: of the random generators that a submission finds in it"""

    def close(self) -> None:
        """End it and all its workers. Calling it twice is harmless."""


def command(what: str, backend: str = NUMPY, *arguments: str) -> list[str]:
    """The command line of a bare interpreter that becomes `what` (`worker.boot`)."""
    folders = dict.fromkeys(str(folder.parent) for folder in packages(backend))
    names = ",".join(_libraries(backend))
    return [sys.executable, *FLAGS, str(BOOT), what, os.pathsep.join(folders), names, *arguments]


def packages(backend: str) -> list[Path]:
    """The folders of the libraries that workers hold, found without importing them."""
    return [_folder(name) for name in _libraries(backend) if "." not in name]


def environment() -> dict[str, str]:
    """What a worker finds in its environment: nothing of the user's."""
    clean = {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    return {**clean, **ONE_THREAD, **{name: os.environ[name] for name in INHERITED if name in os.environ}}


def options(limits: Limits, seed: int) -> dict[str, int]:
    """What a worker is told about itself. The kernel's limit on processor time only backs up the grader's clock."""
    seconds = math.ceil(limits.total_seconds + limits.load_seconds)
    return {"memory": limits.memory_bytes, "cpu": seconds, "seed": seed}


def _libraries(backend: str) -> tuple[str, ...]:
    """What is imported. The facts of other libraries than NumPy lie beside code that loads NumPy."""
    if backend.partition(":")[0] == NUMPY:
        return (NUMPY,)
    from grader.worker.backends import kind

    return (NUMPY, *kind(backend).packages)


def _folder(library: str) -> Path:
    spec = importlib.util.find_spec(library)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{library} is not installed")
    return Path(spec.origin).parent
