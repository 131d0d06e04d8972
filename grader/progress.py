"""What is remembered of a learner's work: the last outcome of each task, what failed, and which hints were opened.

It is one JSON file in a state folder (`grader.workspace.state`). NumPy stays out, so that listing is quick.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import files
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.exercise import Exercise, Task
    from grader.report import Report

FILE, LOCK = "progress.json", "progress.lock"

PASSED, FAILED, NOT_BEGUN = "passed", "failed", "not attempted"
"""Of `grader.report.Outcome`, which costs start-up time here."""

LATER = "later"
"""Nothing is wrong with a task, and the rest is asked only when it is handed in."""

SETTLED = (PASSED, LATER)
"""Outcomes after which a learner has nothing more to do."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A check that failed when it was last asked. misconceptions: ids of those that were surely recognised"""

    task: str
    check: str
    misconceptions: tuple[str, ...] = ()


@dataclass(slots=True)
class Progress:
    """What is remembered, by exercise id.

    tasks: the last outcome of each task; hints: the highest level opened of each hint
    failing: what failed in the last check, in order
    """

    tasks: dict[str, dict[str, str]] = field(default_factory=dict)
    hints: dict[str, dict[str, int]] = field(default_factory=dict)
    failing: dict[str, list[Failing]] = field(default_factory=dict)

    def outcome(self, exercise: Exercise, task: Task) -> str:
        """The last outcome of a task."""
        return self.tasks.get(exercise.id, {}).get(task.id, NOT_BEGUN)

    def done(self, exercise: Exercise) -> list[Task]:
        """The tasks that passed when they were last judged."""
        return [task for task in exercise.tasks if self.outcome(exercise, task) == PASSED]

    def earned(self, exercise: Exercise) -> float:
        """The points of what is done, without those of bonus tasks."""
        return sum(task.points for task in self.done(exercise) if not task.bonus)

    def passed(self, exercise: Exercise) -> bool:
        """Whether nothing is left to do at every task that counts."""
        return all(task.bonus or self.outcome(exercise, task) in SETTLED for task in exercise.tasks)

    def begun(self, exercise: Exercise) -> bool:
        """Whether something of it was written when it was last judged."""
        return any(outcome != NOT_BEGUN for outcome in self.tasks.get(exercise.id, {}).values())

    def ahead(self, exercises: Iterable[Exercise]) -> Exercise | None:
        """The first exercise that is begun and not done, else the first that is not; None where all are done."""
        left = [exercise for exercise in exercises if not self.passed(exercise)]
        return next((exercise for exercise in left if self.begun(exercise)), left[0] if left else None)

    def next(self, exercise: Exercise) -> Task:
        """The first task that counts and has something left to do; the first of all where none has."""
        left = (task for task in exercise.tasks if not task.bonus and self.outcome(exercise, task) not in SETTLED)
        return next(left, exercise.tasks[0])

    def note(self, report: Report) -> None:
        """Take over what a report says; tasks that it does not speak of keep their last outcome.

        Where the files could not even be loaded, it speaks of none.
        """
        if report.trouble is not None:
            return
        judged = {task.id: LATER if task.later else str(task.outcome) for task in report.tasks}
        self.tasks.setdefault(report.exercise, {}).update(judged)
        kept = [failing for failing in self.failing.get(report.exercise, []) if failing.task not in judged]
        self.failing[report.exercise] = kept + [
            Failing(found.task, found.check, tuple(match.id for match in found.misconceptions if match.sure))
            for found in report.findings
            if found.outcome == FAILED
        ]

    def open_hint(self, exercise: str, hint: str, level: int) -> None:
        """Note that a hint is opened up to a level. It is never noted as less open than it was."""
        levels = self.hints.setdefault(exercise, {})
        levels[hint] = max(level, levels.get(hint, 0))

    def forget(self, exercise: str) -> None:
        """Forget the outcomes of an exercise; the hints that were opened stay known."""
        self.tasks.pop(exercise, None)
        self.failing.pop(exercise, None)


def recall(folder: Path) -> Progress:
    """What is remembered in a state folder; nothing where nothing is. Raises UsageError where the file is damaged."""
    path = folder / FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        failing = {exercise: [_failing(row) for row in rows] for exercise, rows in data["failing"].items()}
        return Progress(_table(data["tasks"], str), _table(data["hints"], int), failing)
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        raise UsageError("progress.unreadable", path=str(path), reason=error.strerror) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError("progress.damaged", path=str(path)) from None


@contextmanager
def remember(folder: Path) -> Iterator[Progress]:
    """The progress, to be changed in the block and written at its end; two commands at once lose nothing.

    Raises UsageError("progress.unwritable") where the place cannot be written to.
    """
    path = folder / FILE
    try:
        with files.locked(folder / LOCK):
            now = recall(folder)
            yield now
            files.write(path, (json.dumps(asdict(now), ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        raise UsageError("progress.unwritable", path=str(path), reason=error.strerror) from None


def _table(data: Mapping[str, Any], kind: type) -> dict[str, dict[str, Any]]:
    return {key: {name: kind(value) for name, value in row.items()} for key, row in data.items()}


def _failing(row: Mapping[str, Any]) -> Failing:
    return Failing(str(row["task"]), str(row["check"]), tuple(str(name) for name in row["misconceptions"]))
