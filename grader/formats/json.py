"""The report as JSON, whole: `read(render(report, view)) == report`, except that a value's tuples come back as lists.

The form is written down in `report.schema.json`. Points earned, outcomes of tasks and the exit code, which a report
derives, are written too and not read back. The text is ASCII, so that every console, pipe and file carries it. JSON
has no nan and no infinities: they are the strings "NaN", "Infinity" and "-Infinity", and a text of a submission that
reads like one of them has a backslash put before it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from grader import clean
from grader.formats import View
from grader.report import (
    SCHEMA,
    Difference,
    Evidence,
    Example,
    Finding,
    Frame,
    Isolation,
    Match,
    Outcome,
    Report,
    TaskReport,
    Trouble,
)

_NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_LIKE_ONE = re.compile(r"\\*(NaN|-?Infinity)")

NUMPY = "numpy"
"""The backend that is not written: what computes with no other library is as it was before there were any."""

Plain = dict[str, Any]


def render(report: Report, _view: View) -> str:
    return clean.json(plain(report), indent=2) + "\n"


def read(text: str) -> Report:
    """The report that was rendered. Raises ValueError where the text is none, or one of another version."""
    found = json.loads(text)
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        seen = found.get("schema") if isinstance(found, dict) else type(found).__name__
        raise ValueError(f"expected a report with the schema {SCHEMA!r}, found {seen!r}")
    try:
        return _report(found)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a {SCHEMA} report: {type(error).__name__}: {error}") from error


SIMPLE = frozenset({str, int, float, bool, type(None)})


def plain(report: Report) -> Plain:
    """The report as JSON's own values, in the order in which a person wants to read it."""
    return {
        "schema": SCHEMA,
        "exercise": report.exercise,
        "submission": report.submission,
        "digest": report.digest,
        "seed": report.seed,
        "examples": report.examples,
        "dialect": report.dialect,
        **({"backend": report.backend} if report.backend != NUMPY else {}),
        "points": report.points,
        "earned": report.earned,
        "exit_code": report.exit_code,
        "trouble": None if report.trouble is None else _kept(report.trouble),
        "tasks": [_task(task) for task in report.tasks],
        "notes": [_kept(note) for note in report.notes],
        "output": report.output,
        "isolation": _kept(report.isolation),
        "versions": dict(report.versions),
        "hints": dict(report.hints),
        "seconds": report.seconds,
    }


def stored(report: Report) -> str:
    """The report in one line, without what a report derives. The same text for the same report."""
    return clean.json(_kept(report))


def _task(task: TaskReport) -> Plain:
    return {
        "id": task.id,
        "outcome": task.outcome.value,
        "points": task.points,
        "earned": task.earned,
        "bonus": task.bonus,
        "findings": [_kept(finding) for finding in task.findings],
    }


def _kept(value: Any) -> Plain:
    """The fields of a value of the report; those called `values` hold foreign data."""
    return {
        name: _foreign(field) if name == "values" else _own(field)
        for name, field in ((name, getattr(value, name)) for name in _names(type(value)))  # type: ignore[arg-type]
    }


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _own(value: Any) -> Any:
    if type(value) in SIMPLE:
        return value
    if isinstance(value, Outcome):
        return value.value
    if isinstance(value, Mapping):
        return {name: _foreign(item) if name == "values" else _own(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_own(item) for item in value]
    return _kept(value) if is_dataclass(value) else value


def _foreign(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, str) and _LIKE_ONE.fullmatch(value):
        return "\\" + value
    if isinstance(value, Mapping):
        return {key: _foreign(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_foreign(item) for item in value]
    return value if type(value) in SIMPLE or not is_dataclass(value) else _foreign(_kept(value))


def _home(value: Any) -> Any:
    """What `_foreign` was made from."""
    if isinstance(value, str):
        return _NOT_FINITE.get(value, value[1:] if _LIKE_ONE.fullmatch(value) else value)
    if isinstance(value, dict):
        return {key: _home(item) for key, item in value.items()}
    return [_home(item) for item in value] if isinstance(value, list) else value


def _report(found: Plain) -> Report:
    return Report(
        exercise=found["exercise"],
        submission=found["submission"],
        digest=found["digest"],
        seed=found["seed"],
        tasks=tuple(
            TaskReport(task["id"], task["points"], tuple(map(_finding, task["findings"])), task["bonus"])
            for task in found["tasks"]
        ),
        isolation=Isolation(found["isolation"]["level"], tuple(found["isolation"]["layers"])),
        versions=found["versions"],
        trouble=None if found["trouble"] is None else _trouble(found["trouble"]),
        notes=tuple(map(_evidence, found["notes"])),
        output=found["output"],
        examples=found["examples"],
        dialect=found["dialect"],
        backend=found.get("backend", NUMPY),
        hints=found["hints"],
        seconds=found["seconds"],
    )


def _finding(found: Plain) -> Finding:
    example = found["example"]
    return Finding(
        task=found["task"],
        check=found["check"],
        kind=found["kind"],
        outcome=Outcome(found["outcome"]),
        code=found["code"],
        values=_home(found["values"]),
        example=None if example is None else Example(example["code"], tuple(map(_difference, example["differences"]))),
        conventions=tuple(map(_match, found["conventions"])),
        misconceptions=tuple(map(_match, found["misconceptions"])),
        evidence=tuple(map(_evidence, found["evidence"])),
        notes=tuple(map(_evidence, found["notes"])),
        frames=tuple(map(_frame, found["frames"])),
        seconds=found["seconds"],
    )


def _difference(found: Plain) -> Difference:
    return Difference(found["output"], found["code"], found["at"], found["part"], _home(found["values"]))


def _match(found: Plain) -> Match:
    return Match(found["id"], tuple(found["outputs"]), _home(found["values"]), found["sure"])


def _evidence(found: Plain) -> Evidence:
    return Evidence(found["code"], found["output"], _home(found["values"]))


def _frame(found: Plain) -> Frame:
    return Frame(found["file"], found["line"], found["function"], found["text"], found["cell"])


def _trouble(found: Plain) -> Trouble:
    return Trouble(found["code"], _home(found["values"]), tuple(map(_frame, found["frames"])))
