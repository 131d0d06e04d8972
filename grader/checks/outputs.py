"""What a run shows, output by output: as an author's functions are given it, and as it ends where it ended early."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.closeness import Seen, differences
from grader.observe import MANNERS
from grader.report import Difference
from grader.student import Label, Run

UNASKABLE = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RuntimeError, MemoryError)
"""What an author's function may raise at an answer of another kind, shape or size than it was written for."""


def by_name(seen: Seen) -> Mapping[str, Any]:
    """Values by the name of their output; where one is shown several times, by "output at" too, and by its name the
    last: {"params": …, "params step 1/2": …, "params step 2/2": …}."""
    values: dict[str, Any] = {}
    for label, value in seen.items():
        values[label.output] = value
        if label.at:
            values[f"{label.output} {label.at}"] = value
    return values


def last(run: Run) -> Label:
    """The label of what a play shows last, apart from what every play shows."""
    return [label for label in run.seen if label.output not in MANNERS][-1]


def raised(run: Run) -> Difference:
    """The exception that ended a play, as a difference from going on."""
    label = next(label for label, value in run.seen.items() if value is run.raised)
    return next(iter(differences(label, run.raised, None)))
