"""An exercise's `exercise.toml`, read into an `Exercise`: what may stand there, and what is said of anything else.

A key that nobody reads would be a fact that its author believes in and that holds nowhere, so it is refused.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.errors import ExerciseError
from grader.exercise import Exercise, Limits, Task, Vocabulary

FILE = "exercise.toml"

Form = Mapping[str, type | tuple[type, ...]]

NEEDED: Form = {"version": int, "reference": list, "title": dict, "task": list}
OPTIONAL: Form = {
    **dict.fromkeys(("parameters", "aliases", "synonyms", "limits"), dict),
    **dict.fromkeys(("dialects", "supplied", "after"), list),
}
TASK: Form = {"id": str, "points": (int, float), "names": list, "title": dict}
LIMITS: Form = {name: int if name.endswith("_bytes") else (int, float) for name in Limits.__dataclass_fields__}

KINDS = {int: "a whole number", str: "text", list: "a list", dict: "a table", (int, float): "a number", bool: "true"}


def read(folder: Path) -> Exercise:
    """The exercise in a folder. Raises ExerciseError with file, what is seen and what is expected."""
    path = folder / FILE
    try:
        return _exercise(folder, tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ExerciseError(f"{path}: {error}; see docs/writing-exercises.md for its form") from error


def _exercise(folder: Path, facts: dict[str, Any]) -> Exercise:
    _check("the file", facts, NEEDED, OPTIONAL)
    _check("[limits]", facts.get("limits", {}), {}, LIMITS)
    number, name = int(folder.name.split("_")[1]), folder.name.split("_", 2)[2]
    words = {key: _spellings(key, facts.get(key, {})) for key in ("parameters", "aliases", "synonyms")}
    return Exercise(
        id=f"exercise_{number}",
        number=number,
        name=name,
        version=facts["version"],
        folder=folder,
        title=_title("the file", facts["title"]),
        reference=tuple(facts["reference"]),
        tasks=_tasks(facts["task"]),
        vocabulary=Vocabulary(**words),
        limits=Limits(**facts.get("limits", {})),
        dialects=tuple(facts.get("dialects", ())),
        supplied=tuple(facts.get("supplied", ())),
        after=tuple(facts.get("after", ())),
    )


def _tasks(tables: Sequence[Any]) -> tuple[Task, ...]:
    tasks = []
    for number, facts in enumerate(tables, 1):
        place = f"[[task]] {number}"
        _check(place, facts, TASK, {"bonus": bool})
        title = _title(place, facts["title"])
        tasks.append(Task(facts["id"], facts["points"], tuple(facts["names"]), title, facts.get("bonus", False)))
    if twice := [id for id, count in Counter(task.id for task in tasks).items() if count > 1]:
        raise ValueError(f"two tasks have the id {twice[0]!r}; give each its own")
    return tuple(tasks)


def _spellings(place: str, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    _check(f"[{place}]", table, {}, dict.fromkeys(table, list))
    return {name: tuple(spellings) for name, spellings in table.items()}


def _title(place: str, titles: Mapping[str, str]) -> Mapping[str, str]:
    if "en" not in titles:
        raise ValueError(f"{place} has no title.en")
    return titles


def _check(place: str, table: Any, needed: Form, optional: Form) -> None:
    """Raises ValueError where a key is missing, unknown, or of another kind."""
    if not isinstance(table, dict):
        raise ValueError(f"{place} is {table!r}; expected a table")
    if missing := [key for key in needed if key not in table]:
        raise ValueError(f"{place} has no {missing[0]}")
    known = {**needed, **optional}
    for key, value in table.items():
        if key not in known:
            import difflib  # only an error needs it

            nearest = difflib.get_close_matches(key, known, n=1) or list(known)
            raise ValueError(f"{place} has {key!r}, which means nothing there; expected {' | '.join(nearest)}")
        if not isinstance(value, known[key]) or (isinstance(value, bool) and known[key] is not bool):
            raise ValueError(f"{place}: {key} is {value!r}; expected {KINDS[known[key]]}")
