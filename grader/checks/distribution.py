"""Distributions: is a random answer what it claims to be?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.checks.check import Check, Sitting, Verdict, Writer, after
from grader.checks.draw import Inputs
from grader.checks.law import raised, seen
from grader.checks.sampling import Statistic, alike
from grader.report import Difference

Statistics = Callable[..., Sequence[Statistic]]
"""`statistics(seen, **case) -> [Statistic, …]`; `seen` maps an output's name to its value."""


def distribution(
    task: str,
    inputs: Inputs,
    write: Writer,
    statistics: Statistics,
    *,
    output: str,
    needs: Check | Sequence[Check] | None = None,
    examples: int = 3,
) -> Check:
    """Every statistic must lie in its interval. `output` names the answer that they are about. Known variants are
    matched by distribution too."""

    def judge(_check: Check, sitting: Sitting) -> Verdict:
        if sitting.run.raised is not None:
            return Verdict((raised(sitting.run),))
        try:
            found = statistics(seen(sitting.run), **sitting.case)
        except (TypeError, ValueError, AttributeError, IndexError, KeyError, ZeroDivisionError):
            (expected,) = sitting.expected([sitting.play])
            return Verdict(tuple(_of_another_kind(sitting, seen(expected)[output], output)))
        return Verdict(tuple(_outside(statistic, output) for statistic in found if not statistic.inside))

    return Check(
        task, "distribution", inputs, write, judge, after(needs), None, examples, equal=alike, shrinks=False
    )


def _outside(statistic: Statistic, output: str) -> Difference:
    values = {"got": statistic.got, "expected": statistic.expected, "low": statistic.low, "high": statistic.high}
    return Difference(output, "distribution", "", statistic.name, values)


def _of_another_kind(sitting: Sitting, expected: object, output: str) -> list[Difference]:
    """An answer that is no sample at all: its type or shape says so."""
    from grader.checks.closeness import shown, type_name

    got = seen(sitting.run).get(output)
    return [Difference(output, "type", "", "", {"got": shown(got), "expected": type_name(expected)})]
