"""When a submission is late, and what that costs: one TOML file for a course.

    timezone = "Asia/Tokyo"              # of times that name none; without it, UTC
    counts = "last"                      # or "best", after what being late costs: which of a student's submissions

    [exercise_4]
    deadline = 2026-05-01T23:59:00
    grace_minutes = 10                   # late by no more than this is not late
    penalty_per_day = 0.1                # of the points earned, for each day begun
    at_most = 0.5                        # however late

    [exercise_4.extensions]              # another deadline for a student
    s001 = 2026-05-08T23:59:00

An exercise is named by its id, its number or its name; one that has no table is never late.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.errors import UsageError

COUNTS = ("last", "best")


@dataclass(frozen=True, slots=True)
class Late:
    """The rules of one exercise. Shares are of the points earned, from 0 to 1."""

    deadline: datetime | None = None
    grace: timedelta = timedelta(0)
    penalty: float = 0.0
    at_most: float = 1.0
    extensions: Mapping[str, datetime] = field(default_factory=dict)

    def days(self, student: str, handed_in: str) -> int:
        """Days begun after the deadline; 0 for what is in time, and for what has no time."""
        deadline = self.extensions.get(student, self.deadline)
        if deadline is None or not handed_in:
            return 0
        late = datetime.fromisoformat(handed_in) - deadline
        return 0 if late <= self.grace else math.ceil(late / timedelta(days=1))

    def kept(self, days: int) -> float:
        """The share of the points that is left."""
        return 1.0 - min(self.at_most, self.penalty * days)


@dataclass(frozen=True, slots=True)
class Rules:
    """late: by exercise; an exercise that is not named has no deadline"""

    counts: str = "last"
    late: Mapping[str, Late] = field(default_factory=dict)

    def of(self, exercise: str) -> Late:
        return self.late.get(exercise, Late())


def read(path: Path, exercises: Mapping[str, str]) -> Rules:
    """The rules in a file. Raises UsageError("rules.…") that names what is wrong.

    exercises: the ids of those there are, by each of their names: a deadline for any other would be nobody's
    """
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError("rules.unreadable", path=str(path), reason=error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("rules.form", path=str(path), reason=str(error)) from None
    reader = _Reader(str(path), facts.pop("timezone", "UTC"))
    counts = facts.pop("counts", "last")
    if counts not in COUNTS:
        raise reader.fault("counts", counts, " | ".join(COUNTS))
    if unknown := sorted(set(facts) - set(exercises)):
        settings = ("timezone", "counts")
        near = (*settings, *(name for name in exercises if not name[-1].isdigit()))
        shown = (*settings, *dict.fromkeys(f"[{id}]" for id in exercises.values()))
        raise reader.unknown(unknown[0], near, shown)
    for id in exercises.values():
        if len(names := tuple(name for name in facts if exercises[name] == id)) > 1:
            raise UsageError("rules.twice", path=str(path), names=names)
    return Rules(counts, {exercises[name]: reader.late(name, table) for name, table in facts.items()})


class _Reader:
    def __init__(self, path: str, zone: Any) -> None:
        self._path = path
        try:
            self._zone: tzinfo = UTC if zone == "UTC" else ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):  # a folder of zones is no zone
            raise UsageError("rules.zone", path=path, seen=str(zone)) from None

    def late(self, exercise: str, table: Any) -> Late:
        if not isinstance(table, dict):
            raise self.fault(exercise, table, f"[{exercise}]")
        known = {"deadline", "grace_minutes", "penalty_per_day", "at_most", "extensions"}
        if unknown := sorted(set(table) - known):
            names = tuple(f"{exercise}.{name}" for name in sorted(known))
            raise self.unknown(f"{exercise}.{unknown[0]}", names, names)
        extensions = table.get("extensions", {})
        if not isinstance(extensions, dict):
            raise self.fault(f"{exercise}.extensions", extensions, f"[{exercise}.extensions]")
        own = {f"{exercise}.extensions.{student}": time for student, time in extensions.items()}
        late = Late(
            deadline=self._time(f"{exercise}.deadline", table["deadline"]) if "deadline" in table else None,
            grace=timedelta(minutes=self._number(exercise, table, "grace_minutes", 0.0, 1e6)),
            penalty=self._number(exercise, table, "penalty_per_day", 0.0, 1.0),
            at_most=self._number(exercise, table, "at_most", 1.0, 1.0),
            extensions={name.rpartition(".extensions.")[2]: self._time(name, time) for name, time in own.items()},
        )
        if late.deadline is None and not late.extensions and (others := sorted(set(table) - {"extensions"})):
            raise UsageError("rules.deadline", path=self._path, exercise=exercise, name=others[0])
        return late

    def unknown(self, seen: str, near: Sequence[str], known: Sequence[str]) -> UsageError:
        """That there is no such setting; near: what may be meant, known: all that there is"""
        inner = {name.rpartition(".")[2]: name for name in near}
        if nearest := get_close_matches(seen.rpartition(".")[2], inner, n=1):
            return UsageError("rules.nearest", path=self._path, seen=seen, nearest=inner[nearest[0]])
        return UsageError("rules.unknown", path=self._path, seen=seen, known=known)

    def fault(self, name: str, seen: Any, expected: str) -> UsageError:
        return UsageError("rules.value", path=self._path, name=name, seen=str(seen), expected=expected)

    def _time(self, name: str, value: Any) -> datetime:
        """TOML has times without quotes; in quotes they mean the same. A day alone says no time."""
        if isinstance(value, str) and ":" in value:
            with suppress(ValueError):
                value = datetime.fromisoformat(value.strip())
        if not isinstance(value, datetime):
            raise self.fault(name, value, "2026-05-01T23:59:00")
        return value if value.tzinfo is not None else value.replace(tzinfo=self._zone)

    def _number(self, exercise: str, table: Mapping[str, Any], name: str, default: float, most: float) -> float:
        value = table.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise self.fault(f"{exercise}.{name}", value, f"0 … {most:.10g}")
        return float(value)
