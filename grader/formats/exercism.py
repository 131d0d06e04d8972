"""Exercism's `results.json`, version 3: one test a check, in the order in which they are asked.

Only the first test that is no pass is shown there. Checks that wait for another one are left out: they say nothing.
"""

from __future__ import annotations

from typing import Any

from grader import clean
from grader.formats import View
from grader.formats.items import Item, Items
from grader.report import Outcome, Report

MAX_MESSAGE = 65_535
MAX_OUTPUT = 500
STATUS = {Outcome.PASSED: "pass", Outcome.BROKEN: "error"}


def render(report: Report, view: View) -> str:
    items = Items(report, view)
    plain: dict[str, Any] = {"version": 3}
    if report.trouble is not None:
        plain |= {"status": "error", "message": items.trouble[:MAX_MESSAGE]}
    else:
        tests = [_test(check, task) for task, checks in items.checks() for check in checks if _asked(check)]
        first = next((test for test in tests if test["status"] != "pass"), None)
        printed = clean.terminal(report.output)[:MAX_OUTPUT]
        if printed and first is not None:
            first["output"] = printed
        plain |= {"status": "pass" if tests and first is None else "fail", "message": None, "tests": tests}
    return clean.json(plain, indent=2) + "\n"


def _asked(check: Item) -> bool:
    return check.outcome is not Outcome.SKIPPED


def _test(check: Item, task: Item) -> dict[str, Any]:
    status = STATUS.get(check.outcome, "fail")
    name = f"{task.name}: {check.name}"
    test: dict[str, Any] = {"name": name, "status": status, "task_id": check.number, "test_code": check.code}
    if status != "pass":
        test["message"] = (check.prose or check.said)[:MAX_MESSAGE]
    return test
