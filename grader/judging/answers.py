"""What a submission answered in a task, what it is held against, and whether a known variant accounts for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf, isinf

from grader.checks.closeness import Equal, near_output, same_output
from grader.checks.variant import Consequence, Misconception, Variant
from grader.judging.bench import Bench
from grader.judging.distance import gap, size
from grader.student import Play, Raised, Run

SINGLE = 4e-6
"""How far, relative to an output's largest entry, an answer may lie from the reference's, if it keeps its state or its
constants in single precision."""

DELICATE, ROUNDINGS = 1e-3, 8.0
"""How far it may lie where a question makes much of little roundings: this far at most, and no further than so many
times the reference in single precision."""


@dataclass(slots=True)
class Traits:
    """What a submission was seen to do so far.

    met: conventions that it follows, by id
    rounded: tasks in which it computes in single precision, so that no free number can be measured
    ruled_out: for a task the misconceptions, by identity, that it does not make there
    made: mistakes that it was seen to make, by id: what fails in a later task may be their consequence
    paid: (task, id) of each of them, where it has cost the task's points
    """

    met: dict[str, Variant] = field(default_factory=dict)
    rounded: set[str] = field(default_factory=set)
    ruled_out: dict[str, set[int]] = field(default_factory=dict)
    made: dict[str, Variant] = field(default_factory=dict)
    paid: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a submission showed: plays, its runs of them, and for each when a variant's output counts as its own.

    checks: for each the name of the check whose play it is, where that is known
    """

    plays: Sequence[Play]
    runs: Sequence[Run]
    equals: Sequence[Equal]
    checks: Sequence[str] = ()

    def __iter__(self) -> Iterator[tuple[Play, Run, Equal]]:
        return zip(self.plays, self.runs, self.equals, strict=True)


