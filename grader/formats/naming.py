"""What the hints of an exercise call the checks and the known answers in a report, and what they say of them."""

from __future__ import annotations

from contextlib import suppress

from grader import hints
from grader.errors import ExerciseError
from grader.exercise import Exercise
from grader.hints import Hints
from grader.messages import filled
from grader.report import Finding, Match


def hints_of(exercise: Exercise, language: str) -> Hints:
    """The exercise's hints. A fault in their file is for the author's gate to tell; no learner loses a report to it."""
    with suppress(ExerciseError):
        return hints.read(exercise, language)
    return Hints()


class Naming:
    """Names and hints in one language."""

    def __init__(self, exercise: Exercise, language: str) -> None:
        self._hints = hints_of(exercise, language)
        self._language = language

    def check(self, finding: Finding) -> str:
        """The sentence that is true when the check passes; "" where the exercise has none."""
        return self._hints.title(finding.id, finding.check)

    def match(self, match: Match) -> str:
        """A convention or mistake by its name; by its id where the exercise has none."""
        return filled(self._hints.title(match.id) or match.id, self._language, match.values)

    def levels(self, match: Match) -> tuple[str, ...]:
        """The hints on a convention or mistake, from the gentlest on."""
        return tuple(filled(level, self._language, match.values) for level in self._hints.levels(match.id))

    def helping(self, finding: Finding) -> tuple[str, ...]:
        """The hints on a failure: on the first mistake that has some, else on the check."""
        of_mistakes = (self.levels(match) for match in finding.misconceptions)
        return next(filter(None, of_mistakes), ()) or self._hints.levels(finding.id, finding.check)
