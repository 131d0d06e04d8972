"""A small class and what is recorded of it, for the tests of `grade class` and `grade regrade`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader import gradebook

held = pytest.mark.skipif(sys.platform != "linux", reason="a class is graded where submissions are held")

DAMAGE = (
    *("attempts SET report = '{'", "attempts SET report = '[]'", "attempts SET report = X'00'"),
    *("attempts SET time = ''", "attempts SET handed_in = '2026-05-01T00:00:00'"),
    *("attempts SET earned = 'all'", "attempts SET seed = 'x'"),
    "submissions SET files = X'00'",
)
"""What somebody, or a disk, may make of the first attempt: table and change."""


def run(grade, subs, *more):
    return grade("class", subs, "--exercise", "exercise_4", "--gradebook", "b.sqlite", "--jobs", "1", *more)


def attempts() -> list[gradebook.Attempt]:
    with gradebook.read(Path("b.sqlite")) as book:
        return book.attempts()
