"""Laws: what the mathematics says must hold between a submission's own answers. No reference is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks.check import EXAMPLES, Check, Sitting, Verdict, Writer, after, only
from grader.checks.closeness import differences
from grader.checks.draw import Inputs
from grader.checks.outputs import UNASKABLE, by_name, last, raised
from grader.checks.parity import unequal
from grader.report import Difference, Evidence
from grader.student import Label, Run

Sides = Callable[..., tuple[Any, Any]]
"""`sides(seen, **case) -> (left, right)`: what must be close; `seen` maps an output's name to its value."""

TOO_FINE = "too_fine"
"""The note on a law that not even the reference keeps in single precision."""

Remarks = Callable[..., Sequence[Evidence]]
"""`remarks(seen, **case) -> [note, …]`: of what holds, what is worth a word though it costs nothing."""


def law(
    task: str,
    inputs: Inputs,
    write: Writer,
    sides: Sides,
    *,
    output: str | None,
    needs: Check | Sequence[Check] | None = None,
    examples: int = EXAMPLES,
    instead: Mapping[str, Check] | None = None,
    remarks: Remarks = lambda _seen, **_case: (),
    single: Sides | None = None,
    unless: Callable[..., bool] | None = None,
) -> Check:
    """Two things that follow from the answers must be equal, but for rounding.

    sides: `sides(seen, **case)` gives the two
    output: the answer that the law is about, for matching known mistakes; None where it is about several, and both
        sides are dicts of them
    instead: by the id of a convention, the law as that convention has it
    remarks: `remarks(seen, **case)` gives notes on what holds
    single: the sides where everybody computes in single precision, if what may lie between them is another matter there
    unless: `unless(seen, **case)` tells, of what was shown until the play ended, whether the law says nothing of it

    Where even the reference breaks the law in single precision, its values are compared instead, and a note says so.
    The author's gate tells how many laws that are.
    """

    def judge(check: Check, sitting: Sitting) -> Verdict:
        if unless is not None:
            with suppress(*UNASKABLE):
                if unless(by_name(sitting.run.seen), **sitting.case):
                    return Verdict()
        if sitting.run.raised is not None:
            return Verdict((raised(sitting.run),))
        asked = single if single is not None and sitting.single else sides
        found = broken(check, asked, sitting.run, sitting)
        given_way: list[Evidence] = []
        if found and sitting.single:
            (expected,) = sitting.expected([sitting.play])
            if broken(check, asked, expected, sitting):  # too fine a question for this precision: are the values right?
                found = [] if sitting.play.random else unequal(check, sitting.run, expected)
                given_way = [Evidence(TOO_FINE, output or "")]
        return Verdict(tuple(found), () if found else (*remarks(by_name(sitting.run.seen), **sitting.case), *given_way))

    def broken(check: Check, asked: Sides, run: Run, sitting: Sitting) -> list[Difference]:
        try:
            left, right = asked(by_name(run.seen), **sitting.case)
            left = _coarse(left) if sitting.single else left
        except UNASKABLE:
            return unaskable(check, run, sitting)
        if output is not None:
            return [*_apart(output, left, right)]
        return [found for name in right for found in _apart(name, left[name], right[name])]

    def unaskable(check: Check, run: Run, sitting: Sitting) -> list[Difference]:
        """What an answer of which the law cannot even be asked has that a right one has not, but for its values."""
        (expected,) = sitting.expected([sitting.play])
        if formed := [found for found in unequal(check, run, expected) if found.code != "values"]:
            return formed
        return [*differences(Label(output) if output is not None else last(run), None, 0.0)]

    return Check(
        *(task, "law", inputs, write, judge, after(needs), only(output), examples),
        instead=instead or {},
        by_likeness=True,
    )


def _apart(output: str, left: Any, right: Any) -> Iterator[Difference]:
    """The differences of two sides, without how far apart they may lie: some laws take a range (`near`)."""
    for found in differences(Label(output), left, right):
        yield replace(found, values={key: value for key, value in found.values.items() if key != "tolerance"})


def near(got: Any, truth: Any, within: Any) -> tuple[Any, Any]:
    """Two sides that are equal wherever `got` lies within so much of the truth, and otherwise show what was expected.

    within: a number, or an array that broadcasts against the truth
    """
    if np.shape(got) != np.shape(truth):
        return got, truth
    return got, np.where(np.abs(got - truth) <= within, got, truth)


def _coarse(side: Any) -> Any:
    """A side that was computed from numbers in single precision, in double though it may have been, has no more digits
    than they have."""
    if isinstance(side, dict):
        return {name: _coarse(value) for name, value in side.items()}
    real = isinstance(side, float) or (isinstance(side, np.ndarray) and side.dtype.kind == "f")
    return np.asarray(side, np.float32) if real else side
