"""`grade check` and `grade submit`: one request, carried to a report.

The order is for speed: the process that will hold the submission boots while this one finds the exercise,
reads the files and imports NumPy.
"""

from __future__ import annotations

import os
import secrets
import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader import progress, workspace
from grader.cli import backends, options, overview
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.cli.words import terminal_width, welcomes_colour, writes_over
from grader.errors import UsageError
from grader.report import SEED_BITS, Exit

if TYPE_CHECKING:
    from grader.exercise import Exercise, Task
    from grader.formats import Format, View
    from grader.gradebook import Place
    from grader.report import Report
    from grader.runners import Job, Runner
    from grader.submission import Submission

PUBLISHED_SEED = 0
"""The seed of `grade check`: the same examples for everybody."""

MAX_SEED = (1 << 63) - 1
SUFFIXES = (".py", ".ipynb", ".zip")
"""Of a file that is handed in."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the words on the command line ask for.

    exercise: as typed, "" for the one that is next; file: None for the one in the workspace
    entry: which file of a folder is loaded, None for the one that bears the exercise's name
    examples: further examples that are drawn for each check
    exit_zero: whether the exit code is 0 however the submission did
    """

    exercise: str
    file: Path | None = None
    entry: str | None = None
    seed: int = PUBLISHED_SEED
    examples: int = 0
    dialect: str = ""
    isolation: str = "auto"
    format: str = "text"
    exit_zero: bool = False
    backend: str = backends.NUMPY

    @property
    def given(self) -> str:
        """What a further command has to repeat to mean the same submission."""
        words = [str(self.file)] if self.file else []
        words += ["--entry", self.entry] if self.entry else []
        words += ["--dialect", self.dialect] if self.dialect else []
        words += ["--backend", self.backend] if self.backend != backends.NUMPY else []
        return "".join(f" {shlex.quote(word)}" for word in words)


def check(language: str) -> click.Command:
    return Command("check", language, _check, _parameters())


def submit(language: str) -> click.Command:
    return Command("submit", language, _submit, [*_parameters(), options.gradebook()])


def _parameters() -> list[click.Parameter]:
    return [
        options.exercise(tasks=True, required=False),
        options.file(),
        click.Option(["--format"], default="text", metavar="FORMAT"),
        click.Option(["--seed"], type=options.Whole(0, MAX_SEED), metavar="N"),
        options.examples(),
        click.Option(["--dialect"], default="", metavar="NAME"),
        options.entry(),
        backends.option(),
        options.isolation(),
        click.Option(["--exit-zero"], is_flag=True),
    ]


def _check(context: click.Context, task: str | None, seed: int | None, **values: Any) -> int:
    request = Request(exercise=task or "", seed=PUBLISHED_SEED if seed is None else seed, **values)
    boot(request.isolation, request.backend)
    here = setting(context)
    job = prepare(request, here)
    report = carry_out(job, here)
    show(report, _view(request, job, here), request.format)
    remember(report, here)
    if request.format == "text" and request.file is None and report.exit_code == Exit.PASSED:
        overview.and_then(job.exercise, here)
    return exit_code(report, request.exit_zero)


def _submit(context: click.Context, task: str | None, seed: int | None, gradebook: Place | None, **values: Any) -> int:
    request = Request(exercise=task or "", seed=secrets.randbits(SEED_BITS) if seed is None else seed, **values)
    boot(request.isolation, request.backend)
    here = setting(context)
    job = prepare(request, here)
    from grader import gradebook as books

    path = books.place(here.state, gradebook)
    with books.recorder(path, job.submission) as book:
        report = carry_out(job, here)
        try:
            number = book.append(report, job.submission, job.task or "")
        finally:  # a disk that filled up meanwhile does not take the report from the learner
            show(report, _view(request, job, here), request.format)
    here.add("submit.recorded", number=number, path=books.shown(path))
    remember(report, here)
    return exit_code(report, request.exit_zero)


