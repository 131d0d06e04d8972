"""Several exercises side by side, at the head of the class's page: how each did, the mistakes that most made, and what
every student has in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean, median

from grader.classroom.part import ROWS, Part, bar, batched
from grader.classroom.tally import Mistake, Tally
from grader.clean import html, line
from grader.exercise import Exercise
from grader.formats.naming import hints_of

MISTAKES = 20
"""The most frequent of all exercises; each exercise's part has all of its own."""


@dataclass
class Overview(Part):
    tallies: Sequence[Tally]

    def parts(self) -> Iterator[str]:
        yield f"<section><h2>{self.word('course')}</h2>"
        yield from self._facts()
        yield f"<h3>{self.word('exercises')}</h3>"
        yield from self._exercises()
        if self._frequent:
            yield f"<h3>{self.word('frequent')}</h3>"
            yield from self._mistakes()
        yield f"<h3>{self.word('marks')}</h3>"
        yield from self._marks()
        yield "</section>"

    @cached_property
    def names(self) -> Mapping[str, str]:
        """In the order of ids."""
        found = {mark.student: mark.name for tally in self.tallies for mark in tally.marks}
        return dict(sorted(found.items()))

    @cached_property
    def _marks_of(self) -> dict[str, list[float | None]]:
        """By student, the mark in each exercise."""
        columns = [{mark.student: mark.mark for mark in tally.marks} for tally in self.tallies]
        return {student: [column.get(student) for column in columns] for student in self.names}

    @cached_property
    def _points(self) -> float:
        return sum(tally.exercise.points for tally in self.tallies)

    def _facts(self) -> Iterator[str]:
        totals = [_total(marks) for marks in self._marks_of.values()]
        facts = [
            ("students", f"{len(totals)}"),
            ("exercises", f"{len(self.tallies)}"),
            ("median", f"{median(totals):.3g} / {self._points:g}"),
            ("mean", f"{mean(totals):.3g} / {self._points:g}"),
        ]
        yield self.facts(facts)

    def _exercises(self) -> Iterator[str]:
        names = ("exercise", "judged", "mean", "full", "frequent_here")
        yield f"<div class=wide><table><thead><tr>{self.heads(names)}</tr></thead><tbody>"
        for tally in self.tallies:
            exercise = tally.exercise
            marks = [mark.mark for mark in tally.marks if mark.mark is not None]
            most = max(tally.mistakes, key=_students, default=None)
            cells = ["–", "–"]
            if marks:
                full = sum(mark >= exercise.points for mark in marks) / len(marks)
                share = mean(marks) / exercise.points
                cells = [f"{mean(marks):.3g} / {exercise.points:g}{bar(share)}", f"{full:.0%}{bar(full)}"]
            yield (
                f"<tr><td>{_link(exercise, self.words.heading(exercise))}<td class=n>{len(marks)}"
                f"{''.join(f'<td class=n>{cell}' for cell in cells)}"
                f"<td>{self._named(tally, most) if most is not None else ''}"
            )
        yield "</table></div>"

    def _named(self, tally: Tally, mistake: Mistake) -> str:
        return self.mistake(hints_of(tally.exercise, self.words.language), mistake.id)

    @cached_property
    def _frequent(self) -> list[tuple[Tally, Mistake]]:
        found = [(tally, mistake) for tally in self.tallies for mistake in tally.mistakes]
        return sorted(found, key=lambda pair: -_students(pair[1]))[:MISTAKES]

    def _mistakes(self) -> Iterator[str]:
        names = ("exercise", "task", "mistake", "count", "who")
        yield f"<div class=wide><table><thead><tr>{self.heads(names)}</tr></thead><tbody>"
        for tally, mistake in self._frequent:
            exercise = tally.exercise
            judged = max(1, sum(mark.attempt is not None for mark in tally.marks))
            yield (
                f"<tr><td>{_link(exercise, str(exercise.number))}<td>{self.task(exercise, mistake.task)}"
                f"<td>{self._named(tally, mistake)}"
                f"<td class=n>{_students(mistake)}{bar(_students(mistake) / judged, 'bad')}"
                f"<td>{self.who((*mistake.students, *mistake.possible))}"
            )
        yield "</table></div>"

    def _marks(self) -> Iterator[str]:
        named = any(self.names.values())
        columns = "".join(
            f'<th class=n title="{html(self.words.heading(tally.exercise))}">{tally.exercise.number}'
            for tally in self.tallies
        )
        heads = self.heads(("student", *(["name"] if named else []))) + columns
        heads += f"<th class=n>{self.word('total', points=f'{self._points:g}')}"
        for part in batched([*self._marks_of.items()], ROWS):
            yield f"<div class=wide><table class='marks totals'><thead><tr>{heads}</tr></thead><tbody>"
            for student, marks in part:
                name = f"<td class=name>{html(line(self.names[student]))}" if named else ""
                cells = "".join(f"<td class=n>{'–' if mark is None else f'{mark:g}'}" for mark in marks)
                yield f"<tr><th>{html(student)}{name}{cells}<td class=n><b>{_total(marks):g}</b>"
            yield "</table></div>"


def _link(exercise: Exercise, text: str) -> str:
    """To the exercise's own part of the page."""
    return f'<a href="#{html(exercise.id)}">{html(text)}</a>'


def _total(marks: Sequence[float | None]) -> float:
    return sum(mark for mark in marks if mark is not None)


def _students(mistake: Mistake) -> int:
    return len(mistake.students) + len(mistake.possible)
