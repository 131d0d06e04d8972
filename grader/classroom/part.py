"""What the parts of a class's page are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from grader.clean import html, line
from grader.exercise import Exercise
from grader.formats.wording import Wording
from grader.hints import Hints
from grader.messages import known

LISTED = 100
"""Students in one list; the sheet has them all."""

ROWS = 250
"""Of marks in one table. Where there are several, a browser lays out those alone that it shows."""

NUMBERS = frozenset({
    "count", "passing", "discrimination", "tries", "hints", "ratio", "mark", "attempts", "judged", "mean", "full",
})  # fmt: skip
"""Columns of numbers."""

Item = TypeVar("Item")


@dataclass
class Part:
    """One part of the page, in one language."""

    words: Wording

    @property
    def names(self) -> Mapping[str, str]:
        """Of students, by id; "" where there is none."""
        return {}

    def word(self, code: str, **values: Any) -> str:
        return html(self.words.say(f"dashboard.{code}", **values))

    def facts(self, facts: Sequence[tuple[str, str]]) -> str:
        """A few figures in large type, each under its word."""
        cells = "".join(f"<div><dt>{self.word(name)}</dt><dd>{html(value)}</dd></div>" for name, value in facts)
        return f"<dl class=facts>{cells}</dl>"

    def heads(self, names: Sequence[str]) -> str:
        return "".join(f"<th{' class=n' if name in NUMBERS else ''}>{self.word(name)}" for name in names)

    def task(self, exercise: Exercise, id: str) -> str:
        titles = {task.id: self.words.title(task.title) for task in exercise.tasks}
        return html(titles.get(id, id))

    def mistake(self, hints: Hints, id: str) -> str:
        """Its title, without fields that only one student's numbers can fill, and its id."""
        title = hints.title(id)
        if not title and id.startswith("evidence.") and known(id, self.words.language):
            title = self.words.say(f"dashboard.{id.replace('.', '_')}")
        shown = html(line(title)) if title else ""
        return f"{shown} <code>{html(id)}</code>"

    def who(self, students: Sequence[str]) -> str:
        shown = ", ".join(map(self._student, students[:LISTED]))
        more = len(students) - LISTED
        text = shown + (f" {self.word('more', count=more)}" if more > 0 else "")
        if len(students) <= 8:
            return text
        return f"<details><summary>{self.word('students_are', count=len(students))}</summary>{text}</details>"

    def _student(self, id: str) -> str:
        name = self.names.get(id, "")
        return f'<span title="{html(line(name))}">{html(id)}</span>' if name else f"<span>{html(id)}</span>"


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def bar(share: float, kind: str = "good") -> str:
    return f"<meter class={kind} value={share:.2f}></meter>"


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2g}"
