"""What grading gives: frozen data, message codes and values, no prose, so that one report reads in every language.

Everything in here is made of numbers, text, lists and dicts, so that a report crosses processes, disks and years as
JSON. Points, outcomes of tasks and the exit code are derived, never stored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SCHEMA = "nnkata/report/v1"

Value = None | bool | int | float | str | tuple["Value", ...] | list["Value"] | Mapping[str, "Value"]

SEED_BITS = 53
"""Of a seed that is drawn: every reader of JSON keeps such a number exactly."""


class Outcome(StrEnum):
    """How a check ended. A `broken` check is the grader's fault and costs no points."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not attempted"
    BROKEN = "broken"

    @property
    def code(self) -> str:
        """As the codes of messages have it: "not_attempted" in `outcome.not_attempted` and `mark.not_attempted`."""
        return self.replace(" ", "_")


EARNING = frozenset({Outcome.PASSED, Outcome.BROKEN})
"""How a task may end that earns its points: a broken check is the grader's fault and takes nothing away."""


def worst(outcomes: Collection[str]) -> Outcome:
    """How a task ended whose checks ended so: the worst of it, in the order in which a learner wants to know it."""
    for outcome in (Outcome.FAILED, Outcome.NOT_ATTEMPTED, Outcome.BROKEN, Outcome.SKIPPED):
        if outcome in outcomes:
            return outcome
    return Outcome.PASSED if outcomes else Outcome.NOT_ATTEMPTED


class Exit:
    """What the command's exit code says."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    NOT_ATTEMPTED = 3
    CRASHED = 4
    BROKEN = 5


CRASHES = frozenset({"worker.died", "worker.timeout", "worker.output", "worker.reply", "worker.budget"})
"""Codes of findings in which the submission crashed, hung or broke a limit."""

SLOW = frozenset({"slow", "slow_at"})
"""Codes of the note that an answer is right but slow: the second where it is known which loop that is."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a learner's traceback. For a notebook, `cell` is the cell's number, counted from 1, and `line`
    is the line in that cell."""

    file: str
    line: int
    function: str
    text: str = ""
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which an answer is not the expected one.

    output: the name under which outputs are matched: "dx", "params", "arguments"
    at: the place in the play, e.g. "step 2 of 6"; part: the piece of it, e.g. "b1"
    code: shape, type, dtype, finite, values, length, missing, extra, raised, unreturned, unset; of gradients gradient,
    direction, ties; of random draws distribution; of trainings training; of manners changed, rebound, altered
    values: what the message of that code needs: got, expected, index, count, size, ratio …
    """

    output: str
    code: str
    at: str = ""
    part: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """The smallest case found that shows the failure, as Python that can be pasted below the learner's code."""

    code: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A known variant, convention or misconception, that gives exactly the learner's answer.

    outputs: what it explains; values: its free numbers, e.g. {"eps": 1e-8}
    sure: false where the match is weak or not unique: then the wording says "possibly"
    """

    id: str
    outputs: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was noticed of an output: where no known variant matches, a regularity of its wrong numbers (a constant
    ratio, a transpose, borders only); in a note, a remark."""

    code: str
    output: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's outcome.

    code: what happened, worded by the messages; "" for a plain pass
    notes: codes of remarks that cost no points: "float32", "rounding", "warnings", "slow"
    """

    task: str
    check: str
    kind: str
    outcome: Outcome
    code: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    example: Example | None = None
    conventions: tuple[Match, ...] = ()
    misconceptions: tuple[Match, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Evidence, ...] = ()
    frames: tuple[Frame, ...] = ()
    seconds: float = 0.0

    @property
    def id(self) -> str:
        return f"{self.task}.{self.check}"

    @property
    def later(self) -> bool:
        """Whether it is asked only when the work is handed in."""
        return self.code == "skipped.later"

    @property
    def faulty(self) -> bool:
        """Whether the check itself failed, at every submission or at this one."""
        return self.outcome is Outcome.BROKEN or self.code == "grader.unjudged"


@dataclass(frozen=True, slots=True)
class TaskReport:
    """The findings of one task."""

    id: str
    points: float
    findings: tuple[Finding, ...]
    bonus: bool = False

    @property
    def outcome(self) -> Outcome:
        """The worst that happened."""
        return worst([finding.outcome for finding in self.findings])

    @property
    def later(self) -> bool:
        """Whether nothing is wrong with it, and the rest is asked only when it is handed in."""
        waiting = (finding for finding in self.findings if finding.outcome is Outcome.SKIPPED)
        return self.outcome is Outcome.SKIPPED and all(finding.later for finding in waiting)

    @property
    def earned(self) -> float:
        """All of the task's points, or none."""
        return self.points if self.outcome in EARNING else 0.0

    @property
    def conventions(self) -> tuple[Match, ...]:
        """Those that the task follows, by the checks that say so; of a task that failed none, where one check may take
        for a convention what another finds to be a mistake."""
        if self.outcome is Outcome.FAILED:
            return ()
        return tuple(match for finding in self.findings for match in finding.conventions)

    @property
    def decisive(self) -> Finding | None:
        """The first finding that ended as the task did, which says why; None where the task passed."""
        if self.outcome is Outcome.PASSED:
            return None
        return next((finding for finding in self.findings if finding.outcome is self.outcome), None)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a submission could not be loaded at all: a syntax error, an exception at import, a crash, a hang.

    code: load.syntax, load.import, load.exception, load.exit, load.recursion, or one of CRASHES
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Isolation:
    """How the submission was held: strong, container or process-only; `layers` that were in force."""

    level: str
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one submission.

    digest: SHA-256 of what was graded; seed: what `grade replay` needs to come to the same report, None where it is not
        for the reader to know, because others are judged under it too
    examples: how many further examples Hypothesis drew for each check
    versions: of the grader, the exercise, Python, NumPy, and the library of another backend; digests of the code that
        judged
    backend: the library whose arrays were judged, e.g. "cupy:float32"
    hints: the highest hint level that the learner had opened, by check or misconception
    """

    exercise: str
    submission: str
    digest: str
    seed: int | None
    tasks: tuple[TaskReport, ...]
    isolation: Isolation
    versions: Mapping[str, str]
    trouble: Trouble | None = None
    notes: tuple[Evidence, ...] = ()
    output: str = ""
    examples: int = 0
    dialect: str = ""
    backend: str = "numpy"
    hints: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for task in self.tasks for finding in task.findings)

    @property
    def points(self) -> float:
        return sum(task.points for task in self.tasks if not task.bonus)

    @property
    def earned(self) -> float:
        return sum(task.earned for task in self.tasks)

    @property
    def exit_code(self) -> int:
        """0 all passed, or is asked later; 1 something failed, 3 nothing attempted, 4 crashed or hung, 5 the grader's
        fault."""
        counting = [task for task in self.tasks if not task.bonus] or self.tasks
        outcomes = {Outcome.PASSED if task.later else task.outcome for task in counting}
        if any(finding.faulty for finding in self.findings):
            return Exit.BROKEN
        if self.trouble is not None or any(finding.code in CRASHES for finding in self.findings):
            return Exit.CRASHED
        if outcomes <= {Outcome.NOT_ATTEMPTED}:
            return Exit.NOT_ATTEMPTED
        return Exit.PASSED if outcomes <= {Outcome.PASSED} else Exit.FAILED
