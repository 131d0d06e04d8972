"""The exercises there are. A folder is its own registration: nothing else lists them.

`exercises` reads facts and runs no code; `load` imports what grading needs.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from grader import facts
from grader.content import Content, blamed, content, install, read
from grader.errors import ExerciseError, UsageError
from grader.exercise import RELEASED, Exercise, Task

if TYPE_CHECKING:
    from grader.checks import Check, Consequence, Convention, Misconception
    from grader.released import Release

__all__ = [
    "Content",
    "Course",
    "answers",
    "asked_elsewhere",
    "consequences",
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

    def key(self, check: Check) -> tuple[str, str]:
        """Task and name of one of its checks."""
        return next(key for key, other in self.checks.items() if other is check)


def exercises(content: Content) -> tuple[Exercise, ...]:
    """Every exercise, by number."""
    found = _in(content.exercises)
    for one, other in pairwise(found):  # in the order of their folders, and so of their numbers
        if one.number == other.number:
            raise ExerciseError(f"{other.folder}: {one.folder.name} is {one.id} already; give it another number")
    names = [exercise.name for exercise in found]
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise ExerciseError(f"{content.exercises}: two exercises are called {twice[0]}; give one of them another name")
    for exercise in found:  # it can only build on what comes before it, so that no two build on each other
        if unknown := set(exercise.after) - set(names[: names.index(exercise.name)]):
            path = exercise.folder / facts.FILE
            raise ExerciseError(f"{path}: no earlier exercise is called {', '.join(sorted(unknown))}, as after has it")
    return found


def strays(content: Content) -> tuple[Path, ...]:
    """Folders beside the exercises that are none, though they look as if they were to be."""
    known = {exercise.folder for exercise in _in(content.exercises)}
    return tuple(sorted(path for path in content.exercises.glob("[Ee]xercise*") if path.is_dir() and path not in known))


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
        if name.lower() in _names(exercise):
            return exercise, _task(exercise, part) if part else None
    tasks = [] if part else [(exercise, tasks_by_name(exercise)) for exercise in exercises]
    places = [(exercise, names[name.lower()]) for exercise, names in tasks if name.lower() in names]
    if len(places) == 1:
        return places[0]
    if places:
        choices = tuple(f"{exercise.id}.{task.id}" for exercise, task in places)
        raise UsageError("task.several", seen=name, choices=choices)
    known = {word: word for exercise in exercises for word in (exercise.id, exercise.name)}
    known = {word: shown for exercise, _ in tasks for word, shown in _spelt(exercise).items()} | known
    if nearest := _of_number(name, exercises) or _nearest(name, known):
        raise UsageError("exercise.unknown", seen=name, nearest=nearest)
    raise UsageError("exercise.none", seen=name, known=tuple(exercise.id for exercise in exercises))


def _names(exercise: Exercise) -> tuple[str, ...]:
    padded = f"{exercise.number:02}"  # as its folder has it
    return exercise.id, str(exercise.number), exercise.name, exercise.folder.name, padded, f"exercise_{padded}"


def _task(exercise: Exercise, part: str) -> Task:
    names = tasks_by_name(exercise)
    if part.lower() in names:
        return names[part.lower()]
    if nearest := _nearest(part, _spelt(exercise)):
        raise UsageError("task.unknown", seen=part, exercise=exercise.id, nearest=nearest)
    raise UsageError("task.none_such", seen=part, exercise=exercise.id, known=tuple(t.id for t in exercise.tasks))


def tasks_by_name(exercise: Exercise) -> dict[str, Task]:
    """Its tasks by whatever they may be called, in lower case: by id, or by the only class or function of one."""
    names = [(task.names[0].lower(), task) for task in exercise.tasks if len(task.names) == 1]
    shared = Counter(name for name, _ in names)
    return {name: task for name, task in names if shared[name] == 1} | {task.id: task for task in exercise.tasks}


def _spelt(exercise: Exercise) -> dict[str, str]:
    """The same names as they are written, by how they are compared."""
    written = {name.lower(): name for task in exercise.tasks for name in task.names}
    ids = {task.id for task in exercise.tasks}
    return {name: name if name in ids else written[name] for name in tasks_by_name(exercise)}


def _of_number(seen: str, exercises: Iterable[Exercise]) -> tuple[str, ...]:
    """The exercise whose number stands behind what can only mean that word: exercise3, excercise_3, ex-3."""
    import difflib  # only an error needs it, and every start of the command would pay for it

    found = re.fullmatch(r"(ex|\D{4,}?)[\W_]*0*(\d+)", seen.lower())
    if found is None or (found[1] != "ex" and not difflib.get_close_matches(found[1], ["exercise"])):
        return ()
    return tuple(exercise.id for exercise in exercises if str(exercise.number) == found[2])


def _nearest(seen: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """What is written the same but for separators, else what is nearly written so or begins so.

    known: names as they are shown, by how they are compared
    """
    import difflib

    plain = _plain(seen)
    near = [name for name in known if _plain(name) == plain]
    near = near or difflib.get_close_matches(seen.lower(), known, n=3)
    near = near or [name for name in known if len(plain) > 2 and _plain(name).startswith(plain)][:3]
    return tuple(dict.fromkeys(known[name] for name in near))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def load(exercise: Exercise, content: Content) -> Course:
    """Import the exercise's checks, variants and reference. Raises ExerciseError with the line that is wrong."""
    from grader import released
    from grader.checks import Convention, Misconception

    starter = _starter(exercise)
    if exercise.released:
        release = released.unpack((exercise.folder / RELEASED).read_bytes())
        return Course(exercise, released.checks(release), released.conventions(release), {}, {}, starter, release)
    install(content)
    return Course(
        exercise,
        _checks(exercise),
        _variants(exercise, "conventions", Convention),
        _variants(exercise, "misconceptions", Misconception),
        answers(exercise),
        starter,
    )


