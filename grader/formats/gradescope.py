"""Gradescope's `results.json`. Its total is the sum of the tests' scores, so that none is written beside them.

A bonus task has a `max_score` of 0: its points come on top of the assignment's. Mistakes are tags, by which an
instructor can count them; what a mark rests on is in `extra_data`, which comes back with the next submission.
"""

from __future__ import annotations

from typing import Any

from grader import clean
from grader.formats import View
from grader.formats.items import Item, Items
from grader.report import EARNING, Report

MAX_PRINTED = 10_000
"""Letters of what a submission printed."""


def render(report: Report, view: View) -> str:
    items = Items(report, view)
    plain: dict[str, Any] = {
        "output": _output(items),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "execution_time": round(report.seconds, 3),
        "tests": [_test(item) for item in items.tasks()],
        "extra_data": {
            "exercise": report.exercise,
            "digest": report.digest,
            "seed": items.seed,
            "versions": dict(report.versions),
            "isolation": report.isolation.level,
            "exit_code": report.exit_code,
        },
    }
    return clean.json(plain, indent=2) + "\n"


def _output(items: Items) -> str:
    parts = [items.title, items.trouble, *(items.words.note(note) for note in items.report.notes)]
    printed = clean.terminal(items.report.output).strip()[:MAX_PRINTED]
    if printed:
        parts += [items.words.say("report.printed"), printed]
    return "\n\n".join(part for part in parts if part)


def _test(item: Item) -> dict[str, Any]:
    return {
        "number": str(item.number),
        "name": item.name,
        "score": item.earned,
        "max_score": 0 if item.bonus else item.points,
        "status": "passed" if item.outcome in EARNING else "failed",
        "output": item.text or item.said,
        "tags": list(item.mistakes),
        "visibility": "visible",
        "extra_data": {"id": item.id, "outcome": item.outcome.value},
    }
