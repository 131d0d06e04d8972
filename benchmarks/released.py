"""How much of what is wrong a copy for students calls wrong (`grade author release`), and how much it leaves open.

    python benchmarks/released.py [exercise_1 …]

Every variant of every misconception is judged in this process by the copy alone. None may pass.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chosen import CONTENT, EXERCISES, known

from grader import catalog
from grader.author.release import build
from grader.exercise import Exercise
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.judging.stored import StoredBench
from grader.report import Outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*", type=known, default=EXERCISES)
    options = parser.parse_args()
    words = ("wrong", "open", "passed")
    print("".join(f"{word:>12}" for word in ("exercise", "mistakes", *words)))
    for exercise in options.exercises:
        counts = Counter(said(exercise))
        print("".join(f"{cell!s:>12}" for cell in (exercise.id, counts.total(), *(counts[word] for word in words))))


def said(exercise: Exercise) -> Iterator[str]:
    """What the copy says of each mistake: "wrong", "open" or "passed"."""
    with tempfile.TemporaryDirectory() as folder:
        for place, data in build(exercise, CONTENT, 0, {exercise.name}).items():
            path = Path(folder, place)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (copy,) = catalog.exercises(catalog.content(Path(folder)))
        course = catalog.load(copy, catalog.content(Path(folder)))
    assert course.release is not None
    bench, full = StoredBench(course, course.release), Bench(catalog.load(exercise, CONTENT))
    for variant in (variant for family in full.course.misconceptions.values() for variant in family):
        student = InProcess(full.namespace(variant))
        outcomes = {finding.outcome for finding in evaluate(bench, student, student.load(), task=variant.task)}
        yield "wrong" if Outcome.FAILED in outcomes else "passed" if outcomes == {Outcome.PASSED} else "open"


if __name__ == "__main__":
    main()
