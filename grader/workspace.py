"""The folder that a learner works in, and what is remembered there: the last outcomes and the hints opened.

A workspace is a folder with an `nnkata.toml`, made by `grade start`. What is remembered lies in its
`.nnkata/`, outside of any workspace in the user's own data folder. NumPy stays out, so that listing is quick.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import files
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.exercise import Exercise, Task
    from grader.report import Report

MARKER = "nnkata.toml"
SETTINGS = ("language", "version", "content")
"""What the marker may say."""

STATE = ".nnkata"
COURSES = "courses.json"
"""In the user's own data folder: the courses that the user has named, whose code may run."""

PASSED = "passed"
NOT_BEGUN = "not attempted"
"""Of `grader.report.Outcome`, which costs start-up time here."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """root: the folder with the marker; content: another course's folder, "" for the exercises that ship"""

    root: Path
    language: str
    version: str
    content: str = ""

    @property
    def state(self) -> Path:
        return self.root / STATE

    def folder(self, exercise: Exercise) -> Path:
        """Where the learner's files of the exercise lie."""
        return self.root / exercise.folder.name


def find(start: Path | None = None) -> Workspace | None:
    """The workspace that `start` (else the current folder) lies in. Raises UsageError if it is damaged."""
    start = (start or Path.cwd()).absolute()
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return _read(folder)
    return None


def create(root: Path, language: str, version: str, content: str = "") -> Workspace:
    """The workspace at `root`: the one that is there, else a new one."""
    if not (root / MARKER).is_file():
        lines = [f"language = {_quoted(language)}", f"version = {_quoted(version)}"]
        lines += [f"content = {_quoted(content)}"] if content else []
        files.write(root / MARKER, "\n".join([*lines, ""]).encode())
    return _read(root)


def state(workspace: Workspace | None) -> Path:
    """The folder of what is remembered, in a workspace or outside of any."""
    if workspace is not None:
        return workspace.state
    return _own() or _own_by_platformdirs()


def _own() -> Path | None:
    """The user's own data folder where the XDG Base Directory Specification gives it in two lines; the import of
    platformdirs, which does it for every system, is a seventh of what `grade list` takes."""
    data, home = os.environ.get("XDG_DATA_HOME", ""), os.environ.get("HOME", "")
    if sys.platform != "linux" or "ANDROID_ROOT" in os.environ or not home.startswith("/"):
        return None
    return Path(data if data.startswith("/") else f"{home}/.local/share") / "nnkata"


def _own_by_platformdirs() -> Path:
    from platformdirs import user_data_path

    return user_data_path("nnkata", appauthor=False)


def trust(course: Path) -> None:
    """Remember that the user has named a course: workspaces may ask for it from now on. Raises UsageError."""
    place = state(None)
    try:
        with files.locked(place / "courses.lock"):
            known = {*_trusted(place), str(course.resolve())}
            files.write(place / COURSES, (json.dumps(sorted(known), indent=1) + "\n").encode())
    except OSError as error:
        raise UsageError("progress.unwritable", path=str(place / COURSES), reason=error.strerror) from None


def course(workspace: Workspace | None) -> Path | None:
    """The course that a workspace asks for. Its checks run as the user, so that a folder that somebody else made does
    not decide on it: raises UsageError where the user has never named it.
    """
    if workspace is None or not workspace.content:
        return None
    asked = (workspace.root / workspace.content).resolve()
    if str(asked) not in _trusted(state(None)):
        raise UsageError("workspace.course", path=str(workspace.root / MARKER), course=str(asked))
    return asked