def consequences(course: Course) -> dict[str, tuple[Consequence, ...]]:
    """By id, what comes of mistakes of earlier tasks in later ones. Read only where such a mistake was made."""
    from grader.checks import Consequence

    written = any(path.is_file() for path in course.exercise.code("consequences"))
    if course.release is not None or not written:
        return {}
    return _variants(course.exercise, "consequences", Consequence)


def answers(exercise: Exercise) -> dict[str, Any]:
    """The public names of its modules of the reference, once the content is installed (`content.install`). Raises
    ExerciseError where one that is asked for is not among them."""
    path = exercise.folder / facts.FILE
    found = {
        name: value
        for module in exercise.reference
        for name, value in published(_imported(f"reference.{module}", path)).items()
    }
    if absent := [name for task in exercise.tasks for name in task.names if name not in found]:
        modules = ", ".join(f"reference/{module}.py" for module in exercise.reference)
        cure = "write it there, or name its module under reference"
        raise ExerciseError(f"{path}: {absent[0]} is asked for and not defined in {modules}; {cure}")
    return found


def _starter(exercise: Exercise) -> dict[str, str]:
    """Digests of the stub's definitions."""
    from grader.worker.digests import of_stub

    path = exercise.starter()
    try:
        return of_stub(read(path, "a submission begins with the starter file"))
    except SyntaxError as error:
        raise ExerciseError(f"{path}:{error.lineno}: {error.msg}") from None


def _checks(exercise: Exercise) -> dict[tuple[str, str], Check]:
    """By task and name, in the order of the tasks, then of the file."""
    from grader.checks import Check

    path, *_ = exercise.code("checks")
    order = {task.id: place for place, task in enumerate(exercise.tasks)}
    checks: dict[tuple[str, str], Check] = {}
    for name, value in published(_imported(f"exercises.{exercise.folder.name}.checks", path)).items():
        for task, check in value.items() if isinstance(value, dict) else [(getattr(value, "task", ""), value)]:
            if not isinstance(check, Check):
                continue
            if check.task not in order:
                cure = f"its tasks are {', '.join(order)}: add this one, or rename the check's"
                raise ExerciseError(f"{path}: {name} is of the task {check.task!r}, which {facts.FILE} has not; {cure}")
            checks[task, name] = check
    for (_, name), check in checks.items():
        if any(needed not in checks.values() for needed in check.needs):
            cure = "is the name of one given twice?"
            raise ExerciseError(f"{path}: {name} needs a check that no variable holds; {cure}")
    return dict(sorted(checks.items(), key=lambda item: order[item[1].task]))


def _variants(exercise: Exercise, module: str, kind: type[Any]) -> dict[str, tuple[Any, ...]]:
    path, *_ = exercise.code(module)
    written = _imported(f"exercises.{exercise.folder.name}.{module}", path)
    families = {
        name: tuple(value) if isinstance(value, (list, tuple)) else (value,)
        for name, value in published(written).items()
    }
    return {name: family for name, family in families.items() if family and all(isinstance(v, kind) for v in family)}


def _imported(module: str, path: Path) -> ModuleType:
    """A module of the course. Raises ExerciseError with its line where it cannot be imported.

    path: its file, or the one that names it
    """
    try:
        return importlib.import_module(module)
    except Exception as error:
        absent = isinstance(error, ModuleNotFoundError) and error.name == module
        told = f"{path}: there is no {module.replace('.', '/')}.py; write it" if absent else blamed(error)
        raise ExerciseError(told or f"{path}: {type(error).__name__}: {error}") from error


def published(module: ModuleType) -> dict[str, Any]:
    """A module's public names in the order of their definition."""
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}


def _in(folder: Path) -> tuple[Exercise, ...]:
    folders = sorted(folder.glob("exercise_[0-9][0-9]_*"))
    return tuple(facts.read(folder) for folder in folders if (folder / facts.FILE).is_file())
