"""Every convention is right: proved apart from the checks and from the code that they share.

The gate proves that a convention is seen and named; it cannot prove that it deserves to be. Here each one is held
against its published formula written out for plain numbers (sources stand in the hints), against laws that any right
answer obeys (the gradient of its own forward, descent in a bowl, an expectation kept), or against numbers worked out by
hand. A convention without a proof fails.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.conventions.proofs import COURSES, PROOFS

for file in Path(__file__).parent.glob("exercise_*.py"):
    importlib.import_module(f"tests.conventions.{file.stem}")

ALL = [
    (exercise, id, number)
    for exercise, course in COURSES.items()
    for id, family in course.conventions.items()
    for number in range(len(family))
]


@pytest.mark.parametrize(("exercise", "id", "number"), ALL, ids=lambda value: str(value))
def test_a_convention_is_right(exercise: str, id: str, number: int) -> None:
    variant = COURSES[exercise].conventions[id][number]
    names = {**COURSES[exercise].answers, **variant.replaces}

    (PROOFS.get(f"{exercise}.{id}") or PROOFS[id])(names, number)


def test_no_proof_is_of_nothing() -> None:
    known = {id for _, id, _ in ALL} | {f"{exercise}.{id}" for exercise, id, _ in ALL}

    assert PROOFS.keys() <= known
