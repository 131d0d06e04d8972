"""What a command runs under: the user's language, the course, the workspace; and what it says there."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader import workspace
from grader.cli.words import fitted, said
from grader.errors import UsageError
from grader.messages import LANGUAGES
from grader.progress import recall
from grader.workspace import Workspace

if TYPE_CHECKING:
    from grader.classroom.roster import Roster
    from grader.content import Content
    from grader.exercise import Exercise, Task

COURSE = "nnkata.course"
"""Under this name click keeps, while a command runs, the folder that --content named."""

HERE = ("", ".", "./")
"""What names no exercise but the folder that we are in."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a command runs under.

    course: the folder named with --content; workspace: the one that we are in
    """

    language: str
    course: Path | None
    workspace: Workspace | None

    def say(self, code: str, **values: Any) -> str:
        """The message in the user's language."""
        return said(code, self.language, **values)

    def tell(self, code: str, **values: Any) -> None:
        """The message on stdout."""
        print(fitted(self.say(code, **values), sys.stdout))

    def add(self, code: str, **values: Any) -> None:
        """The message on stderr, beside what the command was asked for."""
        print(fitted(self.say(code, **values), sys.stderr), file=sys.stderr)

    def complain(self, error: UsageError) -> None:
        """The words of an error, where the command goes on all the same."""
        self.add(error.code, **error.values)

    def roster(self, path: Path) -> Roster:
        """The roster in a file; where it is in another encoding than usual, that is said. Raises UsageError."""
        from grader.classroom import decoding, roster

        found = roster.read(path)
        if found.encoding != decoding.UTF_8:
            self.add("roster.encoded", path=str(path), encoding=found.encoding)
        return found

    def write(self, path: Path, made: str | bytes, among: Path | None = None) -> None:
        """Write a page, a sheet or an archive whole or not at all. Raises UsageError.

        among: the folder that was asked for, of a page that is one of many
        """
        from grader import files

        try:
            files.write(path, made.encode() if isinstance(made, str) else made)
        except OSError as error:
            if among is not None:
                raise UsageError("pages.folder", path=str(among), reason=error.strerror) from None
            raise UsageError("pages.unwritable", path=str(path), reason=error.strerror) from None

    def show(self, page: Path) -> None:
        """Open a page in the user's browser; where there is none, say so."""
        import webbrowser

        if not webbrowser.open(page.resolve().as_uri()):
            self.tell("pages.no_browser", path=str(page))

    def title(self, titles: Any) -> str:
        """A title of an exercise or task in the user's language."""
        return str(titles.get(self.language) or titles["en"])

    @property
    def content(self) -> Content:
        """The content in use: of the other course that was told, else what ships. Raises UsageError."""
        from grader.content import content

        return content(self.told)

    @property
    def told(self) -> Path | None:
        """The other course's folder that is in use: the one named, else the workspace's. Raises UsageError."""
        return self.course or workspace.course(self.workspace)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All of them, read anew at each call. Raises UsageError, ExerciseError."""
        from grader import catalog

        if not (found := catalog.exercises(self.content)):
            raise UsageError("content.empty", path=str(self.content.exercises))
        return found

    def find(self, text: str) -> tuple[Exercise, Task | None]:
        """The exercise, and the task if one is named. Raises UsageError with the nearest names."""
        from grader import catalog

        return catalog.find(text, self.exercises)

    def whole(self, text: str, or_here: bool = False) -> Exercise:
        """The exercise, where no task of it can be meant. Raises UsageError. or_here: as `asked` where none is named"""
        exercise, task = self.asked(text) if or_here else self.find(text)
        if task is not None:
            raise UsageError("task.whole", seen=text, exercise=exercise.id)
        return exercise

    def named(self, text: str, folder: Path) -> tuple[Exercise, Task | None]:
        """As `find`, but a task's name means the task before it means an exercise. Of several tasks of that name, and
        where nothing is named, it is that of the exercise in whose folder we are. Raises UsageError."""
        from grader.catalog import tasks_by_name

        exercises = self.exercises
        own = [exercise for exercise in exercises if exercise.folder.name == folder.name]
        if not text:
            if not own:
                raise UsageError("task.none", choices=tuple(exercise.id for exercise in exercises))
            return own[0], None
        tasks = [(exercise, tasks_by_name(exercise).get(text.lower())) for exercise in exercises]
        found = [(exercise, task) for exercise, task in tasks if task is not None]
        nearer = [place for place in found if place[0] in own]
        if len(found) > 1 and not nearer:
            places = tuple(f"{exercise.id}.{task.id}" for exercise, task in found)
            raise UsageError("task.several", seen=text, choices=places)
        return (nearer or found)[0] if found else self.find(text)

    def asked(self, text: str) -> tuple[Exercise, Task | None]:
        """As `find`; where nothing is named, or `.`, the exercise in whose folder we are, else the workspace's next.
        Raises UsageError."""
        if text not in HERE:
            return self.find(text)
        known = self.exercises
        own = [exercise for exercise in known if exercise.folder.name == Path.cwd().name]
        if not own and self.workspace is not None:
            ahead = recall(self.state).ahead(known)
            own = [ahead] if ahead else []
        if not own:
            raise UsageError("task.none", choices=tuple(exercise.id for exercise in known))
        return own[0], None

    @property
    def state(self) -> Path:
        """The folder of what is remembered."""
        return workspace.state(self.workspace)


def setting(context: click.Context) -> Setting:
    """What the command runs under. Raises UsageError where the workspace's marker is damaged."""
    found = workspace.find()
    if found is not None and found.language not in ("", *LANGUAGES):
        marker = str(found.root / workspace.MARKER)
        raise UsageError("workspace.language", path=marker, seen=found.language, choices=LANGUAGES)
    language = str(getattr(context.command, "language", "en"))
    return Setting(language, context.meta.get(COURSE), found)
