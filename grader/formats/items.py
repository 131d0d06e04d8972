"""A report as a list of tests, which is how graders' hosts want it: each with a name, points, an outcome and a text.

A host that counts points gets one item a task, because a task's points are earned whole; one that counts tests gets
the checks. The text is made of passages, prose or code, so that each format can escape and join them its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from grader.clean import line, terminal
from grader.formats import View
from grader.formats.naming import Naming
from grader.formats.wording import Wording
from grader.report import Finding, Frame, Outcome, Report, TaskReport

MAX_DIFFERENCES = 3
"""Sentences about one example; more is for `--format json`."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, cleaned of what does not show and not yet escaped. code: Python, to be shown as it is"""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One task or one check.

    id: "exercise_4.adam", "exercise_4.adam.path"; number: of the task, counted from 1; name: its title, else its id
    said: the outcome in words
    points, earned: of a task; a check has none of its own
    mistakes: ids of misconceptions and regularities, surely matched ones first
    place: the innermost line of the learner's code that had to do with it
    """

    id: str
    number: int
    name: str
    outcome: Outcome
    said: str
    passages: tuple[Passage, ...]
    points: float = 0.0
    earned: float = 0.0
    bonus: bool = False
    mistakes: tuple[str, ...] = ()
    place: Frame | None = None
    seconds: float = 0.0
    code: str = ""

    @property
    def text(self) -> str:
        """The passages as plain text; "" for a plain pass."""
        return "\n\n".join(passage.text for passage in self.passages)

    @property
    def prose(self) -> str:
        """The passages without code and what leads to it, each on a line."""
        code = {i for i, passage in enumerate(self.passages) if passage.code}
        led = {i - 1 for i in code}
        return "\n".join(passage.text for i, passage in enumerate(self.passages) if i not in code | led)


class Items:
    """The items of one report, in one language."""

    def __init__(self, report: Report, view: View) -> None:
        self.report = report
        self.view = view
        self.exercise = view.exercise
        self.words = Wording(view.language)
        self._naming = Naming(view.exercise, view.language)

    @property
    def title(self) -> str:
        """The exercise's."""
        return self.words.heading(self.exercise)

    @property
    def total(self) -> str:
        """The mark: "3 / 10"."""
        return self.words.say("report.points", earned=self.report.earned, points=self.report.points)

    @property
    def seed(self) -> str:
        """The seed as text: more than 53 bits would lose some on the way. "" where the reader is not to know it."""
        return "" if self.report.seed is None else str(self.report.seed)

    @property
    def trouble(self) -> str:
        """Why nothing could be judged; "" where the submission was loaded."""
        return self.words.trouble(self.report.trouble) if self.report.trouble is not None else ""

    def tasks(self) -> tuple[Item, ...]:
        return tuple(self._task(number, task) for number, task in enumerate(self.report.tasks, 1))

    def checks(self) -> Iterator[tuple[Item, tuple[Item, ...]]]:
        """Each task with its checks."""
        for number, task in enumerate(self.report.tasks, 1):
            yield self._task(number, task), tuple(self._check(number, finding) for finding in task.findings)

    def _task(self, number: int, task: TaskReport) -> Item:
        shown = task.decisive
        passages = [] if shown is None else [*self._passages(shown)]
        if not task.findings and self.trouble:
            passages = [Passage(self.trouble)]
        passages += self._conventions(task)
        return Item(
            id=f"{self.exercise.id}.{task.id}",
            number=number,
            name=self.words.task(self.exercise, task),
            outcome=task.outcome,
            said=self.words.outcome(task),
            passages=tuple(passages),
            points=task.points,
            earned=task.earned,
            bonus=task.bonus,
            mistakes=tuple(dict.fromkeys(id for finding in task.findings for id in mistakes(finding))),
            place=_place(shown),
            seconds=sum(finding.seconds for finding in task.findings),
            code=terminal(shown.example.code) if shown is not None and shown.example is not None else "",
        )

    def _check(self, number: int, finding: Finding) -> Item:
        return Item(
            id=f"{self.exercise.id}.{finding.id}",
            number=number,
            name=self._naming.check(finding) or finding.id,
            outcome=finding.outcome,
            said=self.words.outcome(finding),
            passages=() if finding.outcome is Outcome.PASSED else tuple(self._passages(finding)),
            mistakes=mistakes(finding),
            place=_place(finding),
            seconds=finding.seconds,
            code=terminal(finding.example.code) if finding.example is not None else "",
        )

    def _passages(self, finding: Finding) -> Iterator[Passage]:
        title = self._naming.check(finding)
        if title and finding.outcome is Outcome.FAILED:
            yield Passage(self.words.say("report.claim", title=title))
        sentences = self.words.finding(finding)
        yield from map(Passage, sentences[:MAX_DIFFERENCES])
        if len(sentences) > MAX_DIFFERENCES:
            yield Passage(self.words.say("report.more_differences", count=len(sentences) - MAX_DIFFERENCES))
        for match in finding.misconceptions:
            code = "report.mistake" if match.sure else "report.possibly"
            yield Passage(self.words.say(code, title=self._naming.match(match)))
            for hint in self._naming.levels(match)[:1]:
                yield Passage(self.words.say("report.hint", text=hint))
        yield from (Passage(self.words.evidence(evidence)) for evidence in finding.evidence)
        if finding.example is not None and finding.example.code:
            crashed = not finding.example.differences
            yield Passage(self.words.say("report.example_crash" if crashed else "report.example"))
            yield Passage(terminal(finding.example.code), code=True)
        yield from (Passage(line(self.words.frame(frame))) for frame in finding.frames[-1:])

    def _conventions(self, task: TaskReport) -> Iterator[Passage]:
        found = {match.id: match for match in task.conventions}
        if found:
            yield Passage(self.words.say("report.conventions"))
        yield from (Passage(self._naming.match(match)) for match in found.values())


def mistakes(finding: Finding) -> tuple[str, ...]:
    """What a finding's wrong numbers are known as: misconceptions, sure ones first, else regularities."""
    ranked = sorted(finding.misconceptions, key=lambda match: not match.sure)
    return tuple(match.id for match in ranked) or tuple(f"evidence.{e.code}" for e in finding.evidence)


def _place(finding: Finding | None) -> Frame | None:
    if finding is None or not finding.frames:
        return None
    frame = finding.frames[-1]
    return replace(frame, file=line(frame.file))


def scaled(points: tuple[float, ...]) -> int:
    """The smallest factor that makes whole numbers of all points, for hosts that have no others; 1000 at most."""
    factors = (1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 100)
    whole = (factor for factor in factors if all(abs(p * factor - round(p * factor)) < 1e-9 for p in points))
    return next(whole, 1000)
