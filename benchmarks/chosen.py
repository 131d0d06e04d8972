"""Exercises as a script's arguments name them."""

from __future__ import annotations

import argparse

from grader import catalog
from grader.errors import UsageError
from grader.exercise import Exercise

CONTENT = catalog.content()
EXERCISES = catalog.exercises(CONTENT)


def known(name: str) -> Exercise:
    """An exercise, however it is called: for the `type` of an argument."""
    try:
        return catalog.find(name, EXERCISES)[0]
    except UsageError:
        ids = ", ".join(exercise.id for exercise in EXERCISES)
        raise argparse.ArgumentTypeError(f"there is no exercise {name!r}; there are {ids}") from None
