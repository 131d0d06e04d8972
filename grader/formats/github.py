"""GitHub Actions: an annotation for each failed task, then the report as text for the log.

The page of a run shows ten annotations of a kind for each step; the whole report belongs into the job summary, which
`summary` makes. Nothing that a submission wrote begins a command to the runner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.clean import workflow, workflow_message, workflow_property
from grader.formats import View, text
from grader.formats.items import Items
from grader.formats.markdown import render as markdown
from grader.formats.places import beginning
from grader.report import Frame, Outcome, Report

MAX_ANNOTATIONS = 10
MAX_SUMMARY = 1 << 20
"""Bytes of a step's summary; GitHub drops a larger one whole."""

KIND = {Outcome.FAILED: "error", Outcome.BROKEN: "warning", Outcome.NOT_ATTEMPTED: "notice"}


def render(report: Report, view: View) -> str:
    plain = workflow(text.render(report, replace(view, colour=False)))
    return "".join(f"{line}\n" for line in _annotations(Items(report, view))) + plain


def summary(report: Report, view: View, room: int = MAX_SUMMARY) -> str:
    """The report for the job summary, whole sections of it, in at most so many bytes."""
    kept: list[str] = []
    for section in markdown(report, view).split("\n### "):
        head = "\n### " if kept else ""
        room -= len((head + section).encode())
        if room < 0:
            break
        kept.append(head + section)
    return "".join(kept)


def _annotations(items: Items) -> Iterator[str]:
    folder = items.view.folder
    trouble = items.report.trouble
    if trouble is not None:
        values = trouble.values
        frame = trouble.frames[-1] if trouble.frames else None
        if trouble.code == "load.syntax" and isinstance(line := values.get("line"), int):
            cell = values.get("cell")
            frame = Frame(str(values.get("file", "")), line, "", cell=cell if isinstance(cell, int) else None)
        yield _command("error", items.title, items.trouble, frame, folder)
        return
    told = [item for item in items.tasks() if item.outcome in KIND]
    for item in told[:MAX_ANNOTATIONS]:
        message = item.prose or item.said
        place = item.place or beginning(item.id.rpartition(".")[2], items.exercise, items.view.code)
        yield _command(KIND[item.outcome], f"{item.name} ({item.id})", message, place, folder)


def _command(kind: str, title: str, message: str, place: Frame | None, folder: str) -> str:
    properties: dict[str, object] = {"title": title}
    if place is not None:  # a line of a notebook's cell is no line of its file
        properties |= {"file": folder + place.file} | ({"line": place.line} if place.cell is None else {})
    words = ",".join(f"{name}={workflow_property(str(value))}" for name, value in properties.items())
    return f"::{kind} {words}::{workflow_message(message)}"