def boot(isolation: str, backend: str = backends.NUMPY) -> None:
    """Start the process that forks the workers; it loads its NumPy while this process loads its own. Raises UsageError
    where the backend's library or device is missing."""
    from grader.runners import hosts

    backends.ready(backend)
    hosts.start(isolation, backend)


def prepare(request: Request, here: Setting) -> Job:
    """Find the exercise, read the files, check the words of the request. Raises UsageError."""
    from grader import intake

    exercise, task = _asked(request, here)
    options.check_dialect(request.dialect, exercise)
    file = request.file or workspace.work(exercise, here.workspace)
    if file is None:
        raise no_file(exercise, here)
    if not file.exists():
        _refuse_second(request, here)
    if file.is_dir() and request.entry is None:
        _refuse_other(file, exercise, here)
    submission = intake.read(file, exercise.name, request.entry, exercise.is_unwritten)
    if request.file is None and (notebook := workspace.passed_over(file, exercise)):
        command = f"grade check {exercise.id} {shlex.quote(os.path.relpath(notebook))}"
        values: dict[str, str | int] = {"file": notebook.name, "judged": file.name, "command": command}
        submission = replace(submission, remarks=(*submission.remarks, ("file.both", values)))
    submission = with_parts(submission, (file if file.is_dir() else file.parent).resolve().parent, exercise, here)
    known_format(request.format)
    from grader.runners import Job

    return Job(
        exercise=exercise,
        submission=submission,
        seed=request.seed,
        content=here.content,
        task=task.id if task else None,
        examples=request.examples,
        dialect=request.dialect,
        isolation=request.isolation,
        backend=request.backend,
        hints=_hints(exercise, here),
    )


def no_file(exercise: Exercise, here: Setting) -> UsageError:
    """That there is nothing to judge, neither in the workspace nor in the current folder."""
    file, path = f"{exercise.name}.py", str(Path.cwd())
    if here.workspace is None:
        return UsageError("file.no_workspace", exercise=exercise.id, file=file, path=path)
    if renamed := here.workspace.renamed(exercise):
        found = tuple(f"{folder.name}/" for folder in renamed)
        nearest = shlex.quote(os.path.relpath(renamed[0] / file))
        return UsageError("file.several", exercise=exercise.id, file=nearest, found=found, folder=exercise.folder.name)
    return UsageError("file.none", exercise=exercise.id, file=file, path=path)


def with_parts(submission: Submission, folder: Path, exercise: Exercise, here: Setting) -> Submission:
    """The submission with the learner's own layers, where the exercise needs some and has no right ones to hand out.

    folder: where the folders of the learner's exercises lie
    raises: UsageError where such a layer is not there, or not written yet
    """
    from grader.runners import supplied

    if not exercise.supplied or supplied.there(exercise, here.content.reference):
        return submission
    from grader import intake
    from grader.exercise import PARTS
    from grader.intake.gathered import gathered

    starter = (exercise.folder / f"{PARTS}.py").read_text(encoding="utf-8")

    def unwritten(module: str) -> bool:
        return any(known.is_unwritten(module) for known in here.exercises)

    return gathered(submission, starter, folder, unwritten, intake.read, exercise.id)


def _asked(request: Request, here: Setting) -> tuple[Exercise, Task | None]:
    """The exercise, and the task if one is named. Raises UsageError, also where a file stands in its place."""
    try:
        return here.asked(request.exercise)
    except UsageError:
        file = Path(request.exercise)
        if request.file is not None or file.suffix not in SUFFIXES:
            raise
        known = next((known for known in here.exercises if known.name == file.stem), None)
        id, command = known.id if known else "EXERCISE", click.get_current_context().command_path
        if file.exists():
            raise UsageError("file.first", file=str(file), exercise=id, command=command) from None
        own = known is not None and here.workspace is not None and workspace.work(known, here.workspace)
        raise UsageError("file.own" if own else "file.absent", file=str(file), exercise=id, command=command) from None


