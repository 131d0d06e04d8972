"""From what a worker answers, instruction by instruction, to what a check sees, label by label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.report import Frame
from grader.student import Label, Line, Play, Raised, Run, Sight
from grader.worker import play as worker

Locate = Callable[[str, int], tuple[int | None, int]]
"""A file and a line in it, to the notebook cell and the line in that (`Submission.locate`)."""

ARGUMENTS, IDENTITY, RESULTS = Label("arguments"), Label("identity"), Label("results")
MANNERS = frozenset({"arguments", "identity", "results"})
"""Outputs that every play has: what it does to its arguments, to the arrays it shares, to what it has returned."""


def observe(play: Play, raw: worker.Run, locate: Locate = lambda _path, line: (None, line)) -> Run:
    """Label what came of a play. A value under a label is data, an `Opaque`, or a `Raised`.

    raw: the worker's replies, one an instruction; locate: where a line of the submission stands for its learner
    """
    replies, later, warnings, seconds = raw
    seen: dict[Label, Any] = {}
    arguments: list[Any] = []
    identity: list[Any] = []
    ended: Raised | None = None
    absent = ""
    for line, (status, value, changes) in zip(play.lines, replies, strict=False):
        if status == "raised":
            ended = _raised(value, locate)
            seen[line.label or Label(_verb(line))] = ended
        elif status == "absent":
            absent = value
        elif line.instruction[0] == "see" and line.label is not None:
            now, rebound = value
            seen[line.label] = now
            identity += [_named(play, line, path) for path in rebound]
        elif line.label is not None:
            seen[line.label] = value.reshape(-1) if line.flat and isinstance(value, np.ndarray) else value
        arguments += [(_verb(line), f"{_argument(line, number)}{path}", after) for number, path, after, _ in changes]
    seen[ARGUMENTS] = tuple(arguments)
    seen[IDENTITY] = tuple(dict.fromkeys(identity))
    seen[RESULTS] = tuple(_verb(play.lines[number]) for number in later)
    return Run(Sight(seen), ended, absent, warnings, seconds)


def _raised(value: Any, locate: Locate) -> Raised:
    frames = []
    for file, line, function, text in value["frames"]:
        cell, place = locate(file, line)
        frames.append(Frame(file, place, function, text, cell))
    return Raised(value["type"], value["message"], tuple(frames), value["kinds"])


def _verb(line: Line) -> str:
    """What the line does, in the learner's words: the method, function, class or attribute that it names."""
    op = line.instruction[0]
    place = {"call": 2, "get": 2, "set": 2, "fill": 2, "step": 2, "new": 1}.get(op, 0)
    return str(line.instruction[place])


def _argument(line: Line, number: int) -> str:
    return line.arguments[number] if number < len(line.arguments) else f"argument {number + 1}"


def _named(play: Play, line: Line, path: str) -> str:
    return f"{play.lines[line.instruction[1].index].name}{path}"
