"""Where in what was handed in the code of a task begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from grader.exercise import Exercise
from grader.report import Frame
from grader.submission import Submission

_DEFINITION = re.compile(r"^(?:class|(?:async[ \t]{1,8})?def)[ \t]{1,8}(\w{1,200})", re.MULTILINE)


@lru_cache(maxsize=1)  # every task of a report asks for the same
def definitions(source: str) -> Mapping[str, int]:
    """The lines on which classes and functions begin. Read off the text, because a parser can be kept busy for minutes,
    and this is the grader's own process."""
    found, line, at = {}, 1, 0
    for match in _DEFINITION.finditer(source):
        line += source.count("\n", at, match.start())
        at = match.start()
        found[match[1]] = line
    return found


def beginning(task: str, exercise: Exercise, submission: Submission | None) -> Frame | None:
    """The line on which it begins; None where that cannot be told. task: its id"""
    if submission is None:
        return None
    found = definitions(submission.source)
    names = next((known.names for known in exercise.tasks if known.id == task), ())
    spellings = [spelling for name in names for spelling in exercise.vocabulary.spell(name)]
    name = next((spelling for spelling in spellings if spelling in found), None)
    if name is None:
        return None
    cell, number = submission.locate(submission.entry, found[name])
    return Frame(submission.entry, number, name, cell=cell)
