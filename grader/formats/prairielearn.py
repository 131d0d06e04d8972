"""PrairieLearn's external grading results. A submission that does not load is not gradable, which costs no attempt."""

from __future__ import annotations

from typing import Any

from grader import clean
from grader.formats import View
from grader.formats.items import Item, Items
from grader.report import Report

MAX_BYTES = 1_000_000
"""What PrairieLearn takes; the longest texts give way, then the last tasks."""


def render(report: Report, view: View) -> str:
    items = Items(report, view)
    loads = report.trouble is None or not report.trouble.code.startswith("load.")
    plain: dict[str, Any] = {
        "gradable": loads,
        "score": min(1.0, report.earned / report.points) if report.points else 0.0,
        "message": items.trouble or f"{items.title}: {items.total}",
        "output": clean.terminal(report.output),
        "tests": [_test(item) for item in items.tasks()],
    }
    if not loads:
        plain["format_errors"] = [items.trouble]
    limits = iter((100_000, 10_000, 1_000, 100))
    while len(text := clean.json(plain, indent=2) + "\n") > MAX_BYTES:
        if limit := next(limits, None):
            plain = _cut(plain, limit)
        else:
            plain["tests"] = plain["tests"][: len(plain["tests"]) // 2]
    return text


def _test(item: Item) -> dict[str, Any]:
    return {
        "name": item.name,
        "description": item.id,
        "points": item.earned,
        "max_points": 0 if item.bonus else item.points,
        "message": item.said,
        "output": item.text,
    }


def _cut(plain: Any, limit: int) -> Any:
    if isinstance(plain, dict):
        return {key: _cut(value, limit) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_cut(value, limit) for value in plain]
    return f"{plain[:limit]} ..." if isinstance(plain, str) and len(plain) > limit + 4 else plain
