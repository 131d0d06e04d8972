"""JUnit XML: a suite for each task, a case for each check. It has no field for points, so that they are properties of
the suites. A case that a submission made crash is a failure; an error is the grader's own fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.clean import xml
from grader.formats import View
from grader.formats.items import Item, Items
from grader.report import Outcome, Report

Attributes = dict[str, object]


def render(report: Report, view: View) -> str:
    items = Items(report, view)
    suites = [_suite(task, checks, view) for task, checks in items.checks()]
    if report.trouble is not None:
        suites.insert(0, _unloaded(items))
    total = {key: sum(int(str(head[key])) for head, _ in suites) for key in ("tests", "failures", "errors", "skipped")}
    head: Attributes = {"name": report.exercise, **total, "time": _seconds(report.seconds)}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', _open("testsuites", head)]
    for attributes, body in suites:
        lines += [_open("testsuite", attributes, 1), *body, "  </testsuite>"]
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(task: Item, checks: Sequence[Item], view: View) -> tuple[Attributes, list[str]]:
    outcomes = [check.outcome for check in checks] or [Outcome.NOT_ATTEMPTED]
    head: Attributes = {
        "name": task.id,
        "tests": len(outcomes),
        "failures": outcomes.count(Outcome.FAILED),
        "errors": outcomes.count(Outcome.BROKEN),
        "skipped": outcomes.count(Outcome.SKIPPED) + outcomes.count(Outcome.NOT_ATTEMPTED),
        "time": _seconds(task.seconds),
    }
    facts = {"title": task.name, "points": f"{task.earned:g}", "max_points": f"{task.points:g}"}
    facts |= {"bonus": "true"} if task.bonus else {}
    facts |= {"misconception": ", ".join(task.mistakes)} if task.mistakes else {}
    body = [*_properties(facts)]
    for check in checks:
        body += _case(check, task, view)
    if not checks:
        body += _closed({"classname": task.id, "name": task.name, "time": "0"}, ["<skipped/>"])
    return head, body


def _case(check: Item, task: Item, view: View) -> Iterator[str]:
    head: Attributes = {"classname": task.id, "name": check.name, "time": _seconds(check.seconds)}
    if check.place is not None and check.place.cell is None:
        head |= {"file": f"{view.folder}{check.place.file}", "line": check.place.line}
    message = (check.prose or check.said).partition("\n")[0]
    tags = {Outcome.PASSED: "", Outcome.FAILED: "failure", Outcome.BROKEN: "error"}
    tag = tags.get(check.outcome, "skipped")
    about: Attributes = {"message": message}
    if tag == "skipped":
        yield from _closed(head, [_open(tag, about, close=True)])
    elif tag:
        about["type"] = ", ".join(check.mistakes) or check.outcome.value
        yield from _closed(head, [f"{_open(tag, about)}{xml(check.text)}</{tag}>"])
    else:
        yield f"    {_open('testcase', head, close=True)}"


def _unloaded(items: Items) -> tuple[Attributes, list[str]]:
    name = items.exercise.id
    head: Attributes = {"name": f"{name}.load", "tests": 1, "failures": 1, "errors": 0, "skipped": 0, "time": "0"}
    about: Attributes = {"message": items.trouble.partition("\n")[0], "type": "trouble"}
    text = f"{_open('failure', about)}{xml(items.trouble)}</failure>"
    return head, [*_closed({"classname": name, "name": "load", "time": "0"}, [text])]


def _properties(facts: dict[str, str]) -> Iterator[str]:
    yield "    <properties>"
    for name, value in facts.items():
        yield f"      {_open('property', {'name': name, 'value': value}, close=True)}"
    yield "    </properties>"


def _closed(head: Attributes, inner: Sequence[str]) -> Iterator[str]:
    yield f"    {_open('testcase', head)}"
    yield from (f"      {text}" for text in inner)
    yield "    </testcase>"


def _open(tag: str, attributes: Attributes, depth: int = 0, close: bool = False) -> str:
    words = "".join(f' {name}="{xml(str(value))}"' for name, value in attributes.items())
    return f"{'  ' * depth}<{tag}{words}{'/' if close else ''}>"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
