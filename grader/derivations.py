"""The derivations of an exercise, one for each task, in `derivations.en.md` and `derivations.ja.md` in its folder:

    # Derivations: optimisers
    ## adam · Two averages, and why they are corrected

Below the heading of each stands its text, with formulas in fenced blocks and its sources in the last paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader import content
from grader.exercise import Exercise

SEPARATOR = "·"


@dataclass(frozen=True, slots=True)
class Derivation:
    """title: of the derivation, not of the task; text: Markdown"""

    title: str
    text: str


def read(exercise: Exercise, language: str) -> Mapping[str, Derivation]:
    """By task, in the order of the file; empty where the exercise has none in the language. Raises ExerciseError where
    the file is not UTF-8."""
    path = exercise.folder / f"derivations.{language}.md"
    if not path.is_file():
        return {}
    found = {}
    for piece in f"\n{content.read(path, 'a learner reads it')}".split("\n## ")[1:]:
        head, _, text = piece.partition("\n")
        task, _, title = head.partition(SEPARATOR)
        found[task.strip()] = Derivation(title.strip(), text.strip())
    return found
