"""The Common Test Report Format: one test a check, in a suite for each task. Starter code is `pending`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from grader import clean
from grader.formats import View
from grader.formats.items import Item, Items
from grader.report import Outcome, Report

VERSION = "1.0.0"
STATUS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.SKIPPED: "skipped",
    Outcome.NOT_ATTEMPTED: "pending",
    Outcome.BROKEN: "other",
}


def render(report: Report, view: View) -> str:
    items = Items(report, view)
    tests = [_test(check, task, view) for task, checks in items.checks() for check in checks]
    if report.trouble is not None:
        name = view.exercise.id
        tests = [{"name": name, "status": "failed", "duration": 0, "message": items.trouble, "rawStatus": "trouble"}]
    counts = Counter(test["status"] for test in tests)
    plain = {
        "reportFormat": "CTRF",
        "specVersion": VERSION,
        "generatedBy": "nnkata",
        "results": {
            "tool": {"name": "nnkata", "version": report.versions.get("grader", "")},
            "summary": {
                "tests": len(tests),
                **{status: counts[status] for status in STATUS.values()},
                "suites": len(report.tasks),
                "start": 0,  # a report says how long it took, not when
                "stop": _milliseconds(report.seconds),
            },
            "tests": tests,
            "extra": {
                "earned": report.earned,
                "points": report.points,
                "exercise": report.exercise,
                "digest": report.digest,
                "seed": items.seed,
                "versions": dict(report.versions),
            },
        },
    }
    return clean.json(plain, indent=2) + "\n"


def _test(check: Item, task: Item, view: View) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": check.name,
        "status": STATUS[check.outcome],
        "rawStatus": check.outcome.value,
        "duration": _milliseconds(check.seconds),
        "suite": [view.exercise.id, task.name],
        "labels": {"id": check.id},
    }
    if check.mistakes:
        test["labels"]["mistake"] = list(check.mistakes)
    if check.prose:
        test["message"] = check.prose
    if check.code:
        test["snippet"] = check.code
    if check.place is not None and check.place.cell is None:
        test |= {"filePath": f"{view.folder}{check.place.file}", "line": check.place.line}
    return test


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
