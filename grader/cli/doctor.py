"""`grade doctor`: what is in use here, and whether each layer that holds a submission holds."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader import __version__, messages
from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.cli.words import table
from grader.formats.wording import Wording
from grader.runners import hosts

if TYPE_CHECKING:
    from grader.gradebook import Place

LIBRARIES = ("numpy", "hypothesis", "click", "rich", "nbformat", "sqlalchemy")


def command(language: str) -> click.Command:
    return Command("doctor", language, _doctor, [options.isolation(), options.gradebook()])


def _doctor(context: click.Context, isolation: str, gradebook: Place | None) -> int:
    here = setting(context)
    here.tell("doctor.versions")
    own = [("nnkata", __version__), ("python", platform.python_version()), ("system", platform.platform())]
    print(table([*own, *((name, version(name)) for name in LIBRARIES)]))
    print()
    _places(here, gradebook)
    print()
    _isolation(here, isolation)
    return 0


def _places(here: Setting, gradebook: Place | None) -> None:
    here.tell("doctor.content", path=str(here.content.exercises), exercises=len(here.exercises))
    if here.workspace:
        here.tell("doctor.workspace", path=str(here.workspace.root), speaks=here.workspace.language)
    else:
        here.tell("doctor.no_workspace", path=str(Path.cwd()))
    from grader import gradebook as books

    path = books.place(here.state, gradebook)
    if isinstance(path, Path) and not path.exists():
        here.tell("doctor.no_gradebook", path=str(path))
        return
    with books.read(path) as book:
        attempts = len(book.attempts(reports=False))
        here.tell("doctor.gradebook", path=books.shown(path), attempts=attempts)


def _isolation(here: Setting, isolation: str) -> None:
    host = hosts.start(isolation)
    here.tell("doctor.isolation", level=Wording(here.language).isolation(host.isolation))
    words = {True: here.say("doctor.held"), False: here.say("doctor.open")}
    rows = [
        (layer, words[held], _tried(here, what)) for layer, proof in host.proofs.items() for what, held in proof.items()
    ]
    if rows:
        print(table(rows))


def _tried(here: Setting, what: str) -> str:
    """A system call is called by its name in every language."""
    return here.say(f"tried.{what}") if messages.known(f"tried.{what}", here.language) else what
