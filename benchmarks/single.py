"""How much single precision takes from the judgement: known mistakes that are caught in it, and in double precision.

    python benchmarks/single.py [exercise_1 …] [--seeds 5]

Every variant of every misconception is graded in this process with NumPy's arrays in either precision. Caught: by some
check; by gradients: by a check of gradients that was asked. The reference is graded under as many seeds as are asked
for, and must be accused by none. Last the loosest tolerance that a gradient had, relative to its norm.
"""

from __future__ import annotations

import argparse
from collections import Counter

from grader import catalog
from grader.checks import Misconception
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Finding, Outcome

BACKENDS = ("numpy", "numpy:float32")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*", default=[str(n) for n in range(1, 9)])
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    content = catalog.content()
    head = ("exercise", "precision", "variants", "caught", "by gradients", "reference accused", "loosest tolerance")
    print("".join(f"{word:>19}" for word in head))
    for name in options.exercises:
        exercise, _ = catalog.find(name, catalog.exercises(content))
        course = catalog.load(exercise, content)
        missed: list[set[str]] = []
        for backend in BACKENDS:
            bench, counts, through = Bench(course, backend=backend), Counter[str](), set()
            for id, family in course.misconceptions.items():
                for number, variant in enumerate(family):
                    failed = [f for f in _findings(bench, variant) if f.outcome is Outcome.FAILED]
                    counts["variants"] += 1
                    counts["caught"] += bool(failed)
                    counts["by gradients"] += any(f.kind == "gradient" for f in failed)
                    through |= set() if failed else {f"{id} {number}"}
            missed.append(through)
            right = [f for seed in range(options.seeds) for f in _findings(Bench(course, seed, backend=backend), None)]
            accused = sum(f.outcome is not Outcome.PASSED for f in right)
            found = [n.values["tolerance"] for f in right for n in f.notes if n.code == "gradient"]
            tolerances = [tolerance for tolerance in found if isinstance(tolerance, float)]
            row = (exercise.id, backend, counts["variants"], counts["caught"], counts["by gradients"], accused)
            print("".join(f"{cell!s:>19}" for cell in (*row, f"{max(tolerances, default=0.0):.1g}")), flush=True)
        for lost in sorted(missed[1] - missed[0]):
            print(f"    caught in double precision alone: {lost}", flush=True)


def _findings(bench: Bench, variant: Misconception | None) -> list[Finding]:
    student = InProcess(bench.namespace(variant))
    return list(evaluate(bench, student, student.load(), task=None if variant is None else variant.task))


if __name__ == "__main__":
    main()
