"""Distributions: is a random answer what it claims to be?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.alike import alike_samples
from grader.checks.check import Check, Sitting, Verdict, Writer, after, only
from grader.checks.closeness import Equal
from grader.checks.draw import Inputs
from grader.checks.outputs import by_name, raised
from grader.checks.sampling import Statistic
from grader.checks.telling import shown, type_name
from grader.report import Difference, Evidence
from grader.student import Run

Statistics = Callable[..., Sequence[Statistic]]
"""`statistics(seen, **case) -> [Statistic, …]`; `seen` maps an output's name to its value."""

Remarks = Callable[[Mapping[str, Any]], Sequence[Evidence]]
"""`remarks(seen) -> [note, …]`: what is worth a word though it costs nothing."""


def distribution(
    task: str,
    inputs: Inputs,
    write: Writer,
    statistics: Statistics,
    *,
    output: str,
    needs: Check | Sequence[Check] | None = None,
    examples: int = 3,
    equal: Equal = alike_samples,
    remarks: Remarks = lambda _seen: (),
) -> Check:
    """Every statistic must lie in its interval.

    statistics: `statistics(seen, **case)` gives them
    output: the answer that they are about, one or more arrays of the reference's shapes
    equal: when a known variant's samples count as the submission's: usually, when both may be of one distribution
    remarks: `remarks(seen)` gives notes on what is right
    """

    def judge(_check: Check, sitting: Sitting) -> Verdict:
        if sitting.run.raised is not None:
            return Verdict((raised(sitting.run),))
        (expected,) = sitting.expected([sitting.play])
        wrong = tuple(_malformed(sitting.run, expected, output))
        if wrong:
            return Verdict(wrong)
        values = by_name(sitting.run.seen)
        found = statistics(values, **sitting.case)
        outside = tuple(_outside(statistic, output) for statistic in found if not statistic.inside)
        return Verdict(outside, tuple(remarks(values)))

    return Check(
        task, "distribution", inputs, write, judge, after(needs), only(output), examples, equal=equal, shrinks=False
    )


def _malformed(run: Run, expected: Run, output: str) -> Iterator[Difference]:
    """Answers that are no samples at all: their type, shape or dtype says so."""
    for label, right in expected.seen.items():
        if label.output != output:
            continue
        got = run.seen[label]
        if not isinstance(got, np.ndarray):
            what = shown(got) if isinstance(got, (int, float, str)) else type_name(got)
            yield Difference(output, "type", label.at, "", {"got": what, "expected": type_name(right)})
        elif got.shape != right.shape:
            yield Difference(output, "shape", label.at, "", {"got": list(got.shape), "expected": list(right.shape)})
        elif got.dtype.kind not in "fiub":
            yield Difference(output, "dtype", label.at, "", {"got": str(got.dtype), "expected": str(right.dtype)})


def _outside(statistic: Statistic, output: str) -> Difference:
    numbers = {"got": statistic.got, "expected": statistic.expected, "low": statistic.low, "high": statistic.high}
    plain = {name: x if isinstance(x, int) else float(x) for name, x in numbers.items()}
    return Difference(output, "distribution", "", statistic.name, plain)