Witness = Callable[[], Shown]
"""Gives what the submission shows in further plays of the task, to tell rivals apart: called where there are any."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a submission answered in one task, and what it is held against.

    got: its runs of the plays; equal: when a variant's output counts as its own
    forward: where derivatives are asked for, the output that they are derivatives of
    """

    bench: Bench
    traits: Traits
    task: str
    plays: Sequence[Play]
    got: Sequence[Run]
    equal: Equal = same_output
    forward: str = ""
    _apart: dict[str, list[float]] = field(default_factory=dict, init=False)  # `_gaps`, by output

    def accepted(self) -> list[tuple[str, Variant]]:
        """Conventions of the task: those that it was seen to follow, then in the file's order, the usual ones first;
        and the consequences of mistakes that have cost their points in earlier tasks."""
        met = [(id, variant) for id, variant in self.traits.met.items() if variant.task == self.task]
        return [*met, *self.bench.accepted(self.task), *self.consequences()]

    def consequences(self) -> list[tuple[str, Consequence]]:
        """Of mistakes that have cost their points in earlier tasks."""
        paid = frozenset(mistake for mistake in self.traits.paid if mistake[0] != self.task)
        return self.bench.consequences(self.task, paid)

    def mistakes(self, wrong: frozenset[str], witness: Witness) -> list[tuple[str, Variant]]:
        """Misconceptions of the task; where all that is wrong is rounding, without those that are ruled out."""
        every = self.bench.wrong(self.task)
        if not single_precision(self.bench, wrong, self.plays, self.got):
            return every
        out = self.traits.ruled_out.get(self.task)
        if out is None:
            out = self.traits.ruled_out[self.task] = self._ruled_out(witness())
        return [(name, variant) for name, variant in every if id(variant) not in out]

    def _ruled_out(self, shown: Shown) -> set[int]:
        """Misconceptions that differ from the answers by more than any rounding in the check that must catch them. If
        the answers are like theirs elsewhere, that is by rounding alone."""
        out = set()
        for _, variant in self.bench.wrong(self.task):
            caught_by = variant.caught_by if isinstance(variant, Misconception) else ""
            asked = (triple for triple, check in zip(shown, shown.checks, strict=True) if check == caught_by)
            if any(self._far_off(variant, *triple) for triple in asked):
                out.add(id(variant))
        return out

    def _far_off(self, variant: Variant, play: Play, run: Run, equal: Equal) -> bool:
        (theirs,), (expected,) = self.bench.perform(variant, [play]), self.bench.reference([play])
        unlike = (o for o in {label.output for label in run.seen} if not equal(theirs.seen, run.seen, o))
        return any(gap(theirs, run, frozenset({o})) > DELICATE * size(run, expected, o) for o in unlike)

    def shown(self) -> Shown:
        return Shown(self.plays, self.got, [self.equal] * len(self.plays))

    def matched(self, variant: Variant, wrong: frozenset[str]) -> frozenset[str]:
        """Those of the wrong outputs that the variant accounts for: it gives them in every play as the submission does,
        and in at least one that tells anything (`telling`) not as the reference does.

        Of a derivative it is enough that what is differentiated differs from the reference; of a consequence, nothing
        has to. Where answers need only be near the variant, the reference must not be nearer: in single precision a
        right answer may come to lie between the two. Plays are performed one by one, since most variants are out after
        the first: that in which the reference lies furthest, where answers need only be near.
        """
        forward = frozenset({self.forward} - {""})
        left, unlike = wrong | forward, frozenset[str]()
        order = [*range(len(self.plays))]
        if self.equal is near_output:
            order.sort(key=lambda i: -max(self._gaps(output)[i] for output in wrong))
        for i in order:
            play, run = self.plays[i], self.got[i]
            (theirs,), (expected,) = self.bench.perform(variant, [play]), self.bench.reference([play])
            if isinstance(variant, Consequence) and theirs.raised is not None:
                return frozenset()  # whoever raises the like of it has shown nothing of what this task asks
            left = frozenset(o for o in left if self.equal(theirs.seen, run.seen, o))
            if self.equal is near_output:
                left = frozenset(o for o in left if self._nearer(i, theirs, o))
            if not left & wrong:
                return frozenset()
            unlike |= {
                o for o in left - unlike if telling(theirs, run, o) and not self.equal(theirs.seen, expected.seen, o)
            }
        if isinstance(variant, Consequence) or left & unlike & forward:
            return left & wrong
        return left & unlike & wrong

    def brought_down(self, wrong: frozenset[str]) -> list[tuple[str, Variant, frozenset[str]]]:
        """Mistakes of earlier tasks after which a right answer raises the exception that this one does, each with its
        consequence here and the wrong outputs: what fails is theirs, and nothing is to be seen of a mistake of this
        task."""
        runs = zip(self.plays, self.got, strict=True)
        fallen = [(play, own.raised) for play, own in runs if own.raised is not None]
        found: list[tuple[str, Variant, frozenset[str]]] = []
        for _, variant in self.consequences() if fallen else ():
            theirs = self.bench.perform(variant, [play for play, _ in fallen])
            both = [(run.raised, own) for run, (_, own) in zip(theirs, fallen, strict=True)]
            if all(known is not None and _about_the_same(known, own) for known, own in both):
                found += [(id, variant, wrong) for _, id in variant.of]
        return found

    def rounded(self, variant: Variant, wrong: frozenset[str]) -> frozenset[str]:
        """Those of the wrong outputs that are the variant's, and not the reference's, but for rounding in single
        precision."""

        def is_of(who: Variant | None, output: str) -> bool:
            return single_precision(self.bench, frozenset({output}), self.plays, self.got, who)

        return frozenset(output for output in wrong if is_of(variant, output) and not is_of(None, output))

    def contradicted(self, variant: Variant) -> bool:
        """Whether what is differentiated is the reference's everywhere, and not the variant's: then a derivative that
        is the variant's is one of something else."""
        if not self.forward:
            return False
        right, theirs = (self.bench.perform(who, self.plays) for who in (None, variant))
        return _all_equal(self.equal, self.got, right, self.forward) and not _all_equal(
            self.equal, theirs, right, self.forward
        )

    def _nearer(self, play: int, theirs: Run, output: str) -> bool:
        """Whether a variant's run lies no further from the submission's than the reference does anywhere, and nearer in
        the play in which that lies furthest."""
        apart, gaps = gap(theirs, self.got[play], frozenset({output})), self._gaps(output)
        furthest = max(gaps)
        return apart < furthest or (apart == furthest and (gaps[play] < furthest or isinf(furthest)))

    def _gaps(self, output: str) -> list[float]:
        """How far the reference lies from the submission in an output, in each play."""
        if output not in self._apart:
            right, only = self.bench.reference(self.plays), frozenset({output})
            self._apart[output] = [gap(run, own, only) for run, own in zip(right, self.got, strict=True)]
        return self._apart[output]


def _all_equal(equal: Equal, runs: Sequence[Run], others: Sequence[Run], output: str) -> bool:
    return all(equal(one.seen, other.seen, output) for one, other in zip(runs, others, strict=True))


def telling(known: Run, got: Run, output: str) -> bool:
    """Whether equality in this output says anything. Two exceptions of one type must also be about the same thing,
    because much that is wrong raises a ValueError."""
    raised = [(known.seen.get(label), value) for label, value in got.seen.items() if label.output == output]
    return all(_about_the_same(a, b) for a, b in raised if isinstance(a, Raised) and isinstance(b, Raised))


def _about_the_same(a: Raised, b: Raised) -> bool:
    """The same words, or other words and the same sizes."""
    sizes = [re.findall(r"\d+", error.message) for error in (a, b)]
    return a.message == b.message or (bool(sizes[0]) and sizes[0] == sizes[1])


def single_precision(
    bench: Bench, outputs: frozenset[str], plays: Sequence[Play], got: Sequence[Run], variant: Variant | None = None
) -> bool:
    """Whether these outputs are what the reference gives, or a variant, but for rounding in single precision somewhere
    on the way: where the question is a delicate one, up to a few times what its own is."""
    for play, run in zip(plays, got, strict=True):
        (expected,) = bench.perform(variant, [play])
        for output in outputs:
            scale, only = size(run, expected, output), frozenset({output})
            apart = gap(run, expected, only)
            if apart <= SINGLE * scale < inf:
                continue
            if not apart <= DELICATE * scale < inf:
                return False
            if not apart <= ROUNDINGS * gap(bench.coarse(play, variant), expected, only):
                return False
    return True
