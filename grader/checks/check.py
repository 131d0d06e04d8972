"""A check: one question asked of a task, as a frozen value.

In an exercise's `checks.py` the name of the variable is the check's id and the order in the file is its order; a dict
from task to check stands for one check in each of several tasks.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.checks.closeness import Equal, same_output
from grader.checks.draw import Case, Draw, Inputs, Seeded
from grader.checks.telling import type_name
from grader.errors import ExerciseError
from grader.report import Difference, Evidence
from grader.student import Play, Run, Script

Writer = Callable[..., None]
"""An author's function that writes a play for a case: `writer(script, **case)`."""

Performer = Callable[[Sequence[Play]], Iterable[Run]]
"""Performs plays, each on fresh objects, and gives their runs in order."""

EXAMPLES = 10
"""Cases that a check draws, unless its author says otherwise."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One example being judged: what was drawn, what was played, what came of it, and the ways to learn more.

    case, play, run: the inputs, the play written for them, and what the submission made of it
    expected: performs plays with the reference; again: performs further plays with the submission
    accepted: gives performers of the conventions that count as right, one after another
    single: whether all were given arrays in single precision
    in_double: where they were, gives performers in double precision: the reference's, then the conventions'
    """

    case: Case
    play: Play
    run: Run
    expected: Callable[[Sequence[Play]], Iterator[Run]]
    again: Callable[[Sequence[Play]], Iterator[Run]]
    accepted: Callable[[], Iterable[Performer]] = tuple
    single: bool = False
    in_double: Callable[[], Iterable[Performer]] = tuple


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of judging one example.

    differences: () when it is right; notes: remarks that cost no points, e.g. "slow"
    closer: gives the same differences with all that can be told about them, such as which entries are wrong. To find
        that out takes time, so it is called for the one example that is shown
    lasting: whether it holds for every submission with the same run, without asking any more of this one
    """

    differences: tuple[Difference, ...] = ()
    notes: tuple[Evidence, ...] = ()
    closer: Callable[[], Sequence[Difference]] | None = None
    lasting: bool = True

    def but(self, forgiven: Callable[[Difference], bool]) -> Verdict:
        """Without some of the differences."""
        closer = self.closer
        kept = tuple(found for found in self.differences if not forgiven(found))
        return replace(self, differences=kept, closer=closer and (lambda: [d for d in closer() if not forgiven(d)]))

    def in_full(self) -> tuple[Difference, ...]:
        """The differences as the example that is shown tells them."""
        return self.differences if self.closer is None else tuple(self.closer()) or self.differences


Judge = Callable[["Check", Sitting], Verdict]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What is drawn, what is played, how it is judged.

    needs: checks that must have passed before this one is worth asking
    outputs: the outputs that are judged, None for all of them
    examples: how many cases are drawn in the deciding pass
    equal: when a known variant's run counts as the submission's
    shrinks: whether a smaller failing case says more; not so for statistics of large samples
    warns: whether what NumPy warns of is worth a word; not so where the case itself asks some right answers for a
        division by 0
    instead: by the id of a convention, the same question as that convention has it, where it takes other arguments;
        whoever fails this check may pass one of those
    timed: whether it asks how long the reference takes, which is then measured each time
    forward: of a question about gradients, the output that they follow from and nothing else
    given, shown: the case's values and the outputs that its author has named and that judging asks for
    by_likeness: whether right answers are those that are like the reference's or a convention's, and no others, so that
        stored ones would decide as well; not so where chance plays a part, or an author's own judge
    """

    task: str
    kind: str
    inputs: Inputs
    write: Writer
    judge: Judge
    needs: tuple[Check, ...] = ()
    outputs: frozenset[str] | None = None
    examples: int = EXAMPLES
    equal: Equal = same_output
    shrinks: bool = True
    warns: bool = True
    instead: Mapping[str, Check] = field(default_factory=dict)
    timed: bool = False
    forward: str = ""
    given: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    by_likeness: bool = False

    def judged_by(self, judge: Judge) -> Check:
        """The same question, with a judge of its author's own."""
        return replace(self, judge=judge, by_likeness=False)

    def case(self, key: Sequence[int]) -> Case:
        """The case that a seed sequence gives, the same on every machine. Raises ExerciseError where its author's
        function takes no draw."""
        draw = Seeded(np.random.default_rng(key))
        try:
            return self.inputs(draw)
        except TypeError as error:
            if _came_up_within(error):
                raise
            takes = f"the inputs `{_name(self.inputs)}` take ({_parameters(self.inputs)})"
            raise ExerciseError(f"{_place(self.inputs)}{takes}; they must take draw alone") from None

    def play(self, case: Case) -> Play:
        """The play that the author has written for such a case. Raises ExerciseError where it takes something else."""
        script = Script()
        try:
            self.write(script, **case)
        except TypeError as error:
            if _came_up_within(error):
                raise
            raise ExerciseError(self._misfit(case)) from None
        return script.play()

    def _misfit(self, case: object) -> str:
        inputs = f"inputs `{_name(self.inputs)}` give"
        if not isinstance(case, Mapping):
            return f"{_place(self.inputs)}the {inputs} {type_name(case)}; they must return a dict"
        takes = f"the play `{_name(self.write)}` takes ({_parameters(self.write)})"
        return f"{_place(self.write)}{takes}; its {inputs} ({', '.join(map(str, case))})"

    def judges(self, output: str) -> bool:
        """Whether an output is among those that this check is about."""
        return self.outputs is None or output in self.outputs


def _came_up_within(error: TypeError) -> bool:
    """Whether the function that was called here was entered, so that its arguments did fit."""
    return error.__traceback__ is not None and error.__traceback__.tb_next is not None


def _name(function: Callable[..., Any]) -> str:
    return str(getattr(function, "__name__", function))


def _parameters(function: Callable[..., Any]) -> str:
    return ", ".join(inspect.signature(function).parameters)


def _place(function: Callable[..., Any]) -> str:
    """Where an author's function is defined: "checks.py:12: "."""
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}: " if code else ""


def only(outputs: Sequence[str] | str | None) -> frozenset[str] | None:
    """What an author may write for `Check.outputs`, as a set."""
    if outputs is None:
        return None
    return frozenset((outputs,) if isinstance(outputs, str) else outputs)


def after(needs: Check | Sequence[Check] | str | None) -> tuple[Check, ...]:
    """What an author may write for `Check.needs`, as a tuple. Raises TypeError at a check's name."""
    if needs is None:
        return ()
    if isinstance(needs, str):
        raise TypeError(f"needs={needs!r}: give the check itself, needs={needs}")
    return (needs,) if isinstance(needs, Check) else tuple(needs)


def no_inputs(_draw: Draw) -> Mapping[str, Any]:
    """An empty case, for plays that need nothing drawn."""
    return {}
