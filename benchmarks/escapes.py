"""Does a known mistake ever pass? Under one seed in many, what is drawn may not show it.

    python benchmarks/escapes.py [exercise_1 …] [--seeds 20] [--first 0] [--processes 2]

Every variant of every misconception is judged in this process under each seed, until a check fails it. For each
exercise, and after each seed: how many were judged, and which passed; so a run that is broken off has told what it saw.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from chosen import CONTENT, EXERCISES, known

from grader import catalog, garbage
from grader.checks import Misconception
from grader.exercise import Exercise
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*", type=known, default=EXERCISES)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    print(f"{'exercise':<12} {'seed':>8} {'judged':>8} {'passed':>7}")
    with ProcessPoolExecutor(options.processes, initializer=garbage.look_seldom) as pool:
        for exercise in options.exercises:
            all_judged = all_passed = 0
            for seed, (judged, passed) in zip(seeds, pool.map(under, repeat(exercise), seeds), strict=True):
                print(f"{exercise.id:<12} {seed:>8} {judged:>8} {len(passed):>7}", flush=True)
                for escape in passed:
                    print(f"    {escape}", flush=True)
                all_judged, all_passed = all_judged + judged, all_passed + len(passed)
            print(f"{exercise.id:<12} {'all':>8} {all_judged:>8} {all_passed:>7}", flush=True)


def under(exercise: Exercise, seed: int) -> tuple[int, list[str]]:
    """How many variants were judged under a seed, and those that passed."""
    course = catalog.load(exercise, CONTENT)
    bench = Bench(course, seed)
    variants = [(id, n, variant) for id, family in course.misconceptions.items() for n, variant in enumerate(family)]
    return len(variants), [
        f"{variant.task}.{id}, number {n}, under seed {seed}"
        for id, n, variant in variants
        if Outcome.FAILED not in outcomes(bench, variant)
    ]


def outcomes(bench: Bench, variant: Misconception) -> Iterator[Outcome]:
    student = InProcess(bench.namespace(variant))
    for finding in evaluate(bench, student, student.load(), task=variant.task, closely=False):
        yield finding.outcome


if __name__ == "__main__":
    main()
