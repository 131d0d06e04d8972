"""What a wrong answer is: a convention, a known misconception, or at least a regularity of its numbers.

The same plays are performed by every variant of the task. Outputs are matched separately, so that two independent
mistakes are both named. A variant is named when its output equals the submission's in every example and differs from
the reference's in at least one; where several do, that is not known and is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from grader.checks.closeness import Equal, near_output, same_output
from grader.checks.variant import Convention, Variant
from grader.judging.answers import Answers, Shown, Traits, Witness, telling
from grader.judging.bench import Bench
from grader.judging.fitting import fitted
from grader.observe import MANNERS
from grader.report import Match
from grader.student import Play, Raised, Run

MAX_NAMED = 3
"""Rivals that are named where it is not known which of them it is."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """explained: outputs that conventions account for; the rest needs a misconception or stays unexplained"""

    conventions: tuple[Match, ...] = ()
    misconceptions: tuple[Match, ...] = ()
    explained: frozenset[str] = frozenset()


def diagnose(answers: Answers, wrong: frozenset[str], witness: Witness, but: Collection[str] = ()) -> Diagnosis:
    """The conventions and mistakes that the answers are. A mistake is looked for more loosely where none is found.

    wrong: the outputs that differ from the reference; but: ids of conventions that are known not to be followed
    """
    conventions = _conventions(answers, wrong, but, answers.matched)
    left = wrong - _outputs(conventions)
    misconceptions: tuple[Match, ...] = ()
    for way in dict.fromkeys((answers.equal, same_output)):
        if left and not misconceptions:
            misconceptions = _misconceptions(replace(answers, equal=way), left, witness)
    if left and not misconceptions:
        conventions += _conventions(answers, left, but, answers.rounded)
        left = wrong - _outputs(conventions)
    if left and not misconceptions:
        misconceptions = _misconceptions(replace(answers, equal=near_output), left, witness)
    if left and not misconceptions:
        misconceptions = _in_some_plays(answers, left, witness)
    return Diagnosis(conventions, misconceptions, _outputs(conventions))


def _outputs(matches: Iterable[Match]) -> frozenset[str]:
    return frozenset(output for match in matches for output in match.outputs)


# Conventions ----------------------------------------------------------------------------------------------------------


def _conventions(
    answers: Answers,
    wrong: frozenset[str],
    but: Collection[str],
    matched: Callable[[Variant, frozenset[str]], frozenset[str]],
) -> tuple[Match, ...]:
    """Conventions are right, so the first that fits will do. matched: tells which of the wrong outputs are a
    variant's"""
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
        outputs = matched(variant, left)
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
    """The convention that explains most of these plays, but not all, and the numbers of the plays that it does not
    explain: a mistake of a submission that follows it shows there alone. Without such a convention, that is all."""
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
    rest of the task speaks against it, none is sure. One that was made in another task may have its consequences here:
    where it ends in the same exception, or where no mistake of this task fits."""
    bench, traits = answers.bench, answers.traits
    own = answers.mistakes(wrong, witness) if wrong else []
    elsewhere = [(id, variant) for id, variant in traits.made.items() if variant.task != answers.task]
    matching = answers.brought_down(wrong) or _rivals(answers, own, wrong) or _rivals(answers, elsewhere, wrong)
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
    known = Traits(rounded=answers.traits.rounded, ruled_out=answers.traits.ruled_out)
    some = replace(answers, plays=plays, got=got, traits=known)
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
        about = sum(telling(a, b, o) for a, b, _ in triples for o in {x.output for x in b.seen})
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
    """Whether one of these outputs is wrong as the variant's is in more than an exception; or else all exceptions in
    their place, in other plays too, are about the same: shapes that do not fit end in a ValueError, whatever led
    there."""
    if any(outputs & _given(bench, variant, *triple) for triple in shown):
        return True
    for play, run, _ in (*shown, *others):
        (theirs,) = bench.perform(variant, [play])
        if not all(telling(theirs, run, output) for output in outputs):
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


def _near(known: Run, got: Run, output: str, equal: Equal) -> bool:
    return equal(known.seen, got.seen, output) or near_output(known.seen, got.seen, output)
