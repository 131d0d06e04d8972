"""What the gate proves of the variants that an exercise knows: wrong ones are caught and named, right ones accepted and
named, and what comes of an earlier mistake is accepted from whoever made it. All are judged in this process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter
from typing import Literal

from grader.author.proof import Proof, placed, told
from grader.catalog import Course, consequences
from grader.checks.closeness import same
from grader.checks.telling import shown
from grader.checks.variant import Consequence, Convention, Misconception, Variant
from grader.in_process import InProcess
from grader.judging.answers import Traits
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Finding, Outcome
from grader.student import Play, Run

Each = Literal["member", "misconception", "check"]

ALIKE_EXAMPLES = 3

ROOM = 512 << 20
"""Bytes that a bench may keep here, where every variant is held against every other of its task."""

MISSPELT = ("NameError", "ImportError", "ModuleNotFoundError")
"""What a slip in a variant's own code raises: it would be caught, but not for the mistake that it stands for."""


def proofs(course: Course, each: Each = "member") -> Iterator[Proof]:
    """Of misconceptions, of what is right, of consequences, each with its place in the exercise's files.

    each: what of the misconceptions is tried: every member of every family; of every misconception one at least; or
        enough that every check has one to catch
    """
    bench, exercise = Bench(course, room=ROOM), course.exercise
    tried = course.misconceptions if each == "member" else _a_few(course, each == "misconception")
    for id, family in tried.items():
        for variant in family:
            proof = _misplaced(course, "misconception", id, variant) or _misconception(bench, id, variant)
            yield placed(proof, exercise, "misconceptions", id)
    for id, variants in [*course.conventions.items(), *course.misconceptions.items()]:
        for other in variants:
            module = "conventions" if isinstance(other, Convention) else "misconceptions"
            for proof in _accepted(course, bench, id, other):
                yield placed(proof, exercise, module, id)
    for id, results in consequences(course).items():
        for task in dict.fromkeys(result.task for result in results):
            proof = _consequence(bench, id, task, [result for result in results if result.task == task])
            yield placed(proof, exercise, "consequences", id)


def refusal(bench: Bench, task: str, name: str) -> str:
    """What the reference raises in every case of a check, in brackets; "" where it answers one."""
    check = bench.course.checks[task, name]
    plays = [bench.play(check, case) for case in bench.cases(check, f"{task}.{name}", check.examples)]
    ends = [run.raised for run in bench.reference(plays)]
    return "" if None in ends else f" (in every case of {name} the reference raises {shown(ends[0])})"


def _a_few(course: Course, of_each: bool) -> dict[str, list[Misconception]]:
    """Of each family the first members that are to be caught by checks that catch none of an earlier family's, so that
    every check is tried that is to catch any. of_each: of a family without such members, the first"""
    caught: set[tuple[str, str]] = set()
    few: dict[str, list[Misconception]] = {}
    for id, family in course.misconceptions.items():
        firsts: dict[tuple[str, str], Misconception] = {}
        for variant in family:
            firsts.setdefault((variant.task, variant.caught_by), variant)
        few[id] = [variant for check, variant in firsts.items() if check not in caught] or [*family[:of_each]]
        caught |= {(variant.task, variant.caught_by) for variant in few[id]}
    return few


def _misplaced(course: Course, promise: str, id: str, variant: Variant) -> Proof | None:
    """What is wrong where a variant names something that the exercise does not have, and so is about nothing."""
    tasks = [task.id for task in course.exercise.tasks]
    checks = [name for task, name in course.checks if task == variant.task]
    strange = [name for name in variant.replaces if name not in course.answers]
    like = variant.like if isinstance(variant, Misconception) else ()
    of = variant.of if isinstance(variant, Consequence) else ()
    problem = ""
    if unknown := [task for task in (variant.task, *(task for task, _ in of)) if task not in tasks]:
        problem = f"exercise.toml has no task {unknown[0]!r}; it has {', '.join(tasks)}"
    elif foreign := [name for name in variant.dialects if name not in course.exercise.dialects]:
        has = ", ".join(course.exercise.dialects) or "none"
        problem = f"exercise.toml has no dialect {foreign[0]!r}; it has {has}"
    elif strange:
        problem = f"it replaces {strange[0]}, which the reference does not define; is that how it is spelt?"
    elif isinstance(variant, Misconception) and variant.caught_by not in checks:
        problem = f"{variant.task} has no check {variant.caught_by!r} for caught_by; it has {', '.join(checks)}"
    elif strays := [(task, wrong) for task, wrong in of if wrong not in _mistakes(course, task)]:
        task, wrong = strays[0]
        problem = f"{task} knows no mistake {wrong!r}; it knows {', '.join(_mistakes(course, task)) or 'none'}"
    elif unknown := [other for other in like if other not in course.misconceptions]:
        problem = f"it is said to be like {unknown[0]!r}, and there is no such misconception"
    return Proof(promise, f"{variant.task}.{id}", problem) if problem else None


def _mistakes(course: Course, task: str) -> list[str]:
    """Ids of the misconceptions of a task."""
    return [id for id, family in course.misconceptions.items() if any(variant.task == task for variant in family)]


class _Judged(InProcess):
    """A variant in the place of a submission. Plays that seed the generators give the same whoever performs them, so
    that the bench need not; in others a variant that draws gives something else each time, as a submission would."""

    def __init__(self, bench: Bench, variant: Variant) -> None:
        super().__init__(bench.namespace(variant))
        self._bench, self._variant = bench, variant

    def run(self, plays: Sequence[Play]) -> Iterator[Run]:
        for play, run in zip(plays, super().run(plays), strict=True):
            if play.random:
                self._bench.seen(self._variant, play, run)
            yield run


