"""What comes of trying a promise of an exercise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


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


def placed(proof: Proof, path: Path, name: str) -> Proof:
    """The proof with the line of its file at which the variable stands that the problem is of."""
    if not proof.problem:
        return proof
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    place = next((f"{path.name}:{number}" for number, line in lines if re.match(rf"{name}\b", line)), path.name)
    return replace(proof, problem=f"{place}: {proof.problem}")
