"""`%load_ext grader`: judge a notebook's code from within it.

    %grade adam            the task, from the code of all cells that were run so far
    %grade exercise_4      an exercise
    %%grade adam           above a cell: run it, then judge

What is judged is the text of the cells (`grader.intake.session`), in a worker of its own as everywhere; the objects
that live in the kernel are never looked at.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import workspace
from grader.cli.language import chosen
from grader.cli.setting import Setting
from grader.cli.words import said
from grader.errors import ExerciseError, HostError, UsageError
from grader.intake import session
from grader.progress import recall

if TYPE_CHECKING:
    from grader.formats import View
    from grader.report import Report

MAGIC = "%%grade"

WIDTH = 88


def load(shell: Any) -> None:
    """Teach an IPython shell the magic."""
    from grader.cli.grading import boot

    shell.register_magic_function(_Magic(shell), "line_cell", MAGIC.lstrip("%"))
    boot("auto")


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as a notebook shows it: HTML where it can be shown, else text."""

    report: Report
    view: View

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from grader.formats import FORMATS
        from grader.formats.html import fragment

        return {"text/html": fragment(self.report, self.view), "text/plain": FORMATS["text"](self.report, self.view)}

    def __repr__(self) -> str:
        return f"<{self.report.exercise}: {self.report.earned:g} / {self.report.points:g}>"


class _Magic:
    def __init__(self, shell: Any) -> None:
        self._shell = shell

    def __call__(self, line: str, cell: str | None = None) -> None:
        """What came of it is shown, errors on stderr; nothing is given back."""
        if cell is not None and not self._shell.run_cell(cell).success:
            return  # the exception is on the screen
        language = chosen([], os.environ)
        try:
            shown = judged(line.strip(), self._shell.history_manager.input_hist_raw, language)
        except UsageError as error:
            print(said(error.code, language, **error.values), file=sys.stderr)
        except ExerciseError as error:
            print(said("cli.exercise_fault", language, reason=str(error)), file=sys.stderr)
        except HostError as error:
            print(said("cli.host", language, reason=str(error)), file=sys.stderr)
        else:
            display: Any = import_module("IPython.display").display
            display(shown)


def judged(name: str, inputs: Sequence[str], language: str) -> Shown:
    """Judge a task or an exercise by what was typed into a notebook. Raises UsageError, ExerciseError, HostError.

    inputs: the text of what was run, by the number that IPython gave it
    """
    from grader.cli.grading import PUBLISHED_SEED, boot, carry_out, remember, with_parts
    from grader.formats import View

    boot("auto")
    here = Setting(language, None, workspace.find())
    exercise, task = here.named(name, Path.cwd())
    typed = session.submission(dict(enumerate(inputs)), f"{exercise.name}.ipynb", exercise.wanted)
    root = here.workspace.root if here.workspace else Path.cwd().parent
    code = with_parts(typed, root, exercise, here)
    from grader.runners import Job

    levels = recall(here.state).hints.get(exercise.id, {})
    job = Job(exercise, code, PUBLISHED_SEED, here.content, task.id if task else None, hints=levels)
    report = carry_out(job, here)
    remember(report, here)
    return Shown(report, View(language, exercise, WIDTH))