def _findings(bench: Bench, variant: Variant, traits: Traits | None = None) -> Iterator[Finding]:
    student = _Judged(bench, variant)
    return evaluate(bench, student, student.load(), task=variant.task, closely=False, traits=traits)


def _judged(bench: Bench, variant: Variant) -> tuple[list[Finding], float]:
    start = perf_counter()
    return list(_findings(bench, variant)), perf_counter() - start


def _raised(finding: Finding) -> str:
    """The exception that an answer ended with, "" where it ended with none."""
    found = finding.example.differences if finding.example is not None else ()
    return next((str(other.values["got"]) for other in found if other.code == "raised"), "")


def _misconception(bench: Bench, id: str, variant: Misconception) -> Proof:
    findings, seconds = _judged(bench, variant)
    caught = tuple(f.check for f in findings if f.outcome is Outcome.FAILED)
    named = tuple(dict.fromkeys(match.id for f in findings for match in f.misconceptions))
    unsure = [match.id for f in findings for match in f.misconceptions if not match.sure]
    broken = [told(f) for f in findings if f.faulty]
    raised = next((text for f in findings if (text := _raised(f))), "")
    problem = ""
    if broken:
        problem = "; ".join(broken)
    elif raised.startswith(MISSPELT):
        problem = f"it raises {raised}; no learner's formula does"
    elif not caught:
        problem = "it passes: no check tells it from the reference; write one that does"
        problem += refusal(bench, variant.task, variant.caught_by)
    elif caught[0] != variant.caught_by:
        how = f" (it raises {raised})" if raised else ""
        problem = f"{caught[0]} catches it first{how}, not {variant.caught_by}; name the right check in caught_by"
    elif set(named) - {id, *variant.like}:
        problem = f"it is named {', '.join(named)}; tell them apart with a check, or declare them `like` each other"
    elif id not in named:
        problem = "it is caught but not named; is the play rich enough to show it?"
    elif unsure and not variant.like:
        problem = f"it is named without being sure, beside {', '.join(unsure)}"
    return Proof("misconception", f"{variant.task}.{id}", problem, caught, named, seconds)


def _accepted(course: Course, bench: Bench, id: str, variant: Variant) -> Iterator[Proof]:
    """A convention, at several sizes where a number of it is free, or what is right under a dialect."""
    if not isinstance(variant, Convention) and not variant.dialects:
        return
    if nowhere := _misplaced(course, "convention", id, variant):
        yield nowhere
    elif isinstance(variant, Convention) and variant.fit is not None:
        yield from (_convention(bench, id, variant.at(value)) for value in variant.fit.samples)
    else:
        yield _convention(Bench(course, dialect=variant.dialects[0]) if variant.dialects else bench, id, variant)


def _convention(bench: Bench, id: str, variant: Variant) -> Proof:
    findings, seconds = _judged(bench, variant)
    wrong = [told(f) for f in findings if f.outcome is not Outcome.PASSED]
    named = tuple(dict.fromkeys(match.id for f in findings for match in f.conventions))
    problem = ""
    if wrong:
        problem = f"it is right, yet: {'; '.join(wrong)}"
    elif not named and not (variant.values and _alike(bench.course, variant, None)):
        problem = "it passes without being named: no check tells it from the reference"
    elif named and id not in named and not _like_one(bench.course, variant, named):
        problem = f"it is named {', '.join(named)}"
    numbers = "".join(f" {key}={value:g}" for key, value in variant.values.items())
    return Proof("convention", f"{variant.task}.{id}{numbers}", problem, (), named, seconds)


def _consequence(bench: Bench, id: str, task: str, results: list[Consequence]) -> Proof:
    """Of a family that may be large, that one member of a task is accepted: others may raise exceptions, and are there
    for nobody."""
    start = perf_counter()
    for result in results:
        if nowhere := _misplaced(bench.course, "consequence", id, result):
            return nowhere
        named: dict[str, None] = {}
        for finding in _findings(bench, result, Traits(paid={*result.of})):
            if finding.outcome is not Outcome.PASSED:
                break
            named |= dict.fromkeys(match.id for match in finding.conventions)
        else:
            if id in named:
                return Proof("consequence", f"{task}.{id}", "", (), tuple(named), perf_counter() - start)
    return Proof("consequence", f"{task}.{id}", "none of them is accepted; do they show what a right one does?")


def _family(course: Course, id: str, like: Variant) -> list[Variant]:
    """The variants of an id; where a number is free, at that number of another variant."""
    members = course.conventions.get(id) or course.misconceptions.get(id) or ()
    return [
        member.at(float(like.values.get(member.fit.name, member.fit.samples[0])))
        if isinstance(member, Convention) and member.fit is not None
        else member
        for member in members
    ]


def _like_one(course: Course, variant: Variant, named: Iterable[str]) -> bool:
    """Whether no check can tell a convention from one of those that it is named."""
    return any(_alike(course, variant, other) for id in named for other in _family(course, id, variant))


def _alike(course: Course, one: Variant, other: Variant | None) -> bool:
    """Whether no check of the task can tell a convention from another or, for None, from the reference, such as two
    vanishing sizes of ε."""
    bench = Bench(course)
    plays = [
        check.play(check.case([7, i]))
        for (task, _), check in course.checks.items()
        if task == one.task and check.kind in ("parity", "contract")
        for i in range(ALIKE_EXAMPLES)
    ]
    return (other is None or one.task == other.task) and all(
        _equal_runs(a, b) for a, b in zip(bench.perform(one, plays), bench.perform(other, plays), strict=True)
    )


def _equal_runs(a: Run, b: Run) -> bool:
    return a.seen.keys() == b.seen.keys() and all(same(a.seen[label], b.seen[label]) for label in a.seen)
