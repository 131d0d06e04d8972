"""The exercises there are. A folder is its own registration: nothing else lists them.

`exercises` reads facts and runs no code; `load` imports what grading needs.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from grader.content import Content, content, install
from grader.errors import ExerciseError, UsageError
from grader.exercise import Exercise, Limits, Task, Vocabulary

if TYPE_CHECKING:
    from grader.checks import Check, Convention, Misconception
    from grader.released import Release

__all__ = [
    "Content",
    "Course",
    "answers",
    "asked_elsewhere",
    "content",
    "exercises",
    "find",
    "load",
    "published",
    "tasks_by_name",
]


@dataclass(frozen=True, slots=True)
class Course:
    """An exercise with everything that judges it.

    checks: by (task, name), in the order of the file
    conventions, misconceptions: by id; a family under one id
    answers: the reference's public names
    starter: digests of the stub's definitions
    release: what is stored in place of the reference and its checks, in what students may have
    """

    exercise: Exercise
    checks: Mapping[tuple[str, str], Check]
    conventions: Mapping[str, tuple[Convention, ...]]
    misconceptions: Mapping[str, tuple[Misconception, ...]]
    answers: Mapping[str, Any]
    starter: Mapping[str, str]
    release: Release | None = None


def exercises(content: Content) -> tuple[Exercise, ...]:
    """Every exercise, by number."""
    found = _in(content.exercises)
    names = [exercise.name for exercise in found]
    for exercise in found:  # it can only build on what comes before it, so that no two build on each other
        if unknown := set(exercise.after) - set(names[: names.index(exercise.name)]):
            path = exercise.folder / "exercise.toml"
            raise ExerciseError(f"{path}: no earlier exercise is called {', '.join(sorted(unknown))}, as after has it")
    return found


def asked_elsewhere(exercise: Exercise) -> set[str]:
    """Whatever the exercises beside it ask for, in every spelling."""
    others = (other for other in _in(exercise.folder.parent) if other.id != exercise.id)
    return {
        spelling
        for other in others
        for task in other.tasks
        for name in task.names
        for spelling in other.vocabulary.spell(name)
    }


def find(text: str, exercises: tuple[Exercise, ...]) -> tuple[Exercise, Task | None]:
    """`exercise_4`, `4`, `optimizers`, `exercise_04_optimizers`, each with `.task` behind it or not; or a task by its
    name alone. Raises UsageError with the nearest names."""
    name, _, part = text.strip().rstrip("/").partition(".")
    for exercise in exercises:
        if name.lower() in (exercise.id, str(exercise.number), exercise.name, exercise.folder.name):
            return exercise, _task(exercise, part) if part else None
    tasks = [] if part else [(exercise, tasks_by_name(exercise)) for exercise in exercises]
    places = [(exercise, names[name.lower()]) for exercise, names in tasks if name.lower() in names]
    if len(places) == 1:
        return places[0]
    if places:
        choices = tuple(f"{exercise.id}.{task.id}" for exercise, task in places)
        raise UsageError("task.several", seen=name, choices=choices)
    known = [word for exercise in exercises for word in (exercise.id, exercise.name)]
    known += [word for _, names in tasks for word in names]
    if nearest := _nearest(name, known):
        raise UsageError("exercise.unknown", seen=name, nearest=nearest)
    raise UsageError("exercise.none", seen=name, known=tuple(exercise.id for exercise in exercises))


def _task(exercise: Exercise, part: str) -> Task:
    names = tasks_by_name(exercise)
    if part.lower() in names:
        return names[part.lower()]
    if nearest := _nearest(part, names):
        raise UsageError("task.unknown", seen=part, exercise=exercise.id, nearest=nearest)
    raise UsageError("task.none_such", seen=part, exercise=exercise.id, known=tuple(t.id for t in exercise.tasks))


def tasks_by_name(exercise: Exercise) -> dict[str, Task]:
    """Its tasks by whatever they may be called, in lower case: by id, or by the only class or function of one."""
    names = {name.lower(): task for task in exercise.tasks for name in task.names if len(task.names) == 1}
    return names | {task.id: task for task in exercise.tasks}


def _nearest(seen: str, known: Iterable[str]) -> tuple[str, ...]:
    import difflib  # only an error needs it, and every start of the command would pay for it

    return tuple(difflib.get_close_matches(seen.lower(), list(known), n=3, cutoff=0.4))


def load(exercise: Exercise, content: Content) -> Course:
    """Import the exercise's checks, variants and reference."""
    from grader import released
    from grader.checks import Check, Convention, Misconception
    from grader.worker.digests import digests, parsed

    starter = digests(parsed(exercise.starter().read_text(encoding="utf-8")))
    stored = exercise.folder / released.FILE
    if stored.is_file():
        release = released.unpack(stored.read_bytes())
        return Course(exercise, released.checks(release), released.conventions(release), {}, {}, starter, release)
    install(content)
    package = f"exercises.{exercise.folder.name}"
    checks: dict[tuple[str, str], Check] = {}
    for name, value in published(importlib.import_module(f"{package}.checks")).items():
        for task, check in value.items() if isinstance(value, dict) else [(getattr(value, "task", ""), value)]:
            if isinstance(check, Check):
                checks[task, name] = check
    known = {task.id for task in exercise.tasks}
    strays = sorted({check.task for check in checks.values()} - known)
    if strays:
        cure = "add it, or rename the check's task"
        raise ExerciseError(f"{exercise.folder / 'checks.py'}: no task {strays} in exercise.toml; {cure}")
    order = {task.id: place for place, task in enumerate(exercise.tasks)}
    return Course(
        exercise,
        dict(sorted(checks.items(), key=lambda item: order[item[1].task])),
        _variants(f"{package}.conventions", Convention),
        _variants(f"{package}.misconceptions", Misconception),
        answers(exercise),
        starter,
    )


