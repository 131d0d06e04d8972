"""Initialisers that are right in themselves and call a `fans` or a `gaussian` that is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exercises.exercise_02_initializers import misconceptions
from exercises.exercise_02_initializers.laws import FAN_IN_LAWS, GLOROT
from grader.checks import Misconception, consequence

LAWS = [*FAN_IN_LAWS.items(), ("xavier", GLOROT)]
"""The right ones, each with the task of which it is."""


def _wrong(function: str) -> Iterator[tuple[list[tuple[str, str]], Any]]:
    """Every known mistake in this function, and the function that makes it."""
    for id, known in vars(misconceptions).items():
        for variant in known if isinstance(known, list) else [known]:
            if isinstance(variant, Misconception) and variant.task == function:
                yield [(function, id)], variant.replaces[function]


on_your_own_functions = [
    *(
        consequence(task, mistake, **drawn)
        for mistake, fans in _wrong("fans")
        for task, law in LAWS
        for drawn in ({task: law.normal(fans)}, {f"{task}_uniform": law.uniform(fans)})
    ),
    *(
        consequence(task, mistake, **{task: law.normal(gaussian=gaussian)})
        for mistake, gaussian in _wrong("gaussian")
        for task, law in LAWS
    ),
]
