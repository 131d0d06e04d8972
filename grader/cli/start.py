"""`grade start [DIR]`: a folder to work in, with the starter files of every exercise. Never overwrites."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import click
from click.core import ParameterSource

from grader import __version__, files, workspace
from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.errors import UsageError
from grader.exercise import PARTS, Exercise
from grader.messages import LANGUAGES
from grader.progress import recall

DEFAULT = "nnkata"


def command(language: str) -> click.Command:
    folder = click.Argument(["folder"], type=options.PATH, required=False, metavar="[DIR]")
    return Command("start", language, _start, [folder])


def _start(context: click.Context, folder: Path | None) -> int:
    here = setting(context)
    root = folder or (here.workspace.root if here.workspace else Path(DEFAULT))
    if root.exists() and not root.is_dir():
        raise UsageError("start.not_folder", path=str(root))
    _refuse_inside(root)
    exercises = here.exercises
    again = (root / workspace.MARKER).is_file()
    if not again:
        here = _in_their_language(context, here)
    try:
        course = str(here.course.resolve()) if here.course else ""
        if here.course:
            workspace.trust(here.course)
        made = workspace.create(root, here.language, __version__, course)
        new = sum(_copy(file, target) for exercise in exercises for file, target in _files(exercise, made))
    except OSError as error:
        raise UsageError("start.unwritable", path=str(error.filename or root), reason=error.strerror) from None
    told = "start.nothing_new" if not new else "start.more" if again else "start.done"
    here.tell(told, path=str(made.root), files=new, exercises=len(exercises))
    if exercises:
        first = _first(exercises, made)
        if root.resolve() != Path.cwd():
            here.tell("start.enter", path=shlex.quote(str(root)))
        place = made.folder(first).name
        readme, file = f"{place}/README.{made.language}.md", f"{place}/{first.name}.py"
        here.tell("start.next", exercise=first.id, readme=readme, file=file)
    return 0


def _refuse_inside(root: Path) -> None:
    """Raises UsageError where a new workspace would lie in another, whose work would be out of sight from there."""
    around = workspace.find(root.resolve())
    if around is not None and around.root != root.resolve():
        beside = shlex.quote(os.path.relpath(around.root.parent / root.name))
        raise UsageError("start.inside", folder=str(root), path=str(around.root), beside=beside)


def _in_their_language(context: click.Context, here: Setting) -> Setting:
    """Somebody at a terminal who has not named a language is asked for it; Enter takes the system's."""
    named = context.get_parameter_source("lang") is ParameterSource.COMMANDLINE
    if named or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return here
    answers = {word: language for i, language in enumerate(LANGUAGES, 1) for word in (language, str(i))}
    while True:
        usual = LANGUAGES.index(here.language) + 1
        try:
            answer = input(here.say("start.language", usual=usual) + " ").strip().lower()
        except EOFError:
            answer = ""
        if not answer or answer in answers:
            return replace(here, language=answers.get(answer, here.language))


def _first(exercises: tuple[Exercise, ...], made: workspace.Workspace) -> Exercise:
    progress = recall(made.state)
    return next((exercise for exercise in exercises if not progress.passed(exercise)), exercises[0])


def _files(exercise: Exercise, made: workspace.Workspace) -> list[tuple[Path, Path]]:
    """What to copy, and where to: the text of the exercise, the stub, the notebook."""
    language, folder = made.language, made.folder(exercise)
    readme = f"README.{language}.md"
    wanted = [(exercise.folder / readme, folder / readme)]
    if exercise.supplied:
        wanted.append((exercise.folder / f"{PARTS}.py", folder / f"{PARTS}.py"))
    for suffix in (".py", ".ipynb"):
        stub = workspace.stub(exercise, suffix, language)
        wanted += [(stub, folder / f"{exercise.name}{suffix}")] if stub else []
    for name in (f"practical.{language}.ipynb", "practical.ipynb"):
        wanted.append((exercise.folder / name, folder / "practical.ipynb"))
    return [(source, target) for source, target in wanted if source.is_file()]


def _copy(source: Path, target: Path) -> bool:
    """Whether the file was new: what is there already is the learner's."""
    if target.exists() or target.is_symlink():
        return False
    files.write(target, source.read_bytes())
    return True
