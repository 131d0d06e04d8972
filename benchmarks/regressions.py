"""Small pieces, timed by pytest-benchmark: what a change has made slower shows before a whole command does.

    make bench-regressions        fails where a median has grown by a quarter since the last run on this machine

Times are of this machine, so only runs of the same one are compared, with nothing else to do. For ratios that hold
elsewhere too: `make bench`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader import catalog
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.worker.play import execute
from grader.worker.wire import decode, encode
from reference.convolution import Convolution
from reference.pooling import Pooling

CONTENT = catalog.content()
EXERCISES = {exercise.number: exercise for exercise in catalog.exercises(CONTENT)}


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(catalog.load(EXERCISES[6], CONTENT))


@pytest.fixture(scope="module")
def plays(bench: Bench) -> list[Any]:
    check = bench.course.checks["convolution", "values"]
    return [check.play(case) for case in bench.cases(check, "convolution.values", check.examples)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_convolution(benchmark: Any, dtype: str) -> None:
    rng = np.random.default_rng(0)
    x, W = (rng.standard_normal(shape).astype(dtype) for shape in ((32, 16, 28, 28), (32, 16, 3, 3)))
    layer = Convolution(W, np.zeros(32, dtype), 1, 1)
    dout = layer.forward(x)
    benchmark(lambda: (layer.forward(x), layer.backward(dout)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_max_pooling(benchmark: Any, dtype: str) -> None:
    x = np.random.default_rng(0).standard_normal((32, 32, 28, 28)).astype(dtype)
    layer = Pooling(2, 2, 2)
    dout = layer.forward(x)
    benchmark(lambda: (layer.forward(x), layer.backward(dout)))


def test_cases_are_drawn(benchmark: Any, bench: Bench) -> None:
    (check, *_) = bench.course.checks.values()
    benchmark(lambda: [check.case([0, 0, i]) for i in range(check.examples)])


def test_plays_are_performed(benchmark: Any, bench: Bench, plays: list[Any]) -> None:
    namespace = bench.namespace(None)
    benchmark(lambda: [execute(play.program, namespace) for play in plays])


def test_plays_cross(benchmark: Any, plays: list[Any]) -> None:
    programs = [play.program for play in plays]
    benchmark(lambda: [decode(encode(program)) for program in programs])


@pytest.mark.parametrize("number", sorted(EXERCISES))
def test_an_exercise_is_judged(benchmark: Any, number: int) -> None:
    course = catalog.load(EXERCISES[number], CONTENT)

    def judged() -> None:
        bench = Bench(course)
        student = InProcess(bench.namespace(None))
        for _ in evaluate(bench, student, student.load()):
            pass

    benchmark.pedantic(judged, rounds=5, warmup_rounds=1)
