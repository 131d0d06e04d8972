"""`grade watch [EXERCISE[.TASK]]`: judge again at every save, one task after another until all are right.

The process that forks the workers stays, and so does everything that was imported: a save costs a fork, the reading of
the files, and the checks of one task. At a terminal the newest answer stands alone on the screen and keys are obeyed;
else there is one line for each task judged.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from queue import Empty, Queue
from time import perf_counter
from typing import TYPE_CHECKING

import click

from grader import workspace
from grader.cli import keys, options
from grader.cli.commands import MAX_WIDTH, Command
from grader.cli.grading import Request, boot, carry_out, no_file, prepare, remember, view
from grader.cli.saves import Saves
from grader.cli.setting import Setting, setting
from grader.cli.words import columns, terminal_width, welcomes_colour, wrap
from grader.errors import HostError, UsageError
from grader.exercise import Exercise, Task
from grader.progress import PASSED, recall
from grader.report import Outcome
from grader.runners import Isolated

if TYPE_CHECKING:
    from grader.formats import View
    from grader.report import Report, TaskReport
    from grader.runners import Job

SAVED = "saved"
"""What the queue holds besides letters: files were saved."""

QUIT = ("q", keys.END)
KEYS = {"h": "hint", "n": "next", "p": "previous", "l": "list", "r": "again", "q": "quit"}
BREATH = 0.5  # seconds after which Ctrl-C is noticed on Windows, where waiting for a queue cannot be interrupted


def command(language: str) -> click.Command:
    return Command(
        "watch",
        language,
        _watch,
        [
            options.exercise(tasks=True, required=False),
            options.file(),
            options.entry(),
        ],
    )


def _watch(context: click.Context, task: str | None, file: Path | None, entry: str | None) -> int:
    boot("auto")
    here = setting(context)
    events: Queue[str] = Queue()
    watching = _Watching(here, _places(task, here), file, entry, events, pinned="." in (task or ""))
    pressed: AbstractContextManager[object] = keys.Keys(_from_keys(events)) if watching.live else nullcontext()
    ended = signal.signal(signal.SIGTERM, signal.default_int_handler)  # the terminal is put back then too
    try:
        with pressed:
            watching.run()
    except KeyboardInterrupt:
        pass  # Ctrl-C is a usual end of this command
    finally:
        signal.signal(signal.SIGTERM, ended)
    if watching.live:
        print()
    return 0


def _from_keys(events: Queue[str]) -> keys.Put:
    """Where keys go: into the queue; those that end the command also interrupt a judging that takes long."""

    def put(key: str) -> None:
        if key not in QUIT:
            events.put(key)
        elif hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            import _thread

            _thread.interrupt_main()

    return put


def _places(name: str | None, here: Setting) -> list[tuple[Exercise, Task]]:
    """What to go through: the tasks of one exercise, from the one named on, or of all, from the one in whose folder we
    are."""
    if name is not None:
        exercise, first = here.asked(name)
        at = exercise.tasks.index(first) if first else 0
        return [(exercise, task) for task in (*exercise.tasks[at:], *exercise.tasks[:at])]
    if here.workspace is None:
        raise UsageError("workspace.missing", path=str(Path.cwd()))
    exercises = here.exercises
    at = next((i for i, exercise in enumerate(exercises) if exercise.folder.name == Path.cwd().name), 0)
    return [(exercise, task) for exercise in (*exercises[at:], *exercises[:at]) for task in exercise.tasks]


@dataclass
class _Watching:
    """places: all tasks that are gone through; at: the one that is looked at now
    pinned: whether it was asked for, so that it stays until it is right; judged: task and files of the last judging
    grade: keeps from save to save what does not depend on what was saved
    """

    here: Setting
    places: list[tuple[Exercise, Task]]
    file: Path | None
    entry: str | None
    events: Queue[str]
    pinned: bool = False
    at: int = 0
    judged: tuple[str, str] = ("", "")
    live: bool = field(default_factory=keys.there)
    grade: Isolated = field(default_factory=Isolated)

    @property
    def exercise(self) -> Exercise:
        return self.places[self.at][0]

    @property
    def task(self) -> Task:
        return self.places[self.at][1]

    def run(self) -> None:
        """Judge at every save and obey keys, until somebody interrupts."""
        if not self.pinned:
            self.at = next(self._open(), 0)
        self.events.put(SAVED)
        while True:
            exercise = self.exercise
            with self._saves():
                while self.exercise is exercise:
                    self._obey(self._event())

    def _event(self) -> str:
        while True:
            try:
                return self.events.get(timeout=BREATH)
            except Empty:
                continue

    def _obey(self, event: str) -> None:
        if event in ("n", "p"):
            self.at = (self.at + (1 if event == "n" else -1)) % len(self.places)
            self.pinned = True
        if event in (SAVED, "r", "n", "p"):
            self._judge(saved=event == SAVED)
        elif event == "h":
            self._hint()
        elif event == "l":
            self._list()

    # Where the files are ----------------------------------------------------------------------------------------------

    def _saves(self) -> Saves:
        """What tells of saves where the submission lies. A folder that was named counts with all that is in it."""
        folder = self.here.workspace.folder(self.exercise) if self.here.workspace else Path.cwd()
        inside = self.file is not None and self.file.is_dir()
        if file := self.file or workspace.work(self.exercise, self.here.workspace):
            folder = file if inside else file.absolute().parent
        if not folder.is_dir():
            raise no_file(self.exercise, self.here)
        return Saves(folder, inside, lambda: self.events.put(SAVED))

    def _request(self) -> Request:
        return Request(self._name, self.file, self.entry)

    @property
    def _name(self) -> str:
        return f"{self.exercise.id}.{self.task.id}"

    # Judging ----------------------------------------------------------------------------------------------------------

    def _judge(self, saved: bool) -> None:
        """Judge the task that is looked at. After a save: only if files have changed, and on from what is right."""
        start = perf_counter()
        try:
            job = prepare(self._request(), self.here)
            state = (self._name, job.submission.digest)
            if saved and self.judged == state:
                return
            self._clear()
            self._go_through(job, saved)
            self.judged = (self._name, job.submission.digest)
            self._foot(start)
        except UsageError as error:
            self._failed(self.here.say(error.code, **error.values))
        except HostError as error:
            self._failed(self.here.say("cli.host", reason=str(error)))

    def _go_through(self, job: Job, saved: bool) -> None:
        """The task; where it is right, or not begun, what else is wrong in the exercise, or what to write next."""
        report = self._carry_out(job)
        right = report.tasks[0].outcome is Outcome.PASSED
        if _wrong(report):
            self._show(report)
            return
        if right or self.pinned:
            self._line(report)
        if not saved or (self.pinned and not right):
            return
        self.pinned = False
        report = self._carry_out(replace(job, task=None))
        wrong = _wrong(report)
        if wrong:
            ids = [(exercise.id, task.id) for exercise, task in self.places]
            self.at = ids.index((self.exercise.id, wrong[0].id))
            self._show(replace(report, tasks=wrong[:1]))
        else:
            self._go_on()

    def _carry_out(self, job: Job) -> Report:
        report = carry_out(job, self.here, self.grade)
        remember(report, self.here)
        return report

    def _go_on(self) -> None:
        """To the next task that is not right yet."""
        left = next(self._open(), None)
        if left is None:
            self._say("watch.all_done", "green")
            return
        self.at = left
        file = workspace.work(self.exercise, self.here.workspace) or Path(f"{self.exercise.name}.py")
        title = self.here.title(self.task.title)
        self._say("watch.next", title=title, place=self._name, file=file.name, exercise=self.exercise.id)

    def _open(self) -> Iterator[int]:
        """Places of tasks that are not known to be right, from the present one on and round."""
        progress, count = recall(self.here.state), len(self.places)
        for place in ((self.at + i) % count for i in range(count)):
            if progress.outcome(*self.places[place]) != PASSED:
                yield place

    # What is seen -----------------------------------------------------------------------------------------------------

    def _view(self) -> View:
        return view(self.exercise, self.here, given=self._request().given)

    def _show(self, report: Report) -> None:
        if not self.live:
            self._line(report)
            return
        from grader.formats import FORMATS

        print(FORMATS["text"](report, self._view()), end="", flush=True)

    def _line(self, report: Report) -> None:
        """A judged task on one line: when, which, what came of it."""
        from grader.formats.items import Items

        items = Items(report, self._view())
        (task,) = items.tasks()
        outcome = Outcome.FAILED if items.trouble else task.outcome
        said = items.trouble or " ".join(task.prose.split("\n"))
        values = {"mark": self.here.say(f"mark.{outcome.code}"), "task": task.id, "name": task.name}
        came = self.here.say("outcome.failed") if items.trouble else task.said
        line = self.here.say("watch.line", **values, outcome=came)
        if not self.live:
            line = f"{datetime.now():%H:%M:%S} {line}" + (f" · {said}" if said else "")
        self._print(line, "green" if task.outcome is Outcome.PASSED else "")

    def _failed(self, sentence: str) -> None:
        """Nothing could be judged: the file is not there, or cannot be read."""
        self.judged = ("", "")
        self._clear()
        self._print(sentence if self.live else f"{datetime.now():%H:%M:%S} ! {' '.join(sentence.split())}", "red")
        self._foot(None)

    def _foot(self, start: float | None) -> None:
        """How long it took, and which keys there are."""
        if not self.live:
            return
        print()
        if start is not None:
            self._say("watch.judged", "dim", time=f"{datetime.now():%H:%M:%S}", seconds=f"{perf_counter() - start:.2f}")
        self._print(_filled(self.here.say("watch.keys"), min(terminal_width(), MAX_WIDTH)), "dim")

    def _clear(self) -> None:
        """The newest answer stands alone, where a terminal can do that."""
        if self.live and os.environ.get("TERM") != "dumb":
            click.clear()
        elif self.live:
            print()

    def _hint(self) -> None:
        from grader.cli import hint

        print()
        try:
            hint.show(self.exercise, self.task, None, None, self.here, more="watch.more")
        except UsageError as error:
            self._print(self.here.say(error.code, **error.values))
        self._foot(None)

    def _list(self) -> None:
        from grader.cli import overview

        self._clear()
        overview.show(self.exercise, recall(self.here.state), self.here)
        self._foot(None)

    def _say(self, code: str, style: str = "", **values: str) -> None:
        self._print(self.here.say(code, **values), style)

    def _print(self, text: str, style: str = "") -> None:
        if not self.live:
            print(" ".join(text.split()), flush=True)
            return
        width = min(terminal_width(), MAX_WIDTH)
        lines = "\n".join(wrap(line, width) for line in text.splitlines())
        if style and welcomes_colour():
            lines = click.style(lines, dim=True) if style == "dim" else click.style(lines, fg=style)
        print(lines, flush=True)


def _filled(text: str, width: int) -> str:
    """Keys in lines that fit: a key stays with its word."""
    lines = [""]
    for piece in re.split(r"(?<=[·・]) ", text):
        if lines[-1] and columns(f"{lines[-1]} {piece}") > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {piece}".strip()
    return "\n".join(lines)


def _wrong(report: Report) -> tuple[TaskReport, ...]:
    """The tasks that there is something to say of: all, where nothing could be loaded."""
    bad = (Outcome.FAILED, Outcome.BROKEN)
    return tuple(task for task in report.tasks if report.trouble is not None or task.outcome in bad)
