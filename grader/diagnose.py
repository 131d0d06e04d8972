"""What a wrong answer is: a convention, a known misconception, or at least a regularity of its numbers.

The same plays are performed by every variant of the task. Outputs are matched separately, so that two independent
mistakes are both named. A variant is named when its output equals the submission's in every example and differs from
the reference's in at least one; where several do, that is not known and is said to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.catalog import Course
from grader.checks.closeness import same
from grader.checks.variant import Convention, Variant
from grader.report import Evidence, Match
from grader.runners.in_process import InProcess
from grader.runners.observe import HOUSE
from grader.student import Label, Play, Run
from grader.worker.play import Namespace

LOOSE = 2e-5
"""How near, relative to an output's largest entry, a misconception must come where none comes nearer: two learners
with the same mistake may differ in a constant such as ε, which moves ordinary numbers by less than this."""

MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """explained: outputs that conventions account for; the rest needs a misconception or stays unexplained"""

    conventions: tuple[Match, ...] = ()
    misconceptions: tuple[Match, ...] = ()
    explained: frozenset[str] = frozenset()


@dataclass(slots=True)
class Bench:
    """Performs plays with the reference and with variants, once each.

    dialect: under it further variants count as conventions
    """

    course: Course
    dialect: str = ""
    _runs: dict[tuple[int, int], tuple[Play, Run]] = field(default_factory=dict)

    def reference(self, plays: Sequence[Play]) -> list[Run]:
        return self.perform(None, plays)

    def perform(self, variant: Variant | None, plays: Sequence[Play]) -> list[Run]:
        """Plays are recognised by identity, and kept, so that no other play can take a kept one's identity."""
        missing = [play for play in plays if (id(variant), id(play)) not in self._runs]
        if missing:
            student = InProcess(self.namespace(variant))
            with np.errstate(all="ignore"):
                for play, run in zip(missing, student.run(missing), strict=True):
                    self._runs[id(variant), id(play)] = play, run
        return [self._runs[id(variant), id(play)][1] for play in plays]

    def forget(self) -> None:
        """Let go of the plays of one check."""
        self._runs.clear()

    def namespace(self, variant: Variant | None) -> Namespace:
        names = {**self.course.answers, **(variant.replaces if variant is not None else {})}
        return Namespace(names, self.course.exercise.vocabulary.plain())

    def accepted(self, task: str) -> list[tuple[str, Variant]]:
        """Conventions of the task, and misconceptions that the dialect makes right."""
        return [(id, variant) for id, variant in self._all(task) if self._right(variant)]

    def wrong(self, task: str) -> list[tuple[str, Variant]]:
        return [(id, variant) for id, variant in self._all(task) if not self._right(variant)]

    def _right(self, variant: Variant) -> bool:
        if isinstance(variant, Convention) and not variant.dialects:
            return True
        return bool(self.dialect) and self.dialect in variant.dialects

    def _all(self, task: str) -> list[tuple[str, Variant]]:
        families: list[tuple[str, Sequence[Variant]]] = [
            *self.course.conventions.items(),
            *self.course.misconceptions.items(),
        ]
        return [(id, variant) for id, family in families for variant in family if variant.task == task]


def diagnose(bench: Bench, task: str, wrong: frozenset[str], plays: Sequence[Play], got: Sequence[Run]) -> Diagnosis:
    """wrong: the outputs that differ from the reference; got: the submission's runs of the plays."""
    conventions = _cover(bench, bench.accepted(task), wrong, plays, got, _same_output)
    explained = frozenset(output for match in conventions for output in match.outputs)
    left = wrong - explained
    misconceptions = _cover(bench, bench.wrong(task), left, plays, got, _same_output)
    if left and not misconceptions:
        misconceptions = _cover(bench, bench.wrong(task), left, plays, got, _like_output)
    return Diagnosis(conventions, misconceptions, explained)


