"""What a wrong answer is: a convention, a known misconception, or at least a regularity of its numbers.

The same plays are performed by every variant of the task. Outputs are matched separately, so that two independent
mistakes are both named. A variant is named when its output equals the submission's in every example and differs from
the reference's in at least one; where several do, that is not known and is said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader.checks.closeness import Equal, near_output, same_output
from grader.checks.variant import Consequence, Convention, Variant
from grader.judging.bench import Bench
from grader.judging.distance import gap, size
from grader.judging.fitting import fitted
from grader.observe import MANNERS
from grader.report import Match
from grader.student import Play, Raised, Run

SINGLE = 4e-6
"""How far, relative to an output's largest entry, an answer may lie from the reference's that keeps its state or
its constants in single precision."""

DELICATE, ROUNDINGS = 1e-3, 8.0
"""How far it may lie where a question makes much of little roundings: this far at most, and no further than so many
times the reference in single precision."""

MAX_NAMED = 3
"""Rivals that are named where it is not known which of them it is."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """explained: outputs that conventions account for; the rest needs a misconception or stays unexplained"""

    conventions: tuple[Match, ...] = ()
    misconceptions: tuple[Match, ...] = ()
    explained: frozenset[str] = frozenset()


@dataclass(slots=True)
class Traits:
    """What a submission was seen to do so far.

    met: conventions that it follows, by id
    rounded: tasks in which it computes in single precision, so that no free number can be measured; for each the
        misconceptions, by identity, that are ruled out there
    made: mistakes that it was seen to make, by id: what fails in a later task may be their consequence
    paid: (task, id) of each of them, where it has cost the task's points
    """

    met: dict[str, Variant] = field(default_factory=dict)
    rounded: dict[str, set[int]] = field(default_factory=dict)
    made: dict[str, Variant] = field(default_factory=dict)
    paid: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a submission showed: plays, its runs of them, and for each when a variant's output counts as its own."""

    plays: Sequence[Play]
    runs: Sequence[Run]
    equals: Sequence[Equal]

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
    _apart: dict[str, float] = field(default_factory=dict, init=False)  # `_furthest`, by output

    def accepted(self) -> list[tuple[str, Variant]]:
        """Conventions of the task: those that it was seen to follow, then in the file's order, the usual ones first;
        and the consequences of mistakes that have cost their points in earlier tasks."""
        met = [(id, variant) for id, variant in self.traits.met.items() if variant.task == self.task]
        paid = frozenset(mistake for mistake in self.traits.paid if mistake[0] != self.task)
        return [*met, *self.bench.accepted(self.task), *self.bench.consequences(self.task, paid)]

    def mistakes(self, wrong: frozenset[str]) -> list[tuple[str, Variant]]:
        """Misconceptions of the task; where all that is wrong is rounding, without those that are ruled out."""
        known = self.bench.wrong(self.task)
        out = self.traits.rounded.get(self.task)
        if not out or not single_precision(self.bench, wrong, self.plays, self.got):
            return known
        return [(name, variant) for name, variant in known if id(variant) not in out]

    def rule_out(self, right: frozenset[str]) -> None:
        """Remember which misconceptions are not made, now that these outputs are right but for rounding: those that lie
        further off than any rounding. In the task's other checks nothing but rounding would make the answers theirs."""
        out = self.traits.rounded.setdefault(self.task, set())
        out |= {id(variant) for _, variant in self.mistakes(right) if self._far_off(variant, right)}

    def _far_off(self, variant: Variant, outputs: frozenset[str]) -> bool:
        """As far as the first play shows, which every misconception has performed already."""
        run, (theirs,) = self.got[0], self.bench.perform(variant, self.plays[:1])
        (expected,) = self.bench.reference(self.plays[:1])
        return any(gap(theirs, run, frozenset({o})) > DELICATE * size(run, expected, o) for o in outputs)

    def shown(self) -> Shown:
        return Shown(self.plays, self.got, [self.equal] * len(self.plays))

    def matched(self, variant: Variant, wrong: frozenset[str]) -> frozenset[str]:
        """Those of the wrong outputs that the variant accounts for: it gives them in every play as the submission does,
        and in at least one that tells anything (`_telling`) not as the reference does.

        Of a derivative it is enough that what is differentiated differs from the reference; of a consequence, nothing
        has to. Where answers need only be near the variant, the reference must not be nearer: in single precision a
        right answer may come to lie between the two. Plays are performed one by one, since most variants are out after
        the first.
        """
        forward = frozenset({self.forward} - {""})
        left, unlike = wrong | forward, frozenset[str]()
        for play, run in zip(self.plays, self.got, strict=True):
            (theirs,), (expected,) = self.bench.perform(variant, [play]), self.bench.reference([play])
            if isinstance(variant, Consequence) and theirs.raised is not None:
                return frozenset()  # whoever raises the like of it has shown nothing of what this task asks
            left = frozenset(o for o in left if self.equal(theirs.seen, run.seen, o))
            if self.equal is near_output:
                left = frozenset(o for o in left if not self._furthest(o) < gap(theirs, run, frozenset({o})))
            if not left & wrong:
                return frozenset()
            telling = (o for o in left - unlike if _telling(theirs, run, o))
            unlike |= {o for o in telling if not self.equal(theirs.seen, expected.seen, o)}
        if isinstance(variant, Consequence) or left & unlike & forward:
            return left & wrong
        return left & unlike & wrong

    def contradicted(self, variant: Variant) -> bool:
        """Whether what is differentiated is the reference's everywhere, and not the variant's: then a derivative that
        is the variant's is one of something else."""
        if not self.forward:
            return False
        right, theirs = (self.bench.perform(who, self.plays) for who in (None, variant))
        return _all_equal(self.equal, self.got, right, self.forward) and not _all_equal(
            self.equal, theirs, right, self.forward
        )

    def _furthest(self, output: str) -> float:
        """How far the reference lies from the submission in an output, in the play where it lies furthest."""
        if output not in self._apart:
            right, only = self.bench.reference(self.plays), frozenset({output})
            self._apart[output] = max(gap(run, own, only) for run, own in zip(right, self.got, strict=True))
        return self._apart[output]


