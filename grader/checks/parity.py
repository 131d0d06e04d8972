"""Parity: the same values as the reference, output by output. Contract: the promises around the values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from grader.checks.check import EXAMPLES, Check, Sitting, Verdict, Writer, after, only
from grader.checks.closeness import differences, same_output
from grader.checks.draw import Inputs
from grader.report import Difference
from grader.student import Run


def parity(
    task: str,
    inputs: Inputs,
    write: Writer,
    *,
    needs: Check | Sequence[Check] | None = None,
    outputs: Sequence[str] | str | None = None,
    examples: int = EXAMPLES,
) -> Check:
    """Everything that the play shows must equal what the reference shows.

    outputs: the labels of what is judged, None for all
    """
    return _compared(task, "parity", inputs, write, outputs, needs, examples)


def contract(
    task: str,
    inputs: Inputs,
    write: Writer,
    *,
    outputs: Sequence[str] | str,
    needs: Check | Sequence[Check] | None = None,
    examples: int = 4,
) -> Check:
    """How the answer behaves must equal how the reference does.

    outputs: "arguments" that a call only reads are left as they were; "identity" of arrays that it changes in place is
        kept; "results" are not altered later; or the label of an attribute that the exercise promises
    """
    return _compared(task, "contract", inputs, write, outputs, needs, examples)


def _compared(
    task: str,
    kind: str,
    inputs: Inputs,
    write: Writer,
    outputs: Sequence[str] | str | None,
    needs: Check | Sequence[Check] | None,
    examples: int,
) -> Check:
    judged = only(outputs)
    return Check(
        *(task, kind, inputs, write, _equal, after(needs), judged, examples),
        shown=judged or frozenset(),
        by_likeness=True,
    )


def _equal(check: Check, sitting: Sitting) -> Verdict:
    (expected,) = sitting.expected([sitting.play])
    found = unequal(check, sitting.run, expected, places=False)
    return Verdict(tuple(found), closer=partial(unequal, check, sitting.run, expected) if found else None)


def unequal(check: Check, got: Run, expected: Run, places: bool = True) -> list[Difference]:
    """The judged outputs in which two runs of one play differ. An exception ends a play: it is told once, and what
    did not come to be shown after it is not told at all. places: whether it is to be said where numbers differ"""
    if got.raised is not None and expected.raised is None:
        label = next(label for label, value in got.seen.items() if value is got.raised)
        return list(differences(label, got.raised, expected.seen.get(label)))
    found: list[Difference] = []
    outputs = {label.output for label in expected.seen if check.judges(label.output)}
    if all(same_output(expected.seen, got.seen, output) for output in outputs):
        return found
    for label, value in expected.seen.items():
        if check.judges(label.output) and label in got.seen:
            seen = got.seen[label]
            if label.output in COMPLAINTS and isinstance(seen, tuple) and value == ():
                found += _ill_mannered(label.output, seen)
            else:
                found += differences(label, seen, value, places)
    return found


COMPLAINTS = {
    "arguments": ("changed", "call", "argument"),
    "identity": ("rebound", "name"),
    "results": ("altered", "call"),
}
"""What is told of bad manners, by the output that shows them (`grader.observe.MANNERS`): the code of the difference,
and the names of its values."""


def _ill_mannered(output: str, seen: tuple[Any, ...]) -> list[Difference]:
    """What was done against good manners, each thing once."""
    code, *names = COMPLAINTS[output]
    items = dict.fromkeys(item[: len(names)] if isinstance(item, tuple) else (item,) for item in seen)
    return [Difference(output, code, values=dict(zip(names, item, strict=True))) for item in items]