def _trusted(place: Path) -> set[str]:
    try:
        return {str(path) for path in json.loads((place / COURSES).read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError):
        return set()


def work(exercise: Exercise, workspace: Workspace | None) -> Path | None:
    """The file that the learner works on: the changed one of module and notebook, the module first."""
    folder = workspace.folder(exercise) if workspace else Path.cwd()
    found = [file for suffix in (".py", ".ipynb") if (file := folder / f"{exercise.name}{suffix}").is_file()]
    return next((file for file in found if not is_stub(file, exercise)), found[0] if found else None)


def stub(exercise: Exercise, suffix: str, language: str) -> Path | None:
    """The starter file in the language, else in English; None if the exercise has none."""
    names = [f"{exercise.name}.ja{suffix}"] if language == "ja" else []
    places = [exercise.folder / name for name in (*names, f"{exercise.name}{suffix}")]
    return next((place for place in places if place.is_file()), None)


def is_stub(file: Path, exercise: Exercise) -> bool:
    """Whether the file still is the starter file, in whichever language."""
    code = _code(file)
    stubs = (exercise.folder / f"{exercise.name}{middle}{file.suffix}" for middle in ("", ".ja"))
    return code is not None and any(_code(place) == code for place in stubs)


def _code(file: Path) -> Any:
    """What a learner may have changed: a module's text, a notebook's code; None if it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".ipynb":
            return text
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        return ["".join(cell["source"]) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(slots=True)
class Progress:
    """What is remembered, by exercise id.

    tasks: the last outcome of each task; hints: the highest level opened of each hint; failing: the findings
    that failed in the last check, in order, each {"task", "check", "misconceptions": [id, …]}
    """

    tasks: dict[str, dict[str, str]] = field(default_factory=dict)
    hints: dict[str, dict[str, int]] = field(default_factory=dict)
    failing: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def passed(self, exercise: Exercise) -> bool:
        """Whether every task that counts is done."""
        outcomes = self.tasks.get(exercise.id, {})
        return all(outcomes.get(task.id) == PASSED for task in exercise.tasks if not task.bonus)

    def ahead(self, exercises: Iterable[Exercise]) -> Exercise | None:
        """The first exercise that is begun and not done, else the first that is not; None where all are done."""
        left = [exercise for exercise in exercises if not self.passed(exercise)]
        return next((exercise for exercise in left if self.begun(exercise)), left[0] if left else None)

    def begun(self, exercise: Exercise) -> bool:
        """Whether something of it was written when it was last judged."""
        return any(outcome != NOT_BEGUN for outcome in self.tasks.get(exercise.id, {}).values())

    def next(self, exercise: Exercise) -> Task:
        """The first task that counts and is not done; the first of all where every one is."""
        outcomes = self.tasks.get(exercise.id, {})
        left = (task for task in exercise.tasks if not task.bonus and outcomes.get(task.id) != PASSED)
        return next(left, exercise.tasks[0])

    def note(self, report: Report) -> None:
        """Take over what a report says; tasks that it does not speak of keep their last outcome.

        Where the files could not even be loaded, it speaks of none.
        """
        if report.trouble is not None:
            return
        judged = {task.id for task in report.tasks}
        self.tasks.setdefault(report.exercise, {}).update(
            {task.id: str(task.outcome) for task in report.tasks}
        )
        kept = [finding for finding in self.failing.get(report.exercise, []) if finding["task"] not in judged]
        self.failing[report.exercise] = kept + [
            {
                "task": finding.task,
                "check": finding.check,
                "misconceptions": [match.id for match in finding.misconceptions if match.sure],
            }
            for finding in report.findings
            if finding.outcome == "failed"
        ]

    def open_hint(self, exercise: str, hint: str, level: int) -> None:
        levels = self.hints.setdefault(exercise, {})
        levels[hint] = max(level, levels.get(hint, 0))

    def forget(self, exercise: str) -> None:
        """Forget the outcomes of an exercise; the hints that were opened stay known."""
        self.tasks.pop(exercise, None)
        self.failing.pop(exercise, None)


def progress(folder: Path) -> Progress:
    """What is remembered in a state folder. Raises UsageError where the file is damaged."""
    path = folder / "progress.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        failing = {exercise: list(_failing(rows)) for exercise, rows in data["failing"].items()}
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
    path = folder / "progress.json"
    try:
        with files.locked(folder / "progress.lock"):
            now = progress(folder)
            yield now
            data = {"tasks": now.tasks, "hints": now.hints, "failing": now.failing}
            files.write(path, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        raise UsageError("progress.unwritable", path=str(path), reason=error.strerror) from None


def _read(root: Path) -> Workspace:
    path = root / MARKER
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError("workspace.damaged", path=str(path), reason=str(error)) from None
    for key in data.keys() - SETTINGS:
        import difflib  # only an error needs it

        nearest = tuple(difflib.get_close_matches(key, SETTINGS, n=1)) or SETTINGS
        raise UsageError("workspace.key", path=str(path), seen=key, nearest=nearest)
    return Workspace(root, **{key: str(data.get(key, "")) for key in SETTINGS})


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string too


def _table(data: Mapping[str, Any], kind: type) -> dict[str, dict[str, Any]]:
    return {key: {name: kind(value) for name, value in row.items()} for key, row in data.items()}


def _failing(rows: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        names = [str(name) for name in row["misconceptions"]]
        yield {"task": str(row["task"]), "check": str(row["check"]), "misconceptions": names}