def _refuse_second(request: Request, here: Setting) -> None:
    """Raises UsageError where the word for a file that is not there names an exercise or a task."""
    try:
        here.find(str(request.file))
    except UsageError:
        return  # the reading of the file says what is wrong with it
    command = click.get_current_context().command_path
    raise UsageError("file.second", command=command, exercise=request.exercise, seen=str(request.file))


def _refuse_other(folder: Path, exercise: Exercise, here: Setting) -> None:
    """Raises UsageError where a folder is another exercise's and holds nothing of this one."""
    name = folder.resolve().name
    other = next((known.id for known in here.exercises if known.folder.name == name and known.id != exercise.id), None)
    if other is not None and not any(folder.rglob(f"{exercise.name}.*")):
        command = f"{click.get_current_context().command_path} {other} {shlex.quote(str(folder))}"
        raise UsageError("file.other", path=str(folder), exercise=exercise.id, other=other, command=command)


def _hints(exercise: Exercise, here: Setting) -> dict[str, int]:
    """The hint levels opened so far, as far as they are known; what is wrong with the record is said by `remember`."""
    try:
        return progress.recall(here.state).hints.get(exercise.id, {})
    except UsageError:
        return {}


def carry_out(job: Job, here: Setting, grade: Runner | None = None) -> Report:
    """Grade, with a line on the terminal that says how far it is. grade: by a runner other than the usual one"""
    from grader.runners import alone

    grading = (grade or alone)(job)
    live = writes_over()
    done = 0

    def line(text: str) -> None:
        if live:
            print(f"\r{text}", end="\033[K", file=sys.stderr, flush=True)

    try:
        line(here.say("check.begun"))
        while True:
            finding = next(grading)
            done += 1
            line(here.say("check.running", done=done, check=finding.id))
    except StopIteration as end:
        report: Report = end.value
        return report
    finally:
        grading.close()
        line("")


def view(exercise: Exercise, here: Setting, **more: Any) -> View:
    """For whoever looks at this terminal, and for a host, as far as its environment tells of it."""
    from grader.formats import View

    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return View(here.language, exercise, terminal_width(), welcomes_colour(), host=os.environ, time=now, **more)


def _view(request: Request, job: Job, here: Setting) -> View:
    """For whoever asked for the job. GitHub's annotations stand at lines of what was judged."""
    code = job.submission if request.format == "github" else None
    return view(job.exercise, here, given=request.given, folder=_folder(request, job.exercise, here), code=code)


def _folder(request: Request, exercise: Exercise, here: Setting) -> str:
    """From the current folder to the submission's: "", "homework/". That is how hosts name a repository's files."""
    file = request.file or workspace.work(exercise, here.workspace)
    if file is None:
        return ""
    path = file if file.is_dir() else file.parent
    with suppress(ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return "" if path == Path() else f"{path.as_posix()}/"


def show(report: Report, view: View, format: str) -> None:
    """The report on stdout, and for GitHub Actions in its job summary too."""
    text = known_format(format)(report, view)
    print(text, end="" if text.endswith("\n") else "\n")
    if format == "github" and (place := os.environ.get("GITHUB_STEP_SUMMARY")):
        from grader.formats.github import summary

        with Path(place).open("a", encoding="utf-8") as file:
            file.write(summary(report, view))


def known_format(name: str) -> Format:
    from grader.formats import FORMATS

    if name not in FORMATS:
        raise UsageError("cli.choice", option="--format", seen=name, choices=tuple(FORMATS))
    return FORMATS[name]


def remember(report: Report, here: Setting) -> None:
    """Note what came of it, for `grade list` and `grade hint`. The verdict stands without it too."""
    try:
        with progress.remember(here.state) as now:
            now.note(report)
    except UsageError as error:
        here.complain(error)


def exit_code(report: Report, exit_zero: bool) -> int:
    """The report's, or 0 for hosts that want it whenever grading worked."""
    worked = report.exit_code != Exit.BROKEN
    return 0 if exit_zero and worked else report.exit_code
