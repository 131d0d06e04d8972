"""What judging needs where an exercise comes as students have it: plays and runs that are stored, and no reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.catalog import Course
from grader.checks import Case, Check
from grader.checks.closeness import LOOSE
from grader.checks.variant import Convention, Variant
from grader.judging.bench import Bench
from grader.released import DECIDING, Release
from grader.student import Play, Run
from grader.worker.backends import NUMPY


class StoredBench(Bench):
    """A bench with the plays and runs of a release, and nothing else."""

    def __init__(self, course: Course, release: Release, dialect: str = "", backend: str = NUMPY.name) -> None:
        super().__init__(course, release.seed, dialect, backend)
        self._stored = {(check.task, check.name): check.examples for check in release.checks}
        self._members = {id(variant): n for n, variant in enumerate(self._in_order(release), 1)} | {id(None): 0}
        self._examples = {id(e.play): e for examples in self._stored.values() for e in examples}
        self._cases_of = {
            key: [{"example": number} for number in range(len(examples))] for key, examples in self._stored.items()
        }

    def cases(self, check: Check, _name: str, number: int) -> list[Case]:
        return [*self._cases_of[self.course.key(check)][:number]]

    def play(self, check: Check, case: Case) -> Play:
        return self._stored[self.course.key(check)][case["example"]].play

    def perform(self, variant: Variant | None, plays: Sequence[Play]) -> list[Run]:
        return [self._examples[id(play)].run(self._members[id(variant)]) for play in plays]

    def coarse(self, play: Play, variant: Variant | None = None) -> Run:
        """There is nothing that could be asked anew."""
        (run,) = self.perform(variant, [play])
        return run

    def doubtful(self, check: Check, outputs: frozenset[str], plays: Sequence[Play], runs: Sequence[Run]) -> bool:
        """Not where an exception was raised: that is wrong everywhere. But another answer than those stored may keep a
        law as well; a gradient may be that of another forward; and a free number may lie between two that are
        stored."""
        if any(run.raised is not None for run in runs):
            return False
        if check.kind not in DECIDING:
            return check.forward in outputs if check.forward else True
        families: dict[str, list[Variant]] = {}
        for id, variant in self.accepted(check.task):
            if isinstance(variant, Convention) and variant.sampled:
                families.setdefault(id, []).append(variant)
        return any(self._within(family, outputs, plays, runs) for family in families.values())

    def _within(
        self, family: Sequence[Variant], outputs: frozenset[str], plays: Sequence[Play], runs: Sequence[Run]
    ) -> bool:
        """Whether every number lies between the least and the largest that a family gives."""
        for play, run in zip(plays, runs, strict=True):
            members = [self.perform(variant, [play])[0] for variant in family]
            for label, value in run.seen.items():
                if label.output not in outputs:
                    continue
                theirs = [_flat(member.seen.get(label)) for member in members]
                got = _flat(value)
                if got is None or any(t is None or t.shape != got.shape for t in theirs):
                    return False
                low, high = np.min(theirs, axis=0), np.max(theirs, axis=0)
                slack = LOOSE * float(np.max(np.abs([low, high]), initial=0.0))
                if not np.all((low - slack <= got) & (got <= high + slack)):
                    return False
        return True

    def _in_order(self, release: Release) -> Iterator[Variant]:
        """The variants in the order in which their runs are stored."""
        seen = {id: iter(family) for id, family in self.course.conventions.items()}
        return (next(seen[known.id]) for known in release.known)


def _flat(value: Any) -> Any:
    """All real numbers of an observed value in a row; None for what is something else."""
    parts = list(value.values()) if isinstance(value, dict) else [value]
    if not parts or any(not isinstance(part, (float, np.ndarray)) for part in parts):
        return None
    arrays = [np.asarray(part, np.float64).ravel() for part in parts if np.asarray(part).dtype.kind == "f"]
    return np.concatenate(arrays) if len(arrays) == len(parts) else None
