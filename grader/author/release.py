"""What students may have of exercises: text, stub, notebook, hints, and plays with the runs that count as right.

Nothing in it says how the answer is computed: no reference, no check, no convention's or misconception's formula, and
of expected values those of the published seed alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from math import ceil, floor
from typing import Any

import numpy as np

from grader import hints
from grader.catalog import Course, load
from grader.checks import Check, Convention
from grader.content import Content
from grader.errors import UsageError
from grader.exercise import PARTS, RELEASED, Exercise
from grader.judging.bench import Bench
from grader.kept import nbytes
from grader.messages import LANGUAGES
from grader.observe import MANNERS
from grader.released import Example, Known, Release, Stored, pack
from grader.student import Play, Run
from grader.worker.wire import encode

MAX_PLAY = 1 << 15
"""Bytes of a play and its answers beyond which it is left out."""

VANISHING = 1e-12
"""A free number below this changes nothing that could be seen."""


def build(exercise: Exercise, content: Content, seed: int, beside: Collection[str]) -> dict[str, bytes]:
    """The files of an exercise by their place in the content. Raises UsageError where it is released already.

    beside: names of the exercises that are released with it
    """
    course = load(exercise, content)
    if course.release is not None:
        raise UsageError("release.released", exercise=exercise.id)
    files = dict(_texts(course, beside))
    files[RELEASED] = pack(_release(Bench(course, seed)))
    return {f"exercises/{exercise.folder.name}/{name}": data for name, data in sorted(files.items())}


def _texts(course: Course, beside: Collection[str]) -> Iterator[tuple[str, bytes]]:
    exercise = course.exercise
    yield "exercise.toml", _facts((exercise.folder / "exercise.toml").read_text(encoding="utf-8"), beside).encode()
    for language in LANGUAGES:
        starters = (exercise.starter(language, ending) for ending in (".py", ".ipynb"))
        for path in (exercise.folder / f"README.{language}.md", *starters):
            if path.is_file():
                yield path.name, path.read_bytes()
        yield f"hints.{language}.md", _hints(course, language).encode()
    if exercise.supplied:  # without right layers; it gathers the learner's own
        yield f"{PARTS}.py", (exercise.folder / f"{PARTS}.py").read_bytes()


def _facts(text: str, beside: Collection[str]) -> str:
    """exercise.toml, with nothing of what does not come with it."""
    after = [name for name in tomllib.loads(text).get("after", ()) if name in beside]
    for key, names in (("reference", []), ("after", after)):
        text = re.sub(rf"^{key} = .*$", f"{key} = {json.dumps(names)}", text, flags=re.MULTILINE)
    return text


def _hints(course: Course, language: str) -> str:
    """The hints of checks, and the names of conventions; what stands under a mistake's name stays with the course."""
    known = hints.read(course.exercise, language)
    ids = [id for task, name in course.checks for id in (f"{task}.{name}", name)]
    blocks = [f"# {course.exercise.title[language]}"]
    for id in dict.fromkeys(ids):
        if heading := known.headings.get(id):
            levels = "\n".join(f"{number}. {level}" for number, level in enumerate(heading.levels, 1))
            blocks.append(f"## {id} {hints.SEPARATOR} {heading.title}\n\n{levels}")
    for id in course.conventions:
        if heading := known.headings.get(id):
            blocks.append(f"## {id} {hints.SEPARATOR} {heading.title}\n\n1. {heading.title}")
    return "\n\n".join(blocks) + "\n"


# What is stored -------------------------------------------------------------------------------------------------------


def _release(bench: Bench) -> Release:
    checks = bench.course.checks
    asked = [
        (task, name, check, _plays(bench, task, name, check))
        for (task, name), check in checks.items()
        if not check.timed  # right but slow is not wrong
    ]
    by_task: dict[str, list[Play]] = {}
    for task, _, _, plays in asked:
        by_task.setdefault(task, []).extend(plays)
    known: list[Known] = []
    runs: list[dict[int, Run]] = []  # of each of these, by the identity of the play
    for name, variant in _right(bench):
        plays = by_task.get(variant.task, [])
        for one in _members(bench, variant):
            known.append(Known(name, variant.task, dict(one.values), one is not variant))
            runs.append({id(play): run for play, run in zip(plays, bench.perform(one, plays), strict=True)})
    stored = [_stored(bench, *item, runs) for item in asked]
    return Release(bench.seed, tuple(known), tuple(stored))


def _right(bench: Bench) -> Iterator[tuple[str, Convention]]:
    for task in bench.course.exercise.tasks:
        for id, variant in bench.accepted(task.id):
            if isinstance(variant, Convention):
                yield id, variant


def _plays(bench: Bench, task: str, name: str, check: Check) -> list[Play]:
    if not check.by_likeness or check.instead:
        return []
    plays = [bench.play(check, case) for case in bench.cases(check, f"{task}.{name}", check.examples)]
    return [
        play
        for play, run in zip(plays, bench.reference(plays), strict=True)
        if run.raised is None and len(play.packed) + nbytes(run.seen) <= MAX_PLAY
    ]


def _members(bench: Bench, variant: Convention) -> list[Convention]:
    """The convention; with a free number, at powers of ten and the values that the gate tries."""
    fit = variant.fit
    if fit is None:
        return [variant]
    low, high = (max(end, VANISHING) for end in fit.between)
    powers = [float(f"1e{exponent}") for exponent in range(ceil(np.log10(low)), floor(np.log10(high)) + 1)]
    return [bench.at(variant, value) for value in sorted({*powers, *fit.samples})]


def _stored(
    bench: Bench, task: str, name: str, check: Check, plays: Sequence[Play], runs: Sequence[dict[int, Run]]
) -> Stored:
    examples = []
    for play in plays:
        (right,) = bench.reference([play])
        others = (made.get(id(play)) for made in runs)
        examples.append(Example(play, (right, *(None if run is None or _same(run, right) else run for run in others))))
    needs = tuple(other for (owner, other), one in bench.course.checks.items() if owner == task and one in check.needs)
    outputs = _outputs(check, examples)
    return Stored(task, name, check.kind, outputs, needs, check.forward, tuple(examples))


def _outputs(check: Check, examples: Sequence[Example]) -> tuple[str, ...] | None:
    """Those that are judged: of laws and gradients what the play shows, and not its manners."""
    if check.outputs is not None or check.kind in ("parity", "contract"):
        return None if check.outputs is None else tuple(sorted(check.outputs))
    return tuple(sorted({label.output for example in examples for label in example.run(0).seen} - MANNERS))


def _same(a: Run, b: Run) -> bool:
    """Bit for bit."""
    return a.raised is None and encode(_plain(a)) == encode(_plain(b))


def _plain(run: Run) -> tuple[Any, ...]:
    return tuple((label.output, label.at, value) for label, value in run.seen.items())