def _all_equal(equal: Equal, runs: Sequence[Run], others: Sequence[Run], output: str) -> bool:
    return all(equal(one.seen, other.seen, output) for one, other in zip(runs, others, strict=True))


def diagnose(answers: Answers, wrong: frozenset[str], witness: Witness, but: Collection[str] = ()) -> Diagnosis:
    """The conventions and mistakes that the answers are. A mistake is looked for more loosely where none is found.

    wrong: the outputs that differ from the reference; but: ids of conventions that are known not to be followed
    """
    conventions = _conventions(answers, wrong, but)
    explained = frozenset(output for match in conventions for output in match.outputs)
    left = wrong - explained
    misconceptions: tuple[Match, ...] = ()
    for way in dict.fromkeys((answers.equal, same_output, near_output)):
        if left and not misconceptions:
            misconceptions = _misconceptions(replace(answers, equal=way), left, witness)
    if left and not misconceptions:
        misconceptions = _in_some_plays(answers, left, witness)
    return Diagnosis(conventions, misconceptions, explained)


# Conventions ----------------------------------------------------------------------------------------------------------


def _conventions(answers: Answers, wrong: frozenset[str], but: Collection[str]) -> tuple[Match, ...]:
    """Conventions are right, so the first that fits will do."""
    found: list[Match] = []
    left = wrong
    for id, variant in answers.accepted():
        if not left:
            break
        if id in but:
            continue
        if isinstance(variant, Convention) and variant.fit is not None:
            if answers.task in answers.traits.rounded:
                continue
            variant = fitted(answers.bench, variant, left, answers.plays, answers.got)
        outputs = answers.matched(variant, left)
        if outputs and not answers.contradicted(variant):
            found.append(Match(id, tuple(sorted(outputs)), dict(variant.values)))
            answers.traits.met[id] = variant
            left -= outputs
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Followed:
    """A convention that a submission follows in some plays: what is right for somebody who does."""

    bench: Bench
    variant: Variant
    equal: Equal

    def gives(self, outputs: frozenset[str], play: Play, run: Run) -> bool:
        """Whether these outputs of a run are what the convention gives."""
        (theirs,) = self.bench.perform(self.variant, [play])
        return run.raised is None and all(self.equal(theirs.seen, run.seen, output) for output in outputs)


