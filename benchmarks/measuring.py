"""What benchmarks share: ratios of things that take turns, the machine they ran on, tables, and files to compare with.

Nothing here is quoted as seconds: a row says how long ours takes as a multiple of what it is held against, measured in
turns in one run, so that a machine that slows down slows both. The median of the rounds' ratios is the figure, and
the quartiles say how steady it is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-peers"
"""Where other tools are installed (`make bench-peers`)."""

TUNING = ("OPENBLAS_", "GOTO_", "MKL_", "OMP_", "BLIS_", "VECLIB_", "NUMEXPR_")
"""Variables by which somebody may have tuned a library of linear algebra. Benchmarks start without them, so that it
chooses the kernels that this processor has."""

UNKEPT = ("PYTHONDONTWRITEBYTECODE",)
"""Variables without which Python keeps the bytecode of what it compiles. An installed program's bytecode is kept: a
checkout that has to be compiled anew at every start would be held against libraries that need not be."""

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}


def environment(**more: str) -> dict[str, str]:
    """What a measured process finds: the user's, without tuning, with one thread for linear algebra, and bytecode."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith((*TUNING, *UNKEPT))}
    return {**kept, **ONE_THREAD, **more}


def untuned() -> None:
    """Start this program anew in that environment, unless it runs in it: variables are read when NumPy is loaded."""
    if os.environ != environment():
        sys.exit(subprocess.run([sys.executable, *sys.argv], env=environment(), check=False).returncode)


@dataclass(frozen=True, slots=True)
class Row:
    """ratio, low, high: the median and the quartiles of ours ÷ the other's, round by round
    seconds, others: the medians of both, for the curious; of memory, gigabytes
    target: what the ratio must not pass, if there is one
    """

    part: str
    name: str
    against: str
    ratio: float
    low: float
    high: float
    seconds: float
    others: float
    target: float | None = None

    @property
    def met(self) -> str:
        return "" if self.target is None else "yes" if self.ratio <= self.target else "NO"


def row(
    part: str, name: str, against: str, own: Sequence[float], other: Sequence[float], target: float | None = None
) -> Row:
    """From the seconds of each round."""
    ratios = [a / b for a, b in zip(own, other, strict=True)]
    low, _, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else (ratios[0],) * 3
    return Row(part, name, against, median(ratios), low, high, median(own), median(other), target)


def in_turns(works: Mapping[str, Callable[[], float]], rounds: int, warm: bool = True) -> dict[str, list[float]]:
    """The seconds of each work in each round, each round in another order, for what a work finds in the cache depends
    on which came before it. warm: each is done once before that, and not counted
    """
    order = random.Random(0)
    for work in works.values() if warm else ():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name in order.sample(list(works), len(works)):
            times[name].append(works[name]())
    return times


def wall(command: Sequence[str], folder: Path, **more: str) -> Callable[[], float]:
    """A whole process, on the clock. raises: RuntimeError where it breaks, for then it did something else"""

    def work() -> float:
        start = time.perf_counter()
        run = subprocess.run(command, cwd=folder, env=environment(**more), capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
        if run.returncode not in (0, 1):  # 1: what was judged is not right
            raise RuntimeError(f"{' '.join(command)} ended with {run.returncode}: {run.stderr[-500:]}")
        return seconds

    return work


def thread(work: Callable[[], object], calls: int) -> Callable[[], float]:
    """The processor time of this thread for one call of several."""

    def timed() -> float:
        start = time.thread_time()
        for _ in range(calls):
            work()
        return (time.thread_time() - start) / calls

    return timed


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    import numpy

    show: Any = numpy.show_config  # whose stubs differ from one version to the next
    blas: Mapping[str, Any] = show(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "blas": f"{blas['name']} {blas['version']}, {_kernel()}",
        "threads": 1,
        "peers": _peers(),
        "commit": _commit(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _kernel() -> str:
    """Which of its kernels OpenBLAS has chosen."""
    import ctypes

    import numpy

    for path in (Path(numpy.__file__).parent.parent / "numpy.libs").glob("*openblas*"):
        library = ctypes.CDLL(str(path))
        for name in ("scipy_openblas_get_corename64_", "openblas_get_corename"):
            if hasattr(library, name):
                corename = getattr(library, name)
                corename.restype = ctypes.c_char_p
                return f"{corename().decode()} kernels"
    return "kernels unknown"


def _peers() -> dict[str, str]:
    if not (PEERS / ".ready").exists():
        return {}
    names = ("torch", "otter-grader", "nbgrader", "pytest-grader", "autograd")
    code = (
        "from importlib.metadata import version, PackageNotFoundError\nimport json\nfound = {}\n"
        f"for name in {names!r}:\n    try: found[name] = version(name)\n    except PackageNotFoundError: pass\n"
        "print(json.dumps(found))"
    )
    run = subprocess.run([PEERS / "bin" / "python", "-c", code], capture_output=True, text=True, check=False)
    return dict(json.loads(run.stdout or "{}"))


def _commit() -> str:
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout.strip()


HEAD = f"{'':46} {'against':28} {'ratio':>7} {'quartiles':>15} {'ms or MB':>9} {'target':>7} {'met':>4}"


def line(row: Row) -> str:
    spread = f"{row.low:.2f} – {row.high:.2f}"
    target = "" if row.target is None else f"{row.target:g}"
    figures = f"{row.ratio:7.2f} {spread:>15} {1000 * row.seconds:9.2f} {target:>7} {row.met:>4}"
    return f"{row.name[:46]:46} {row.against[:28]:28} {figures}"


def report(rows: Iterable[Row], file: Path | None) -> None:
    """Print rows as they come; keep them in a file for `compare`."""
    kept = []
    for found in rows:
        kept.append(found)
        print(line(found), flush=True)
    if file is not None:
        file.write_text(json.dumps([asdict(found) for found in kept]), encoding="utf-8")


def arguments(text: str | None, rounds: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    return parser
