"""What comes of trying a promise of an exercise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.content import NAMES
from grader.exercise import Exercise
from grader.formats.wording import Wording
from grader.report import Finding

WORDS = Wording("en")
"""Authors are told in English what their exercise does."""

_FRAME = re.compile(r'File "(.+)", line (\d+)')


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


def told(finding: Finding) -> str:
    """What came of a check, in the words of a report."""
    trace = str(finding.values.get("traceback", ""))
    said = _exception(trace) if trace else " ".join(WORDS.finding(finding))
    return f"{finding.id} {finding.outcome}" + (f": {said}" if said else "")


def _exception(trace: str) -> str:
    """The exception that a traceback tells of, and the last line of the course's own that it came through."""
    *_, said = trace.strip().splitlines()
    lines = [(Path(file), line) for file, line in _FRAME.findall(trace) if of_the_course([file])]
    return f"{lines[-1][0].name}:{lines[-1][1]}: {said}" if lines else said


def of_the_course(files: Iterable[str]) -> bool:
    """Whether one of them is of the course."""
    return any(set(NAMES) & set(Path(file).parts) for file in files)