def half_followed(answers: Answers, wrong: frozenset[str]) -> tuple[Followed | None, list[int]]:
    """The convention that accounts for most of these plays, but not for all, and the numbers of those that it leaves: a
    mistake of a submission that follows it shows there alone. Without such a convention, all are left."""
    usual = [variant for _, variant in answers.accepted() if not (isinstance(variant, Convention) and variant.fit)]
    best: Followed | None = None
    fewest = [*range(len(answers.plays))]
    for variant in usual:
        followed = Followed(answers.bench, variant, answers.equal)
        runs = enumerate(zip(answers.plays, answers.got, strict=True))
        left = [i for i, (play, run) in runs if not followed.gives(wrong, play, run)]
        if 0 < len(left) < len(fewest):
            best, fewest = followed, left
    return best, fewest


# Misconceptions -------------------------------------------------------------------------------------------------------


Rival = tuple[str, Variant, frozenset[str]]
"""A variant by its id, and which of the wrong outputs it accounts for."""


def _misconceptions(answers: Answers, wrong: frozenset[str], witness: Witness) -> tuple[Match, ...]:
    """Those that together account for as many of the wrong outputs as can be, first the ones that explain most. Of
    rivals, the one that the submission agrees with most, everywhere in this task; where that leaves several, or the
    rest of the task speaks against it, none is sure. Where no mistake of this task fits, one that was made in another
    may have its consequences here."""
    bench, traits = answers.bench, answers.traits
    own = answers.mistakes(wrong) if wrong else []
    elsewhere = [(id, variant) for id, variant in traits.made.items() if variant.task != answers.task]
    matching = _rivals(answers, own, wrong) or _rivals(answers, elsewhere, wrong)
    found: list[Match] = []
    left = wrong
    while most := max((len(outputs & left) for _, _, outputs in matching), default=0):
        best = [rival for rival in matching if len(rival[2] & left) == most]
        covered = best[0][2] & left
        best = [rival for rival in best if rival[2] & left == covered]
        if len(_unlike(best)) > 1:
            best = _nearest(bench, best, answers.shown())
        if len(best) > 1:  # rivals, or members of one family
            best = _nearest(bench, best, witness())
        sure = len(_unlike(best)) == 1 and any(
            _borne_out(bench, variant, witness()) and _evident(bench, variant, answers.shown(), witness(), covered)
            for _, variant, _ in best
        )
        for id in list(dict.fromkeys(id for id, _, _ in best))[: 1 if sure else MAX_NAMED]:
            variant = next(v for other, v, _ in best if other == id)
            found.append(Match(id, tuple(sorted(covered)), dict(variant.values), sure))
            if sure:
                traits.made[id] = variant
                traits.paid.add((answers.task, id))
        left -= covered
    return tuple(found)


def _in_some_plays(answers: Answers, wrong: frozenset[str], witness: Witness) -> tuple[Match, ...]:
    """The misconceptions that account for every play in which these outputs are wrong, where that is several plays but
    not all: a mistake in one branch, or one that shows in squares alone. None of them is sure."""
    right = answers.bench.reference(answers.plays)
    failing = [
        i
        for i, (expected, run) in enumerate(zip(right, answers.got, strict=True))
        if not all(answers.equal(expected.seen, run.seen, output) for output in wrong)
    ]
    if not 1 < len(failing) < len(answers.plays):
        return ()
    plays, got = [answers.plays[i] for i in failing], [answers.got[i] for i in failing]
    some = replace(answers, plays=plays, got=got, traits=Traits(rounded=answers.traits.rounded))
    return tuple(replace(match, sure=False) for match in _misconceptions(some, wrong, witness))


def _rivals(answers: Answers, variants: Iterable[tuple[str, Variant]], wrong: frozenset[str]) -> list[Rival]:
    """Those of the variants that account for any of the wrong outputs, with these."""
    matches = ((id, variant, answers.matched(variant, wrong)) for id, variant in variants)
    return [rival for rival in matches if rival[2]]


def _nearest(bench: Bench, rivals: Sequence[Rival], shown: Shown) -> list[Rival]:
    """The rivals whose plays agree with the submission's in the most outputs, right ones included; of equal ones those
    whose exceptions are about the same in the most."""
    scores = []
    for _, variant, _ in rivals:
        triples = list(zip(bench.perform(variant, shown.plays), shown.runs, shown.equals, strict=True))
        exact = sum(equal(a.seen, b.seen, o) for a, b, equal in triples for o in {x.output for x in b.seen})
        near = sum(_near(a, b, o, equal) for a, b, equal in triples for o in {x.output for x in b.seen})
        about = sum(_telling(a, b, o) for a, b, _ in triples for o in {x.output for x in b.seen})
        scores.append((exact, near, about))
    return [rival for rival, score in zip(rivals, scores, strict=True) if score == max(scores)]


