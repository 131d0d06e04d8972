"""What becomes of mutants of the reference: what the checks let through.

Where the misconceptions are what people write, mutants are what nobody thought of. One that earns every point is either
as right as the reference, or a hole in the checks.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from grader.author.limit import Overtime, limited
from grader.author.mutants import Mutant, mutants, reachable
from grader.catalog import Content, Course, exercises, published
from grader.exercise import Task
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Outcome
from grader.worker.namespace import Namespace

SECONDS = 20  # of its own time: a mutant that takes longer to judge hangs, and counts as caught
PACKAGE = "reference."


@dataclass(frozen=True, slots=True)
class Fate:
    """How a mutant ended: "killed", "no start" (it does not import), "convention" (right under one) or "survived"."""

    mutant: Mutant
    fate: str
    named: tuple[str, ...] = ()


def judged(course: Course, content: Content, but: Collection[str] = ()) -> Iterator[Fate]:
    """Grade every mutant of an exercise."""
    return (_fate(course, mutant) for mutant in mutants_of(course, content, but))


def mutants_of(course: Course, content: Content, but: Collection[str] = ()) -> Iterator[Mutant]:
    """The mutants of all that the exercise's reference answers with, helpers in other modules included.

    but: modules that are left alone
    """
    for module, names in _own(course, content, but).items():
        yield from mutants(content.reference / f"{module}.py", names)


def _own(course: Course, content: Content, but: Collection[str]) -> dict[str, set[str]]:
    """By module of the reference, what the answers are made of; the modules of other exercises are judged there."""
    asked = {name for task in course.exercise.tasks for name in task.names}
    left = {module for exercise in exercises(content) for module in exercise.reference} - {*course.exercise.reference}
    left |= {*but}
    own: dict[str, set[str]] = {}
    todo = [(module, name) for module in course.exercise.reference for name in sorted(asked)]
    while todo:
        module, name = todo.pop(0)
        if module in left or name in own.get(module, ()):
            continue
        tree = ast.parse((content.reference / f"{module}.py").read_text(encoding="utf-8"))
        imported = _imported(tree)
        nodes = reachable(tree, {name})
        if nodes:
            own.setdefault(module, set()).add(name)
        mentioned = {node.id for node in nodes if isinstance(node, ast.Name)} | {name}
        todo += [imported[mention] for mention in sorted(mentioned & imported.keys())]
    return own


def _imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """By name, from which module of the reference it comes and what it is called there."""
    return {
        alias.asname or alias.name: (node.module.removeprefix(PACKAGE), alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE) and node.module
        for alias in node.names
    }


def _nearest_first(tasks: Sequence[Task], mutant: Mutant) -> list[Task]:
    """The tasks whose code it changes come first, because they will catch it."""

    def far(task: Task) -> bool:
        lines = {getattr(node, "lineno", 0) for node in reachable(mutant.tree, task.names)}
        return mutant.line not in lines

    return sorted(tasks, key=far)


def _fate(course: Course, mutant: Mutant) -> Fate:
    try:
        with limited(SECONDS):
            answers = _answers(course, mutant)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return Fate(mutant, "no start")
    student = InProcess(Namespace(answers, course.exercise.vocabulary.plain()))
    bench = Bench(course)
    named: dict[str, None] = {}
    try:
        with limited(SECONDS):
            for task in _nearest_first(course.exercise.tasks, mutant):
                for finding in evaluate(bench, student, student.load(), task=task.id, closely=False):
                    named |= dict.fromkeys(match.id for match in (*finding.misconceptions, *finding.conventions))
                    if finding.outcome is not Outcome.PASSED:
                        return Fate(mutant, "killed", tuple(named))
    except Overtime:
        return Fate(mutant, "killed")
    return Fate(mutant, "convention" if named else "survived", tuple(named))


def _answers(course: Course, mutant: Mutant) -> dict[str, Any]:
    """What the reference answers with when one of its modules is the mutant: all are imported anew, and forgotten."""
    package = sys.modules[PACKAGE.rstrip(".")]
    known = {name: module for name, module in sys.modules.items() if name.startswith(PACKAGE)}
    attributes = dict(vars(package))
    name = PACKAGE + mutant.module
    module = ModuleType(name)
    module.__package__ = package.__name__
    try:
        _forget(known)
        sys.modules[name] = module
        exec(compile(ast.fix_missing_locations(mutant.tree), name, "exec"), module.__dict__)
        modules = [importlib.import_module(PACKAGE + topic) for topic in course.exercise.reference]
        return {key: value for topic in modules for key, value in published(topic).items()}
    finally:
        _forget([name for name in sys.modules if name.startswith(PACKAGE)])
        sys.modules.update(known)
        vars(package).clear()
        vars(package).update(attributes)


def _forget(names: Iterable[str]) -> None:
    for name in names:
        del sys.modules[name]