def answers(exercise: Exercise) -> dict[str, Any]:
    """The public names of its modules of the reference, once the content is installed (`content.install`)."""
    return {
        name: value
        for module in exercise.reference
        for name, value in published(importlib.import_module(f"reference.{module}")).items()
    }


def _variants(module: str, kind: type[Any]) -> dict[str, tuple[Any, ...]]:
    families = {
        name: tuple(value) if isinstance(value, (list, tuple)) else (value,)
        for name, value in published(importlib.import_module(module)).items()
    }
    return {name: family for name, family in families.items() if family and all(isinstance(v, kind) for v in family)}


def published(module: ModuleType) -> dict[str, Any]:
    """A module's public names in the order of their definition."""
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}


def _in(folder: Path) -> tuple[Exercise, ...]:
    folders = sorted(folder.glob("exercise_[0-9][0-9]_*"))
    return tuple(_read(folder) for folder in folders if (folder / "exercise.toml").is_file())


def _read(folder: Path) -> Exercise:
    path = folder / "exercise.toml"
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        number, name = int(folder.name.split("_")[1]), folder.name.split("_", 2)[2]
        tasks = tuple(
            Task(task["id"], task["points"], tuple(task["names"]), task["title"], task.get("bonus", False))
            for task in facts["task"]
        )
        words = {
            key: {name: tuple(spellings) for name, spellings in facts.get(key, {}).items()}
            for key in ("aliases", "parameters", "synonyms")
        }
        return Exercise(
            id=f"exercise_{number}",
            number=number,
            name=name,
            version=facts["version"],
            folder=folder,
            title=facts["title"],
            reference=tuple(facts["reference"]),
            tasks=tasks,
            vocabulary=Vocabulary(**words),
            limits=Limits(**facts.get("limits", {})),
            dialects=tuple(facts.get("dialects", ())),
            supplied=tuple(facts.get("supplied", ())),
            after=tuple(facts.get("after", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        seen = f"{type(error).__name__} {error}"
        raise ExerciseError(f"{path}: {seen}; see docs/writing-exercises.md for its form") from error