def _borne_out(bench: Bench, variant: Variant, shown: Shown) -> bool:
    """Whether the submission agrees with the variant in at least half of the outputs in which the variant is wrong:
    with few values to choose from, such as an accuracy's, or at a first step, they may agree by chance. Random numbers
    that differ, as the variant's own would from one time to the next, say nothing."""
    wrong_ones = agreed = 0
    for play, run, equal in shown:
        (theirs,), (expected,) = bench.perform(variant, [play]), bench.reference([play])
        answers = {label.output for label, value in theirs.seen.items() if not isinstance(value, Raised)} - MANNERS
        wrong = {o for o in answers if not equal(theirs.seen, expected.seen, o)}
        near = {o for o in wrong if _near(theirs, run, o, equal)}
        if wrong - near:
            again = bench.afresh(variant, play)
            wrong = {o for o in wrong if o in near or equal(theirs.seen, again.seen, o)}
        wrong_ones += len(wrong)
        agreed += len(near)
    return 2 * agreed >= wrong_ones


def _evident(bench: Bench, variant: Variant, shown: Shown, others: Shown, outputs: frozenset[str]) -> bool:
    """Whether one of these outputs is wrong as the variant's is in more than an exception; or else all exceptions,
    wherever there are any in the task, are about the same: shapes that do not fit end in a ValueError, whatever led
    there."""
    if any(outputs & _given(bench, variant, *triple) for triple in shown):
        return True
    for play, run, _ in (*shown, *others):
        (theirs,) = bench.perform(variant, [play])
        if not all(_telling(theirs, run, label.output) for label in run.seen):
            return False
    return True


def _given(bench: Bench, variant: Variant, play: Play, run: Run, equal: Equal) -> set[str]:
    """The outputs that are no exceptions, and wrong as the variant's are."""
    (theirs,), (expected,) = bench.perform(variant, [play]), bench.reference([play])
    outputs = {label.output for label, value in run.seen.items() if not isinstance(value, Raised)}
    return {o for o in outputs if _near(theirs, run, o, equal) and not equal(theirs.seen, expected.seen, o)}


def _unlike(best: Sequence[Rival]) -> set[str]:
    """The ids among the rivals that can be told apart: of those that are declared `like` each other, and of a family,
    the first."""
    kept: dict[str, tuple[str, ...]] = {}
    for id, variant, _ in best:
        like = getattr(variant, "like", ())
        if not any(id in others or other in like for other, others in kept.items()):
            kept.setdefault(id, like)
    return set(kept)


def _telling(known: Run, got: Run, output: str) -> bool:
    """Whether equality in this output says anything. Two exceptions of one type must also be about the same thing,
    because much that is wrong raises a ValueError."""
    raised = [(known.seen.get(label), value) for label, value in got.seen.items() if label.output == output]
    return all(_about_the_same(a, b) for a, b in raised if isinstance(a, Raised) and isinstance(b, Raised))


def _about_the_same(a: Raised, b: Raised) -> bool:
    """The same words, or other words and the same sizes."""
    sizes = [re.findall(r"\d+", error.message) for error in (a, b)]
    return a.message == b.message or (bool(sizes[0]) and sizes[0] == sizes[1])


def _near(known: Run, got: Run, output: str, equal: Equal) -> bool:
    return equal(known.seen, got.seen, output) or near_output(known.seen, got.seen, output)


# Roundings ------------------------------------------------------------------------------------------------------------


def single_precision(bench: Bench, wrong: frozenset[str], plays: Sequence[Play], got: Sequence[Run]) -> bool:
    """Whether all that is wrong is rounding in single precision, somewhere on the way: where the question is a delicate
    one, up to a few times what the reference's own is."""
    for play, expected, run in zip(plays, bench.reference(plays), got, strict=True):
        for output in wrong:
            scale, only = size(run, expected, output), frozenset({output})
            apart = gap(run, expected, only)
            if apart <= SINGLE * scale:
                continue
            if not apart <= min(DELICATE * scale, ROUNDINGS * gap(bench.coarse(play), expected, only)):
                return False
    return True