def _cover(
    bench: Bench,
    variants: Iterable[tuple[str, Variant]],
    wrong: frozenset[str],
    plays: Sequence[Play],
    got: Sequence[Run],
    equal: Any,
) -> tuple[Match, ...]:
    """Variants that together account for as many of the wrong outputs as can be, those first that explain most."""
    if not wrong:
        return ()
    expected = bench.reference(plays)
    matching = [
        (id, variant, outputs)
        for id, variant in variants
        if (outputs := _matched(wrong, bench.perform(variant, plays), got, expected, equal))
    ]
    found: list[Match] = []
    left = set(wrong)
    while True:
        most = max((len(outputs & left) for _, _, outputs in matching), default=0)
        if most == 0:
            return tuple(found)
        best = [(id, v, outputs) for id, v, outputs in matching if len(outputs & left) == most]
        covered = best[0][2] & left
        best = [(id, v, outputs) for id, v, outputs in best if outputs & left == covered]
        rivals = dict.fromkeys(id for id, _, _ in best)
        sure = len(_unlike(best)) == 1
        for id in list(rivals)[: 1 if sure else MAX_NAMED]:
            variant = next(v for other, v, _ in best if other == id)
            found.append(Match(id, tuple(sorted(covered)), dict(variant.values), sure))
        left -= covered


def _unlike(best: Sequence[tuple[str, Variant, Any]]) -> set[str]:
    """The rivals, without those that an earlier one is known to be indistinguishable from, and without the further
    members of a family."""
    kept: dict[str, tuple[str, ...]] = {}
    for id, variant, _ in best:
        like = getattr(variant, "like", ())
        if not any(id in others or other in like for other, others in kept.items()):
            kept.setdefault(id, like)
    return set(kept)


def _matched(
    wrong: frozenset[str], theirs: Sequence[Run], got: Sequence[Run], expected: Sequence[Run], equal: Any
) -> frozenset[str]:
    return frozenset(
        output
        for output in wrong
        if all(equal(_shown(a, output), _shown(b, output)) for a, b in zip(theirs, got, strict=True))
        and any(not _same_output(_shown(a, output), _shown(b, output)) for a, b in zip(theirs, expected, strict=True))
    )


def _shown(run: Run, output: str) -> dict[Label, Any]:
    return {label: value for label, value in run.seen.items() if label.output == output}


def _same_output(a: Mapping[Label, Any], b: Mapping[Label, Any]) -> bool:
    return a.keys() == b.keys() and all(same(a[label], b[label]) for label in a)


def _like_output(a: Mapping[Label, Any], b: Mapping[Label, Any]) -> bool:
    return a.keys() == b.keys() and all(_like(a[label], b[label]) for label in a)


def _like(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_like(a[key], b[key]) for key in a)
    if isinstance(a, (np.ndarray, float)) and isinstance(b, (np.ndarray, float)):
        x, y = np.asarray(a), np.asarray(b)
        if x.shape != y.shape or x.dtype.kind != "f" or y.dtype.kind != "f":
            return False
        scale = float(np.max(np.abs(x), initial=0.0, where=np.isfinite(x)))
        with np.errstate(all="ignore"):
            return bool(np.all((np.abs(x - y) <= LOOSE * scale) | (np.isnan(x) & np.isnan(y)) | (x == y)))
    return same(a, b)


def evidence(wrong: Iterable[str], got: Sequence[Run], expected: Sequence[Run]) -> tuple[Evidence, ...]:
    """A regularity for each output that no variant explains, over all examples at once."""
    from grader.structure import regularity

    found = []
    for output in sorted(set(wrong) - HOUSE):
        pairs = [pair for a, b in zip(got, expected, strict=True) for pair in _pairs(a, b, output)]
        hint = regularity(pairs)
        if hint is not None:
            found.append(Evidence(hint[0], output, hint[1]))
    return tuple(found)


def _pairs(got: Run, expected: Run, output: str) -> list[tuple[Any, Any]]:
    pairs = []
    for label, value in expected.seen.items():
        if label.output == output and label in got.seen:
            other = got.seen[label]
            if isinstance(value, dict) and isinstance(other, dict):
                pairs += [(other[key], value[key]) for key in value if key in other]
            else:
                pairs.append((other, value))
    return [(g, e) for g, e in pairs if isinstance(g, (np.ndarray, float, int)) and isinstance(e, (np.ndarray, float, int))]
