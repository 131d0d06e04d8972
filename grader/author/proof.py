"""What comes of trying a promise of an exercise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.exercise import Exercise


@dataclass(frozen=True, slots=True)
class Proof:
    """One promise of an exercise, tried.

    promise: facts, code, text, stub, reference, answers, single, misconception, convention,
    consequence or check; subject: what was tried
    caught: the checks that failed, in order; named: ids that the report named
    problem: what is wrong and how to mend it, "" when the promise holds
    times: of the reference, how long each check took
    """

    promise: str
    subject: str
    problem: str = ""
    caught: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    seconds: float = 0.0
    times: Mapping[str, float] = field(default_factory=dict)


def placed(proof: Proof, exercise: Exercise, module: str, name: str) -> Proof:
    """The proof with the file and line of that module at which the variable stands that the problem is of."""
    if not proof.problem:
        return proof
    places = (
        f"{path.relative_to(exercise.folder).as_posix()}:{number}"
        for path in exercise.code(module)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.match(rf"{name}\b", line)
    )
    return replace(proof, problem=f"{next(places, f'{module}.py')}: {proof.problem}")
