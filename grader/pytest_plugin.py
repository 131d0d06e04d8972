"""`pytest` in a workspace: every check of an exercise as a test, so that an editor's test explorer shows them.

A test is named as everywhere, `adam.first_step`; its verdict and its words are those of `grade check`. An exercise is
judged once, when its first test is asked, in a worker of its own: pytest never imports a learner's file. Outside of a
workspace nothing of this is there: one looks for the workspace's marker, and that is all.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.cli.setting import Setting
    from grader.exercise import Exercise
    from grader.formats.items import Items
    from grader.report import Finding, Report
    from grader.submission import Submission

MARKER = "nnkata.toml"
"""`grader.workspace.MARKER`, which costs start-up time."""


def pytest_configure(config: pytest.Config) -> None:
    """Take part only where one of the places that pytest was pointed at lies in a workspace."""
    words = [word.partition("::")[0] for word in config.args]
    places = [config.invocation_params.dir, *(config.invocation_params.dir / word for word in words)]
    if any((folder / MARKER).is_file() for place in places for folder in (place, *place.parents)):
        config.pluginmanager.register(_Workspaces(), "nnkata-workspaces")


class _Workspaces:
    """Finds learners' files."""

    def __init__(self) -> None:
        self._known: dict[Path, dict[Path, tuple[Exercise, Setting]]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """A learner's file becomes its exercise, and is nothing else: as a module of tests it would be imported."""
        others = yield
        if file_path.suffix not in (".py", ".ipynb"):
            return others
        found = self._files(file_path).get(file_path)
        if found is None:
            return others
        exercise, here = found
        return [_ExerciseFile.of(parent, file_path, exercise, here)]

    def _files(self, path: Path) -> dict[Path, tuple[Exercise, Setting]]:
        """The files that are worked on in the workspace around a path."""
        root = next((folder for folder in path.parents if (folder / MARKER).is_file()), None)
        if root is None:
            return {}
        if root not in self._known:
            from grader import workspace
            from grader.cli.setting import Setting

            found = workspace.find(root)
            assert found is not None, "its marker was there a moment ago"
            here = Setting(os.environ.get("NNKATA_LANG") or found.language or "en", None, found)
            work = {workspace.work(exercise, found): (exercise, here) for exercise in here.exercises}
            self._known[root] = {file: known for file, known in work.items() if file is not None}
        return self._known[root]


class _ExerciseFile(pytest.File):
    """One exercise, as it stands in the file."""

    exercise: Exercise
    here: Setting
    submission: Submission
    _report: Report | None

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, exercise: Exercise, here: Setting) -> _ExerciseFile:
        made: _ExerciseFile = cls.from_parent(parent, path=path)
        made.exercise, made.here = exercise, here
        made._report = None
        return made

    def collect(self) -> Iterator[pytest.Item]:
        from grader import catalog, intake
        from grader.cli.grading import with_parts
        from grader.errors import ExerciseError, UsageError
        from grader.formats.places import beginning

        assert self.here.workspace is not None, "only a workspace's files are collected"
        try:
            read = intake.read(self.path, self.exercise.name)
            self.submission = with_parts(read, self.here.workspace.root, self.exercise, self.here)
            checks = catalog.load(self.exercise, self.here.content).checks
        except UsageError as error:
            raise self.CollectError(self.here.say(error.code, **error.values)) from None
        except ExerciseError as error:
            raise self.CollectError(self.here.say("cli.exercise_fault", reason=str(error))) from None
        for task, check in checks:
            frame = beginning(task, self.exercise, self.submission)
            line = frame.line if frame is not None and frame.cell is None else None
            yield _CheckItem.of(self, task, check, line)

    def finding(self, item: _CheckItem) -> tuple[Finding | None, Items]:
        """What came of a check; None where nothing could be loaded."""
        from grader.formats import View
        from grader.formats.items import Items

        report = self._judged(self.session.items)
        found = next((f for f in report.findings if (f.task, f.check) == (item.task, item.check)), None)
        return found, Items(report, View(self.here.language, self.exercise))

    def _judged(self, items: Iterable[pytest.Item]) -> Report:
        """The report, of one task where only its tests were asked for."""
        from grader.cli.grading import PUBLISHED_SEED, boot, remember
        from grader.runners import Job, alone, finished

        if self._report is None:
            boot("auto")
            tasks = {item.task for item in items if isinstance(item, _CheckItem) and item.parent is self}
            only = tasks.pop() if len(tasks) == 1 else None
            job = Job(self.exercise, self.submission, PUBLISHED_SEED, self.here.content, only)
            self._report = finished(alone(job))
            remember(self._report, self.here)
        return self._report


class _CheckItem(pytest.Item):
    """One check."""

    parent: _ExerciseFile
    task: str
    check: str
    line: int | None

    @classmethod
    def of(cls, parent: _ExerciseFile, task: str, check: str, line: int | None) -> _CheckItem:
        made: _CheckItem = cls.from_parent(parent, name=f"{task}.{check}")
        made.task, made.check, made.line = task, check, line
        if made.config.pluginmanager.hasplugin("xdist"):
            made.add_marker(pytest.mark.xdist_group(parent.exercise.id))  # --dist loadgroup judges an exercise once
        return made

    def runtest(self) -> None:
        from grader.report import Outcome

        found, items = self.parent.finding(self)
        if found is None:
            raise _Verdict(items.trouble)
        (item,) = (item for _, checks in items.checks() for item in checks if item.id.endswith(f".{found.id}"))
        if found.outcome in (Outcome.SKIPPED, Outcome.NOT_ATTEMPTED):
            pytest.skip(item.text or item.said)
        if found.outcome is not Outcome.PASSED:
            exercise = self.parent.exercise.id
            place = items.words.say("report.next", command=f"grade hint {exercise}.{self.task}")
            raise _Verdict(f"{item.text}\n\n{place}")
        for match in found.conventions:
            self.add_report_section("call", items.words.say("report.conventions"), match.id)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The grader's words, without a traceback of its own."""
        return str(excinfo.value) if isinstance(excinfo.value, _Verdict) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None if self.line is None else self.line - 1, f"{self.parent.exercise.id}.{self.name}"


class _Verdict(Exception):
    """A check that the submission does not pass, in words."""
