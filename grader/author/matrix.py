"""The kill matrix of an exercise: which misconception is caught by which check, and what each check costs.

Made of the gate's proofs. A row is a misconception, which may have several variants; a column is a check of its task.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.author.proof import Proof
from grader.exercise import Exercise
from grader.formats.sheet import Sheet

Say = Callable[..., str]
"""The message of a code, in some language."""

HEADING, QUIET, BAD = "bold", "dim", "bold red"
FIRST, ALSO, PASSED = "X", "x", "."
"""All variants of a misconception fail first at a check, or fail there too; none fails there. Else: how many do."""


@dataclass(slots=True)
class Row:
    """variants: how many; first, failed: by check, how many it catches first, how many fail it
    others: ids of other misconceptions that it was named as too"""

    id: str
    variants: int = 0
    first: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    @property
    def survivors(self) -> int:
        """Variants that no check caught."""
        return self.variants - sum(self.first.values())

    def mark(self, check: str) -> str:
        failed = self.failed.get(check, 0)
        if not failed:
            return PASSED
        if failed < self.variants:
            return str(failed)
        return FIRST if self.first.get(check, 0) == self.variants else ALSO


@dataclass(frozen=True, slots=True)
class Matrix:
    """task: whose; seconds: of each check, in the exercise's order, in a grading of the reference"""

    task: str
    seconds: Mapping[str, float]
    rows: Mapping[str, Row]

    def kills(self, check: str) -> tuple[int, int]:
        """How many variants the check catches first, and how many fail it."""
        rows = self.rows.values()
        return sum(row.first.get(check, 0) for row in rows), sum(row.failed.get(check, 0) for row in rows)


def matrices(exercise: Exercise, proofs: Sequence[Proof]) -> list[Matrix]:
    """One for each task. seconds: the median over the seeds on which the reference was graded."""
    times = [proof.times for proof in proofs if proof.promise == "reference"]
    seconds = {id: statistics.median(time.get(id, 0.0) for time in times) for id in (times[0] if times else ())}
    found = []
    for task in exercise.tasks:
        own = {id.partition(".")[2]: s for id, s in seconds.items() if id.partition(".")[0] == task.id}
        found.append(Matrix(task.id, own, _rows(task.id, proofs)))
    return found


def _rows(task: str, proofs: Sequence[Proof]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for proof in proofs:
        owner, _, id = proof.subject.partition(".")
        if proof.promise != "misconception" or owner != task:
            continue
        row = rows.setdefault(id, Row(id))
        row.variants += 1
        for check in proof.caught:
            row.failed[check] = row.failed.get(check, 0) + 1
        for check in proof.caught[:1]:
            row.first[check] = row.first.get(check, 0) + 1
        row.others = tuple(dict.fromkeys((*row.others, *(name for name in proof.named if name != id))))
    return rows


def show(found: Sequence[Matrix], width: int, colour: bool, say: Say, *, whole: bool) -> str:
    """The checks with what they catch and cost, survivors, look-alikes. whole: also every misconception, check by
    check."""
    sheet = Sheet(width, colour)
    for matrix in found:
        sheet.blank()
        _checks(sheet, matrix, say, numbered=whole)
        if whole and matrix.rows:
            sheet.blank()
            _marks(sheet, matrix)
    sheet.blank()
    if whole:
        sheet.sentence(say("author.matrix_marks", first=FIRST, also=ALSO, passed=PASSED), QUIET)
    _left(sheet, found, say)
    return sheet.text


def _checks(sheet: Sheet, matrix: Matrix, say: Say, numbered: bool) -> None:
    head = [(say(f"author.matrix_{column}"), QUIET) for column in ("first", "failed", "milliseconds")]
    rows = [[("", ""), (matrix.task, HEADING), *head]]
    for number, (check, seconds) in enumerate(matrix.seconds.items(), 1):
        first, failed = matrix.kills(check)
        cells = (str(first), str(failed), f"{1000 * seconds:.1f}")
        rows.append([(str(number) if numbered else "", QUIET), (check, ""), *((cell, "") for cell in cells)])
    total = sum(matrix.seconds.values())
    variants = sum(row.variants for row in matrix.rows.values())
    rows.append(
        [("", ""), (say("report.total"), QUIET), (str(variants), QUIET), ("", ""), (f"{1000 * total:.1f}", QUIET)]
    )
    sheet.table(rows, right=[0, 2, 3, 4])


def _marks(sheet: Sheet, matrix: Matrix) -> None:
    checks = [*matrix.seconds]
    longest = max(len(id) for id in matrix.rows)
    wide = 2 if longest + 8 + 3 * len(checks) > sheet.width else 3
    sheet.verbatim(" " * (longest + 8) + "".join(f"{number:>{wide}}" for number in range(1, len(checks) + 1)), QUIET, 2)
    for row in matrix.rows.values():
        marks = "".join(f"{row.mark(check):>{wide}}" for check in checks)
        sheet.verbatim(f"{row.id:<{longest}} {row.variants:>4}   {marks}", BAD if row.survivors else "", 2)


def _left(sheet: Sheet, found: Sequence[Matrix], say: Say) -> None:
    """Survivors and look-alikes; that there are none is said too."""
    rows = [(matrix.task, row) for matrix in found for row in matrix.rows.values()]
    survivors = [f"{task}.{row.id}" for task, row in rows if row.survivors]
    alike = [f"{task}.{row.id} ~ {', '.join(row.others)}" for task, row in rows if row.others]
    for code, lines, style in (("survivors", survivors, BAD), ("alike", alike, "")):
        sheet.sentence(say(f"author.matrix_{code}", count=len(lines)), HEADING)
        for line in lines:
            sheet.sentence(line, style, indent=2)
