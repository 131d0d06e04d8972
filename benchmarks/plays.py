"""What performing plays costs beside the submission's own code: the floor is its constructors, methods and functions,
called with ready arguments.

    python benchmarks/plays.py [exercise_4] [tests/solutions/exercise_4/the_book.py] [--rounds 20]

All plays of a grading are performed in this process by the worker's own code, in turn with the floor. Of each play the
least time counts, so that a machine with other work shows the same ratio.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader import catalog
from grader.judging.bench import Bench
from grader.student import Function, Play, Ref
from grader.worker.namespace import Namespace
from grader.worker.play import GIVEN, execute
from grader.worker.requests import opened
from grader.worker.sources import Submission
from grader.worker.wire import frame, leaf

ROOT = Path(__file__).resolve().parent.parent
CONTENT = catalog.content()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("exercise", nargs="?", default="exercise_4")
    parser.add_argument("submission", nargs="?", default=str(ROOT / "tests/solutions/exercise_4/the_book.py"))
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    exercise, _ = catalog.find(arguments.exercise, catalog.exercises(CONTENT))
    bench = Bench(catalog.load(exercise, CONTENT))
    plays = [
        bench.play(check, case)
        for (task, name), check in bench.course.checks.items()
        for case in bench.cases(check, f"{task}.{name}", check.examples)
    ]
    held = Submission("answer.py", [("answer.py", Path(arguments.submission).read_text(encoding="utf-8"))])
    held.load()
    space = Namespace(held.names, exercise.vocabulary.plain(), held.own, state=held.state)
    ours, floor = [float("inf")] * len(plays), [float("inf")] * len(plays)
    for _ in range(arguments.rounds):
        for i, play in enumerate(plays):
            packed = play.packed
            start = time.perf_counter()
            frame((1, "run", execute(opened(packed), space, leaf)))
            ours[i] = min(ours[i], time.perf_counter() - start)
            floor[i] = min(floor[i], bare(play, space))
    each = 1e6 / len(plays)
    print(f"{len(plays)} plays, {sum(len(play.program) for play in plays)} instructions; microseconds a play:")
    print(f"performed {sum(ours) * each:.1f}, the submission's own calls {sum(floor) * each:.1f}", end="")
    print(f", ratio {sum(ours) / sum(floor):.1f}")


def bare(play: Play, space: Namespace) -> float:
    """Seconds that the calls of a play take by themselves, as far as they go."""
    program = [tuple(map(ready, instruction)) for instruction in play.program]
    registers: list[Any] = []
    start = time.perf_counter()
    try:
        for op, *operands in program:
            registers.append(perform(op, operands, registers, space))
    except Exception:
        pass  # a play may be there to see what is raised
    return time.perf_counter() - start


def perform(op: str, operands: list[Any], registers: list[Any], space: Namespace) -> Any:
    if op == "put":
        return operands[0]
    if op in ("new", "call"):
        of, name, given = operands[:3] if op == "call" else (None, *operands)
        arguments = [registers[value.index] if type(value) is Ref else value for value in given]
        if of is None:
            return space.make(name, arguments)
        return getattr(registers[of.index], name)(*arguments)
    if op == "get":
        owner = registers[operands[0].index]
        return getattr(owner, space.attribute(owner, operands[1]))
    if op == "set":
        owner = registers[operands[0].index]
        setattr(owner, space.settable(owner, operands[1], operands[3]) or operands[1], operands[2])
    return None


def ready(value: Any) -> Any:
    """A value with arrays and functions of its own."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: ready(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(map(ready, value))
    if isinstance(value, Function):
        return GIVEN[value.name](*map(ready, value.arguments))
    return value


if __name__ == "__main__":
    main()
