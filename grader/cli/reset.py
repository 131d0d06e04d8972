"""`grade reset EXERCISE`: the starter files again; what the learner wrote is kept beside them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from grader import files, workspace
from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import setting
from grader.errors import UsageError
from grader.progress import remember


def command(language: str) -> click.Command:
    return Command("reset", language, _reset, [options.exercise()])


def _reset(context: click.Context, exercise: str) -> int:
    here = setting(context)
    found, _ = here.find(exercise)
    if here.workspace is None:
        raise UsageError("workspace.missing", path=str(Path.cwd()))
    folder = here.workspace.folder(found)
    stamp = datetime.now().strftime("%Y-%m-%dT%H-%M-%S")
    changed = 0
    try:
        for suffix in (".py", ".ipynb"):
            stub = workspace.stub(found, suffix, here.language)
            file = folder / f"{found.name}{suffix}"
            if stub is None or (file.exists() and workspace.is_stub(file, found)):
                continue
            if file.exists():
                kept = _keep(file, stamp)
                here.tell("reset.kept", file=str(file), kept=str(kept))
            files.write(file, stub.read_bytes())
            changed += 1
    except OSError as error:
        raise UsageError("reset.unwritable", path=str(folder), reason=error.strerror) from None
    with remember(here.state) as progress:
        progress.forget(found.id)
    here.tell("reset.done" if changed else "reset.nothing", exercise=found.id)
    return 0


def _keep(file: Path, stamp: str) -> Path:
    """Copy the learner's file aside, never over another; itself it stays until the stub takes its place."""
    for extra in ("", *(f"-{number}" for number in range(2, 100))):
        kept = file.with_name(f"{file.stem}.{stamp}{extra}{file.suffix}")
        if not kept.exists():
            files.write(kept, file.read_bytes())
            return kept
    raise FileExistsError(17, "too many kept copies", str(file))
