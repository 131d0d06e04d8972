"""What holding a submission costs: a fresh worker that has loaded one, beside a new interpreter that has loaded NumPy.

    python benchmarks/workers.py [--rounds 40]

All sources of workers take turns with `python -c "import numpy"`, so that a machine that slows down slows all of them;
the median of the rounds' ratios is what to quote. Each source is started once, before the rounds, as in a run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from grader.exercise import Limits
from grader.runners.host import Host
from grader.runners.isolated import IsolatedStudent
from grader.runners.spawn import Spawner
from grader.runners.zygote import Zygote
from grader.submission import SourceFile, Submission

SUBMISSION = Submission("a.py", "a.py", (SourceFile("a.py", "def f(x):\n    return 2 * x\n"),))


@dataclass(frozen=True)
class Source:
    name: str
    start: Callable[[], Host]


SOURCES = (
    Source("locked fork (strong)", Zygote),
    *((Source("locked fork in bubblewrap", lambda: Zygote(wrapped=True)),) if shutil.which("bwrap") else ()),
    Source("process only", Spawner),
)


def held(host: Host) -> float:
    """Seconds from asking for a worker until it has loaded the submission and is gone again."""
    start = time.perf_counter()
    student = IsolatedStudent(SUBMISSION, {}, Limits(), host)
    student.load()
    student.close()
    return time.perf_counter() - start


def fresh() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    hosts: dict[str, Host] = {}
    for source in SOURCES:
        start = time.perf_counter()
        hosts[source.name] = source.start()
        level = hosts[source.name].isolation
        print(f"{source.name}: ready in {1000 * (time.perf_counter() - start):.0f} ms, {level.level} {level.layers}")
    times: dict[str, list[float]] = {name: [] for name in (*hosts, "python")}
    for _ in range(rounds):
        times["python"].append(fresh())
        for name, host in hosts.items():
            times[name].append(held(host))
    for host in hosts.values():
        host.close()
    print(f"\nload average {os.getloadavg()[0]:.1f}, {rounds} rounds, medians\n")
    print('| source | ms | share of `python -c "import numpy"` | low–high |\n| --- | --- | --- | --- |')
    for name, found in times.items():
        ratios = sorted(a / b for a, b in zip(found, times["python"], strict=True))
        low, high = ratios[rounds // 10], ratios[-1 - rounds // 10]
        middle = statistics.median(ratios)
        print(f"| {name} | {1000 * statistics.median(found):.1f} | {middle:.3f} | {low:.3f}–{high:.3f} |")


if __name__ == "__main__":
    main()
