"""`grade class run`: a whole class graded, with how far it is, and who is missing."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.cli.words import some, writes_over
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.classroom.handed import Handed
    from grader.classroom.roster import Roster
    from grader.classroom.run import Engine, Step
    from grader.exercise import Exercise
    from grader.gradebook import Place
    from grader.runners import Opening

ENGINES = ("local", "dask")

QUIET_SECONDS = 10.0
"""Between two lines about the progress, where they cannot be written over each other."""


def run(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        click.Argument(["submissions"], type=options.PATH, metavar="SUBMISSIONS"),
        options.which_exercise(),
        click.Option(["--roster"], type=options.PATH, metavar="FILE"),
        click.Option(["--seed-file"], type=options.PATH, metavar="FILE"),
        click.Option(["--jobs"], type=options.Whole(1, 1024), metavar="N"),
        click.Option(["--engine"], type=options.Choice(ENGINES), default=ENGINES[0], metavar="|".join(ENGINES)),
        click.Option(["--scheduler"], default="", metavar="ADDRESS"),
        options.gradebook(),
        options.entry(),
        options.examples(),
        click.Option(["--dialect"], default="", metavar="NAME"),
        options.isolation(),
        click.Option(["--trust-submissions"], is_flag=True),
        click.Option(["--retime"], is_flag=True),
    ]
    return Command("class run", language, _run, parameters)


def _run(
    context: click.Context,
    submissions: Path,
    exercise: str,
    roster: Path | None,
    seed_file: Path | None,
    jobs: int | None,
    engine: str,
    scheduler: str,
    gradebook: Place | None,
    trust_submissions: bool,
    isolation: str,
    **values: Any,
) -> int:
    """0 where everything was judged, however it did; 1 where something could not be."""
    here = setting(context)
    from grader.classroom import handed as hands
    from grader.classroom.roster import Roster
    from grader.runners import Opening

    asked = here.whole(exercise)
    options.check_dialect(values["dialect"], asked)
    if (engine == "dask") != bool(scheduler):
        raise UsageError("cluster.engine")
    known = here.roster(roster) if roster else Roster()
    with ExitStack() as until_done:
        found = hands.find(until_done.enter_context(hands.opened(submissions)), known)
        opening = Opening(asked, here.content, isolation)
        graded, levels = until_done.enter_context(engines(opening, processes(jobs, len(found)), scheduler))
        from grader import gradebook as books
        from grader.classroom import run as classes
        from grader.classroom import seeds  # these take a while to load, and the engine needs one as well

        check_levels(levels(), trust_submissions)
        place = books.place(here.state, gradebook)
        book = until_done.enter_context(books.open(place))
        seed = seeds.seed(book, seed_file, asked.id)
        held = not trust_submissions
        order = classes.Order(asked, here.content, seed, versions(asked), isolation=isolation, held=held, **values)
        counts, moved = _follow(classes.run(order, found, book, graded), len(found), here)
    here.tell("class.done", **{name: counts[name] for name in ("graded", "known", "refused", "lost")})
    if moved:
        here.tell("class.times", count=len(moved), students=some(moved))
    again = options.same_gradebook(gradebook)
    here.tell("class.recorded", path=books.shown(place), exercise=asked.id, gradebook=again)
    _tell_who(found, known, roster, here)
    return 1 if counts["refused"] or counts["lost"] else 0


def _tell_who(found: Sequence[Handed], known: Roster, file: Path | None, here: Setting) -> None:
    """Who of the roster handed in nothing, and who handed in and is not on it. file: the roster's, None without one"""
    from grader.classroom.roster import without_zeros

    students = {item.student for item in found if item.student}
    if missing := sorted(known.names.keys() - students):
        here.tell("class.missing", count=len(missing), students=some(missing))
    if file and (strangers := sorted(students - known.names.keys())):
        here.tell("class.strangers", count=len(strangers), students=some(strangers))
        if zeros := without_zeros(strangers, missing):
            pairs = [f"{listed} – {handed_in}" for handed_in, listed in zeros.items()]
            here.tell("class.zeros", path=str(file), students=some(pairs))


def _follow(steps: Generator[Step], total: int, here: Setting) -> tuple[Counter[str], list[str]]:
    """Carry a run out, and say how far it is and how long it will take. Gives how often each thing came of it, and the
    students of whom another time of handing in is recorded."""
    progress = _Progress(total, here)
    counts: Counter[str] = Counter()
    moved = []
    with closing(steps):  # before what carries them out ends
        try:
            for step in steps:
                counts[step.what] += 1
                if step.code == "class.times":
                    moved.append(step.student)
                progress.next(step, counts)
        except KeyboardInterrupt:
            progress.end()
            here.add("class.interrupted", done=counts.total(), total=total)
            raise
    progress.end()
    return counts, sorted(moved)


class _Progress:
    """A line on the terminal that is written over, or now and then a line in a log."""

    def __init__(self, total: int, here: Setting) -> None:
        self._total = total
        self._here = here
        self._live = writes_over()
        self._start = self._said = time.monotonic()

    def next(self, step: Step, counts: Counter[str]) -> None:
        if step.what in ("refused", "lost"):
            reason = self._here.say(step.code, **step.values)
            self._put(self._here.say("class.refused", label=step.label, reason=reason) + "\n")
        now = time.monotonic()
        done = sum(counts.values())
        if self._live or now - self._said >= QUIET_SECONDS:
            self._said = now
            fresh = done - counts["known"]
            left = (now - self._start) / fresh * (self._total - done) if fresh else 0.0
            text = self._here.say("class.progress", done=done, total=self._total, left=_duration(left))
            self._put(text if self._live else text + "\n")

    def end(self) -> None:
        self._put("")

    def _put(self, text: str) -> None:
        if self._live:
            text = f"\r\033[K{text}"
        print(text, end="", file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def processes(asked: int | None, jobs: int) -> int:
    """As many as were asked for, else as many as there are cores to run on; no more than there are jobs."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    return max(1, min(asked or cores, jobs))


def versions(exercise: Exercise) -> tuple[str, str]:
    """Of the grader and the exercise: those that an attempt of now will carry."""
    import grader

    return grader.__version__, str(exercise.version)


@contextmanager
def engines(opening: Opening, processes: int, scheduler: str) -> Iterator[tuple[Engine, Callable[[], set[str]]]]:
    """What grades a class, on a cluster or in processes of this machine, and what tells at which levels submissions
    will be held there; that raises what keeps the exercise from being graded at all, so that it is said once and not
    for every student."""
    if scheduler:
        from grader.runners import cluster

        yield partial(cluster.graded, scheduler=scheduler), partial(cluster.levels, scheduler, opening)
    else:
        from grader.runners import pool

        with pool.Crew[Any](processes, opening) as crew:
            yield crew.graded, lambda: {crew.level()}


def check_levels(levels: set[str], trusted: bool) -> None:
    """What strangers wrote runs only where it is held. Raises UsageError."""
    from grader.runners import LEVELS

    for level in sorted(levels - set(LEVELS)):
        if not trusted:
            raise UsageError("class.isolation", level=level)
