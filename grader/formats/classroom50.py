"""Classroom 50's `result.json`. It counts in whole numbers: all points are multiplied by the same factor where they
are none. What the host knows, it says in environment variables (`View.host`).
"""

from __future__ import annotations

from typing import Any

from grader import clean
from grader.formats import View
from grader.formats.items import Item, Items, scaled
from grader.report import EARNING, Report

SCHEMA = "classroom50/result/v1"
UNKNOWN = "unknown"
"""For what the host does not say: empty text is refused."""


def render(report: Report, view: View) -> str:
    tasks = Items(report, view).tasks()
    factor = scaled(tuple(item.points for item in tasks))
    tests = [_test(item, factor) for item in tasks]
    host = view.host
    commit = host.get("COMMIT_URL") or UNKNOWN
    plain: dict[str, Any] = {
        "schema": SCHEMA,
        "classroom": host.get("CLASSROOM") or UNKNOWN,
        "assignment": host.get("ASSIGNMENT") or report.exercise,
        "submission": host.get("SUBMISSION_TAG") or UNKNOWN,
        "commit": commit,
        "release": host.get("RELEASE_URL") or UNKNOWN,
        "review": host.get("REVIEW_URL") or commit,
        "datetime": view.time,
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return clean.json(plain, indent=2) + "\n"


def _test(item: Item, factor: int) -> dict[str, Any]:
    return {
        "test-name": f"{item.id}: {item.name}",
        "passed": item.outcome in EARNING,
        "score": round(item.earned * factor),
        "max-score": 0 if item.bonus else round(item.points * factor),
        "outcome": item.outcome.value,
        "mistakes": list(item.mistakes),
        "message": item.text,
    }
