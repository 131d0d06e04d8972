"""How time and memory grow: exponents fitted to a few sizes, 1 for what grows in proportion.

    make bench        or        python benchmarks/growth.py [--rounds 5] [--json FILE]

The reference's convolution, forward and backward, by batch, by channels in and out together (2 is in proportion to the
work), and by pixels: processor time, and the peak of what is allocated. Judging by the number of checks: one exercise's
checks asked once, twice, four and eight times under other names. A class by the number of submissions: the command, on
one core, on the clock, and the peak of its own process. Each exponent is a fit for each round; below 1 there is a part
that does not grow.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

import measuring
import numpy as np
from measuring import ROOT, Row, thread

sys.path.insert(0, str(ROOT))

from grader import catalog
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from reference.convolution import Convolution

SIZES = (1, 2, 4, 8)
ANSWERS = sorted((ROOT / "tests" / "solutions" / "exercise_4").glob("*.py"))
STUDENTS = (6, 12, 24)


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The slope of the line through the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def fitted(name: str, sizes: Sequence[float], rounds: list[list[float]], target: float, what: str = "time") -> Row:
    """rounds: for each round the values by size"""
    found = [exponent(sizes, values) for values in rounds]
    low, _, high = quantiles(found, n=4, method="inclusive") if len(found) > 1 else (found[0],) * 3
    smallest, largest = (median(values[i] for values in rounds) for i in (0, -1))
    return Row("growth", name, f"exponent of {what}", median(found), low, high, smallest, largest, target)


def convolution(n: int, channels: int, side: int) -> Callable[[], object]:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, channels, side, side))
    layer = Convolution(rng.standard_normal((channels, channels, 3, 3)), np.zeros(channels), 1, 1)
    dout = rng.standard_normal(x.shape)
    return lambda: (layer.forward(x), layer.backward(dout))


def convolutions(rounds: int) -> Iterator[Row]:
    shapes = {
        "a convolution, by batch": ([(8 * k, 16, 28) for k in SIZES], SIZES, 1.1),
        "a convolution, by channels": ([(8, 8 * k, 28) for k in SIZES], SIZES, 2.1),
        "a convolution, by pixels": ([(8, 16, 14 * k) for k in SIZES], [k * k for k in SIZES], 1.1),
    }
    for name, (cases, sizes, target) in shapes.items():
        works = [convolution(*case) for case in cases]
        timed = [thread(work, 1) for work in works]
        for work in works:
            work()
        yield fitted(name, sizes, [[work() for work in timed] for _ in range(rounds)], target)
        yield fitted(name, sizes, [[_allocated(work) for work in works]], min(target, 1.1), "memory")


def _allocated(work: Callable[[], object]) -> float:
    """The peak in gigabytes."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e9


def checks(rounds: int) -> Iterator[Row]:
    content = catalog.content()
    exercise, _ = catalog.find("3", catalog.exercises(content))
    course = catalog.load(exercise, content)
    times = [[_judging(course, k) for k in SIZES] for _ in range(rounds)]
    yield fitted("judging, by number of checks", SIZES, times, 1.1)


def _judging(course: catalog.Course, copies: int) -> float:
    asked = {(task, f"{name}_{i}"): replace(check, needs=()) for (task, name), check in course.checks.items()
             for i in range(copies)}  # fmt: skip
    more = replace(course, checks=asked)
    bench = Bench(more)
    student = InProcess(bench.namespace(None))
    start = time.thread_time()
    for _ in evaluate(bench, student, student.load()):
        pass
    return time.thread_time() - start


def classes(rounds: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        for count in STUDENTS:
            folder = Path(name) / str(count)
            folder.mkdir()
            for i in range(count):
                text = ANSWERS[i % len(ANSWERS)].read_text(encoding="utf-8")
                (folder / f"s{i:03}.py").write_text(f"# {i}\n{text}", encoding="utf-8")
        runs = [[_class(Path(name), count, number) for count in STUDENTS] for number in range(rounds)]
    yield fitted("a class, by submissions", STUDENTS, [[seconds for seconds, _ in run] for run in runs], 1.1)
    yield fitted("a class, by submissions", STUDENTS, [[peak for _, peak in run] for run in runs], 0.3, "memory")


def _class(place: Path, count: int, number: int) -> tuple[float, float]:
    """Seconds on the clock, and the peak of the memory of the process that judges, in gigabytes."""
    words = [sys.executable, "-m", "grader", "class", str(place / str(count)), "--exercise", "4", "--jobs", "1"]
    words += ["--gradebook", str(place / f"{count}_{number}.sqlite")]
    start = time.perf_counter()
    with subprocess.Popen(
        words, env=measuring.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_maxrss * 1024 / 1e9


def rows(rounds: int) -> Iterator[Row]:
    yield from convolutions(rounds)
    yield from checks(rounds)
    yield from classes(max(1, rounds // 2))


def main() -> None:
    options = measuring.arguments(__doc__, rounds=5).parse_args()
    measuring.untuned()
    print(measuring.HEAD)
    measuring.report(rows(options.rounds), options.json)


if __name__ == "__main__":
    main()
