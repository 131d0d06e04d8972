"""`grade author`: what authors of exercises use. The work is done in `grader.author`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.commands import Command, Group
from grader.cli.setting import Setting, setting
from grader.cli.words import terminal_width, welcomes_colour
from grader.errors import UsageError
from grader.exercise import Exercise

if TYPE_CHECKING:
    from grader.author.proof import Proof

COMMANDS = {
    "new": "grader.cli.author:new",
    "check": "grader.cli.author:check",
    "notebook": "grader.cli.author:notebook",
    "gradescope": "grader.cli.author:gradescope",
    "release": "grader.cli.author:release",
}


def command(language: str) -> click.Group:
    return Group("author", language, COMMANDS)


def new(language: str) -> click.Command:
    return Command("author new", language, _new, [click.Argument(["name"], metavar="NAME")])


def check(language: str) -> click.Command:
    return Command("author check", language, _check, [_exercises(), click.Option(["--matrix"], is_flag=True)])


def notebook(language: str) -> click.Command:
    return Command("author notebook", language, _notebook, [_exercises()])


def _exercises() -> click.Argument:
    return click.Argument(["exercise"], type=options.ExerciseName(), nargs=-1, metavar="[EXERCISE]...")


def _new(context: click.Context, name: str) -> int:
    from grader.author.new import create
    from grader.content import content

    here = setting(context)
    course = here.told or _course_here()
    with _writing():
        written = create(name, content(course))
    for path in written:
        here.tell("author.done", path=str(path))
    shipped = content(course).exercises == content().exercises
    here.tell("author.next", name=name, course="" if shipped else f" --content {shlex.quote(str(course))}")
    return 0


def _course_here() -> Path:
    """The current folder where it is a course. Raises UsageError: nobody looks for their own beside the program."""
    if not Path("exercises").is_dir():
        raise UsageError("author.course", path=str(Path.cwd()))
    return Path()


def _check(context: click.Context, exercise: tuple[str, ...], matrix: bool) -> int:
    """0 where every exercise keeps its promises, else 1."""
    from grader import catalog
    from grader.author import gate
    from grader.author.matrix import matrices, show

    here = setting(context)
    broken = 0
    for one in _chosen(here, exercise):
        proofs = []
        for proof in gate.check(one, here.content):
            proofs.append(proof)
            print(_line(proof, here), flush=True)
        problems = sum(bool(proof.problem) for proof in proofs)
        found = matrices(one, proofs)
        print(show(found, terminal_width(), welcomes_colour(), here.say, whole=matrix), flush=True)
        here.tell("author.checked", exercise=one.id, promises=len(proofs), broken=problems)
        broken += problems
    strays = catalog.strays(here.content) if not exercise else ()
    for folder in strays:
        here.complain(UsageError("author.stray", path=str(folder)))
    return 1 if broken or strays else 0


def _line(proof: Proof, here: Setting) -> str:
    """What was tried, then what caught it, or what is wrong."""
    caught = ", ".join(proof.caught[:1])
    mark = here.say("mark.failed" if proof.problem else "mark.passed")
    return f"{mark} {proof.promise:<14} {proof.subject}  {proof.problem or caught}".rstrip()


def _notebook(context: click.Context, exercise: tuple[str, ...]) -> int:
    from grader.author.notebook import write

    here = setting(context)
    for one in _chosen(here, exercise):
        with _writing():
            written = write(one)
        for path in written:
            here.tell("author.done", path=str(path))
    return 0


@contextmanager
def _writing() -> Iterator[None]:
    """What the disk refuses of a course's own files, as a UsageError."""
    try:
        yield
    except OSError as error:
        raise UsageError("author.unwritable", path=str(error.filename), reason=error.strerror) from None


def gradescope(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        options.exercise(),
        click.Option(["-o", "--output"], type=options.PATH, default=Path("autograder.zip"), metavar="FILE"),
        click.Option(["--seed-file"], type=options.PATH, metavar="FILE"),
    ]
    return Command("author gradescope", language, _gradescope, parameters)


def _gradescope(context: click.Context, exercise: str, output: Path, seed_file: Path | None) -> int:
    import secrets

    from grader.author.gradescope import build
    from grader.classroom import seeds

    here = setting(context)
    one, _ = here.find(exercise)
    seed = seeds.derived(seeds.secret(seed_file) if seed_file else secrets.token_bytes(32), one.id)
    here.write(output, build(one, here.content, seed, here.language))
    here.tell("author.done", path=str(output))
    return 0


def release(language: str) -> click.Command:
    output = click.Option(["-o", "--output"], type=options.PATH, default=Path("students.zip"), metavar="FILE")
    return Command("author release", language, _release, [_exercises(), output])


def _release(context: click.Context, exercise: tuple[str, ...], output: Path) -> int:
    """Without names, every exercise."""
    from grader.author.archive import zipped
    from grader.author.release import build
    from grader.cli.grading import PUBLISHED_SEED

    here = setting(context)
    chosen = _chosen(here, exercise)
    names = {one.name for one in chosen}
    made: dict[str, bytes] = {}
    for one in chosen:
        made |= build(one, here.content, PUBLISHED_SEED, names)
    here.write(output, zipped(made))
    here.tell("author.released", path=str(output), count=len(chosen), bytes=output.stat().st_size)
    return 0


def _chosen(here: Setting, names: tuple[str, ...]) -> list[Exercise]:
    return [here.find(name)[0] for name in names] or list(here.exercises)
