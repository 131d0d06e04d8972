"""What is done once in a process that is to hold submissions, before any of them: imports, names, output."""

from __future__ import annotations

import contextlib
import importlib
import importlib.machinery
import site
import sys

from . import randomness
from . import serve as _serve  # with all that a worker needs: once it is locked it cannot read this folder
from .sources import FixedPath

PRELOADED = """
    numpy.random numpy.linalg numpy.fft
    abc bisect collections contextlib copy ctypes dataclasses datetime decimal enum fractions functools hashlib
    heapq inspect io itertools json math numbers operator os.path pathlib pickle random re string struct textwrap
    time traceback types typing warnings zlib
"""
"""What learners import often: once is quicker than each time. The rest of the standard library can be read, and is
loaded when it is asked for, but not modules that need a system library beside it (ctypes, decimal, hashlib)."""


def prepare(library: list[str]) -> None:
    """library: the import path that is left, the standard library alone"""
    for name in PRELOADED.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    finders = sys.meta_path
    finders[:] = [finder for finder in finders if finder is not importlib.machinery.PathFinder]
    finders.append(FixedPath(library))
    site.setquit()  # `exit` and its like are missing under -S
    site.sethelper()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]


def seed(number: int) -> None:
    """Set the generators that a submission may share without asking, so that a run can be repeated."""
    randomness.install()
    randomness.start(number)


serve = _serve.serve
