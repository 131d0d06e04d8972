"""The marks of a class as CSV: a line for each student and exercise, with everything that the mark rests on, and one
for each submission that is nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.classroom.tally import Mark, Tally
from grader.formats.csv import sheet

BASIS = ("attempts", "late_days", "adjustment", "reasons", "flags", "handed_in", "judged", "attempt")
VERSIONS = ("grader", "exercise_version", "seed", "digest", "isolation")


def render(tallies: Sequence[Tally]) -> str:
    """The sheet, with a byte order mark. It has a column for each task of all exercises."""
    tasks = dict.fromkeys(task.id for tally in tallies for task in tally.exercise.tasks)
    columns = ("student", "name", "exercise", "mark", "earned", "points", *tasks, "mistakes", *BASIS, *VERSIONS)
    return sheet(columns, [row for tally in tallies for row in _rows(tally)])


def _rows(tally: Tally) -> Iterator[dict[str, object]]:
    made: dict[str, list[str]] = {}
    for mistake in tally.mistakes:
        for student in mistake.students:
            made.setdefault(student, []).append(f"{mistake.task}:{mistake.id}")
    for mark in tally.marks:
        yield _row(mark, tally, made.get(mark.student, []))
    for refusal in tally.refusals:
        if not refusal.student:  # nobody's, and yet somebody handed it in
            yield {"name": refusal.label, "exercise": tally.exercise.id, "flags": "unreadable"}


def _row(mark: Mark, tally: Tally, mistakes: list[str]) -> dict[str, object]:
    row: dict[str, object] = {
        "student": mark.student,
        "name": mark.name,
        "exercise": tally.exercise.id,
        "mark": "" if mark.mark is None else round(mark.mark, 6),
        "points": tally.exercise.points,
        **mark.outcomes,
        "mistakes": " ".join(mistakes),
        "attempts": mark.attempts,
        "late_days": mark.days,
        "adjustment": mark.adjustment,
        "reasons": "; ".join(mark.reasons),
        "flags": " ".join(mark.flags),
    }
    attempt = mark.attempt
    if attempt is not None:
        row |= {
            "earned": attempt.earned,
            "handed_in": attempt.handed_in,
            "judged": attempt.time,
            "attempt": attempt.id,
            "grader": attempt.grader_version,
            "exercise_version": attempt.exercise_version,
            "seed": f"seed {attempt.seed}",
            "digest": attempt.digest,
            "isolation": attempt.isolation,
        }
    return row
