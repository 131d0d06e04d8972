"""What of an exercise is seen to be wrong before anybody is judged: names, points, texts, notebooks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

from grader import derivations, hints
from grader.author import notebook
from grader.author.proof import Proof
from grader.catalog import Course, consequences
from grader.content import read
from grader.errors import ExerciseError
from grader.exercise import Exercise
from grader.hints import Hints
from grader.messages import LANGUAGES
from grader.messages.lines import columns

SOURCES = {"en": "Source", "ja": "出典"}
"""How the last paragraph of a derivation begins."""

WIDTH = 78
"""Columns of a terminal, less the indentation."""


def facts(exercise: Exercise) -> Iterator[Proof]:
    """What can be seen before any of its code is run; nothing where all is well."""
    for module in ("checks", "conventions", "misconceptions"):
        yield from _given_twice(exercise, module)
    if exercise.points != 10:
        yield Proof("facts", "exercise.toml", f"its tasks add up to {exercise.points:g} points; they should to 10")


def _given_twice(exercise: Exercise, module: str) -> Iterator[Proof]:
    """Public names that a module assigns to again, by which the first value is lost."""
    first: dict[str, str] = {}
    for name, file, line in _assigned(exercise, module):
        place = f"{file}:{line}"
        if name in first:
            yield Proof("code", file, f"{place}: {name} is there already, at {first[name]}; rename one")
        first.setdefault(name, place)


def _assigned(exercise: Exercise, module: str) -> Iterator[tuple[str, str, int]]:
    """The public names that a module assigns to, each with its file and line."""
    for path in exercise.code(module):
        text = read(path, "an empty one will do, where there are none")
        with suppress(SyntaxError):  # `load` says what is wrong with it
            for node in ast.parse(text).body:
                for target in node.targets if isinstance(node, ast.Assign) else ():
                    if isinstance(target, ast.Name) and target.id[0] != "_":
                        yield target.id, path.relative_to(exercise.folder).as_posix(), node.lineno


def texts(course: Course) -> Iterator[Proof]:
    """In each language: the files, titles and notebooks, then the hints, then the derivations where there are any."""
    asked = {"files": _files, "hints": _hints}
    if any((course.exercise.folder / f"derivations.{language}.md").is_file() for language in LANGUAGES):
        asked["derivations"] = _derivations
    for language in LANGUAGES:
        for subject, problem in asked.items():
            try:
                yield Proof("text", f"{subject} {language}", problem(course, language))
            except ExerciseError as error:
                yield Proof("text", f"{subject} {language}", str(error))


def _files(course: Course, language: str) -> str:
    exercise = course.exercise
    starters = (exercise.starter(language, ending).name for ending in (".py", ".ipynb"))
    names = (f"README.{language}.md", f"hints.{language}.md", *starters)
    if missing := [name for name in names if not (exercise.folder / name).is_file()]:
        return f"missing: {', '.join(missing)}"
    if language not in exercise.title:
        return f"exercise.toml has no title.{language}"
    if untitled := [task.id for task in exercise.tasks if language not in task.title]:
        return f"exercise.toml: task {untitled[0]} has no title.{language}"
    return _unsaid(exercise, f"README.{language}.md") or _stale(exercise, language)


def _hints(course: Course, language: str) -> str:
    found = hints.read(course.exercise, language)
    ids: list[tuple[str, ...]] = [(f"{task}.{name}", name) for task, name in course.checks]
    ids += [(id,) for id in (*course.misconceptions, *course.conventions, *consequences(course))]
    if absent := dict.fromkeys(names[-1] for names in ids if not found.levels(*names)):
        return f"no heading for: {', '.join(absent)}"
    strays = found.headings.keys() - {name for names in ids for name in names}
    if strays:
        return f"a heading for {', '.join(sorted(strays))}, which there is not"
    return _uneven(course, language, found)


def _uneven(course: Course, language: str, found: Hints) -> str:
    """What has more levels in one language than in the first."""
    first, there = LANGUAGES[0], found
    with suppress(ExerciseError):  # what is wrong with those is told already
        there = hints.read(course.exercise, first)
    for id in there.headings.keys() & found.headings.keys():
        counts = len(there.levels(id)), len(found.levels(id))
        if counts[0] != counts[1]:
            files = f"{counts[0]} levels in hints.{first}.md and {counts[1]} in hints.{language}.md"
            return f"{id} has {files}; give it as many in both"
    return ""


def _derivations(course: Course, language: str) -> str:
    return underived(course.exercise, language)


def underived(exercise: Exercise, language: str) -> str:
    """What the derivations of an exercise lack, "" where it is nothing."""
    name = f"derivations.{language}.md"
    if not (exercise.folder / name).is_file():
        return f"missing: {name}"
    found = derivations.read(exercise, language)
    tasks = [task.id for task in exercise.tasks]
    if [*found] != tasks:
        seen = ", ".join(found) or "nothing"
        return f"{name} has headings for {seen}; give one to each task, in order: {', '.join(tasks)}"
    for task, derivation in found.items():
        lines = formulas(derivation.text)
        if not derivation.title:
            return f"{name}: {task} has no title; write one, such as: ## {task} {derivations.SEPARATOR} Title"
        if not lines:
            return f"{name}: {task} has no formulas; write them in fenced blocks marked text (```text)"
        if wide := [line for line in lines if columns(line) > WIDTH]:
            return f"{name}: {task} has a formula of more than {WIDTH} columns; break the line: {wide[0].strip()}"
        if not derivation.text.split("\n\n")[-1].startswith(SOURCES[language]):
            return f'{name}: {task} has no sources; its last paragraph begins with "{SOURCES[language]}"'
    return ""


def formulas(text: str) -> list[str]:
    """The lines of the formulas in a derivation."""
    return [line for block in re.findall(r"```text\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def _unsaid(exercise: Exercise, readme: str) -> str:
    """What of a task the text does not have; the notebook puts a definition below the heading that names it."""
    sections = notebook.sections(read(exercise.folder / readme, "a learner reads it"))
    named = {name for section in sections for name in section.names}
    absent = [name for task in exercise.tasks for name in task.names if name not in named]
    if absent:
        return f"{readme}: no heading names `{absent[0]}`; write one, such as: ## 1 · `{absent[0]}`"
    if not any("```" in section.text for section in sections if section.names):
        return f"{readme} has no formulas; write them below the headings, in fenced blocks (```text)"
    return ""


def _stale(exercise: Exercise, language: str) -> str:
    """A notebook that is not what README and stub give."""
    path = exercise.starter(language, ".ipynb")
    if read(path, "a learner may work in it") == notebook.text(exercise, language):
        return ""
    return f"{path.name} is older than README or stub; make it anew: grade author notebook {exercise.name}"
