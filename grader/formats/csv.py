"""One line a check, for a spreadsheet. It begins with a byte order mark, without which Excel in Japan reads mojibake.

Points stand on the first line of their task only, so that a sum over the column is the mark.
"""

from __future__ import annotations

import csv
import io

from grader.clean import csv as cell
from grader.formats import View
from grader.formats.items import Item, Items
from grader.report import Report

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"

COLUMNS = (
    *("exercise", "submission", "task", "check", "outcome", "earned", "points", "bonus", "mistakes", "message"),
    *("seconds", "digest", "seed", "grader", "exercise_version", "python", "numpy", "isolation"),
)


def render(report: Report, view: View) -> str:
    items = Items(report, view)
    rows: list[dict[str, object]] = []
    for task, checks in items.checks():
        shown: list[Item] = list(checks) or [task]
        for i, check in enumerate(shown):
            points = {"earned": task.earned, "points": task.points} if i == 0 else {"earned": "", "points": ""}
            rows.append({**_row(check, task, items), **points})
    return sheet(COLUMNS, rows)


def _row(check: Item, task: Item, items: Items) -> dict[str, object]:
    report = items.report
    name = check.id.removeprefix(task.id).lstrip(".")
    return {
        "exercise": report.exercise,
        "submission": report.submission,
        "task": task.id.rpartition(".")[2],
        "check": name,
        "outcome": check.outcome.value,
        "bonus": int(task.bonus),
        "mistakes": " ".join(check.mistakes),
        "message": check.prose.replace("\n", " "),
        "seconds": round(check.seconds, 3),
        "digest": report.digest,
        "seed": items.seed and f"seed {items.seed}",  # a spreadsheet would round a bare number of so many digits
        "grader": report.versions.get("grader", ""),
        "exercise_version": report.versions.get("exercise", ""),
        "python": report.versions.get("python", ""),
        "numpy": report.versions.get("numpy", ""),
        "isolation": report.isolation.level,
    }


def sheet(columns: tuple[str, ...], rows: list[dict[str, object]]) -> str:
    """A table as CSV. Text is escaped for spreadsheets; numbers stay numbers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(column) for column in columns])
    for row in rows:
        writer.writerow([cell(value) if isinstance(value, str) else value for value in map(row.get, columns)])
    return MARK + text.getvalue()
