"""The marks of a class as CSV: a line for each student, with everything that the mark rests on."""

from __future__ import annotations

from grader.classroom.tally import Mark, Tally
from grader.formats.csv import sheet

BASIS = ("attempts", "late_days", "adjustment", "reasons", "flags", "handed_in", "judged", "attempt")
VERSIONS = ("grader", "exercise_version", "seed", "digest", "isolation")


def render(tally: Tally) -> str:
    """The sheet, with a byte order mark."""
    tasks = tuple(task.id for task in tally.exercise.tasks)
    columns = ("student", "name", "exercise", "mark", "earned", "points", *tasks, "mistakes", *BASIS, *VERSIONS)
    made: dict[str, list[str]] = {}
    for mistake in tally.mistakes:
        for student in mistake.students:
            made.setdefault(student, []).append(f"{mistake.task}:{mistake.id}")
    return sheet(columns, [_row(mark, tally, made.get(mark.student, [])) for mark in tally.marks])


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
