"""Ask a submission every check of an exercise, one finding at a time."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from grader.catalog import Course, asked_elsewhere
from grader.checks.check import Check
from grader.errors import ExerciseError, HostError
from grader.exercise import Task
from grader.in_process import InProcess
from grader.judging.answers import Traits
from grader.judging.bench import Bench
from grader.judging.question import Candidate, Question
from grader.judging.rounding import Rounding
from grader.observe import MANNERS
from grader.report import Evidence, Finding, Match, Outcome, Value
from grader.student import KILLED, Loaded, LoadError, Student
from grader.worker.digests import OUTLINE

MAX_NAMES = 20
"""Names that a submission defines, as a finding lists them where the one that is asked for is not there."""


def evaluate(
    bench: Bench,
    student: Student,
    loaded: Loaded,
    *,
    task: str | None = None,
    examples: int = 0,
    closely: bool = True,
    traits: Traits | None = None,
) -> Iterator[Finding]:
    """Findings in the order of the exercise. The same seed of the bench gives the same findings, apart from timings,
    whoever was judged at it before.

    task: only this one; examples: further examples that Hypothesis draws for each check that passes
    closely: whether to look for the smallest example of a failure and for the places in which it is wrong, which takes
        time and changes nothing about what failed and what it is named
    traits: what the submission was seen to do before
    """
    traits = traits or Traits()
    student = Rounding(student) if bench.single else student
    tasks = [item for item in bench.course.exercise.tasks if task in (None, item.id)]
    for number, item in enumerate(tasks):
        if number:
            student.fresh()
        if item is not tasks[-1]:
            student.ahead()
        candidate = Candidate(student, bench, traits, item, examples, closely)
        yield from _Asking(candidate, loaded).findings()


@dataclass(frozen=True, slots=True)
class _Asking:
    """One task, asked of one submission check by check. loaded: what is known of it without running anything"""

    candidate: Candidate
    loaded: Loaded

    @property
    def bench(self) -> Bench:
        return self.candidate.bench

    @property
    def course(self) -> Course:
        return self.candidate.bench.course

    @property
    def task(self) -> Task:
        return self.candidate.task

    def findings(self) -> Iterator[Finding]:
        absent = self._absent()
        passed: set[int] = set()
        told: set[str] = set()
        lost = False
        orders, remarks = self._orders()
        for (task, name), check in self.course.checks.items():
            if task != self.task.id:
                continue
            start = perf_counter()
            blank = Finding(task, name, check.kind, Outcome.SKIPPED)
            if absent is not None:
                finding = replace(absent, check=name, kind=check.kind)
            elif lost:
                finding = replace(blank, code="skipped.crash")
            elif unmet := [self.course.key(need)[1] for need in check.needs if id(need) not in passed]:
                finding = replace(blank, code="skipped.needs", values={"needs": [*unmet]})
            else:
                finding = self._ask(check, blank, told)
            self.bench.forget()
            lost = lost or finding.code.startswith("worker.")
            if finding.outcome is Outcome.PASSED:
                passed.add(id(check))
                finding = replace(
                    finding, conventions=(*orders, *finding.conventions), notes=(*remarks, *finding.notes)
                )
                orders, remarks = (), ()
            if finding.example is not None:
                told |= {d.output for d in finding.example.differences if d.output in MANNERS}
            yield replace(finding, notes=self._placed(finding.notes), seconds=perf_counter() - start)

    def _absent(self) -> Finding | None:
        """What every check of the task comes to where there is nothing to ask: a name is missing or misspelt, the
        starter code is untouched, or there is no code in it. Which check it is has to be filled in."""
        spell = self.course.exercise.vocabulary.spell
        missing = [name for name in self.task.names if not set(spell(name)) & set(self.loaded.names)]
        if missing:
            return self._missing(missing[0])
        starter, digests = self.course.starter, self.loaded.digests
        untouched = [name for name in self.task.names if name in starter and digests.get(name) == starter[name]]
        bare = {name for name, digest in digests.items() if digest.startswith(OUTLINE)}
        outlines = [name for name in self.task.names if bare.intersection(spell(name))]
        if {*untouched, *outlines} >= {*self.task.names}:
            code = "untouched" if untouched else "outline"
            return Finding(self.task.id, "", "", Outcome.NOT_ATTEMPTED, code, {"name": (untouched or outlines)[0]})
        return None

    def _missing(self, name: str) -> Finding:
        """A name that is defined in its place may be a misspelt one: one like it that nobody asks for."""
        import difflib

        exercise = self.course.exercise
        for spelling in exercise.vocabulary.spell(name):
            if place := self.loaded.unread.get(spelling):
                at: dict[str, Value] = {"file": place.file, "line": place.line, "cell": place.cell}
                return Finding(self.task.id, "", "", Outcome.FAILED, "name.unread", {"name": spelling, **at})
        taken = {s for task in exercise.tasks for other in task.names for s in exercise.vocabulary.spell(other)}
        near = difflib.get_close_matches(name, sorted(set(self.loaded.names) - taken), cutoff=0.7)
        if near:  # only then is it worth the reading
            elsewhere = asked_elsewhere(exercise)
            near = [other for other in near if other not in elsewhere]
        values: dict[str, Value] = {
            "name": name,
            "nearest": near[0] if near else "",
            "defined": list(self.loaded.names[:MAX_NAMES]),
        }
        outcome, code = (Outcome.FAILED, "name.nearest") if near else (Outcome.NOT_ATTEMPTED, "name.missing")
        return Finding(self.task.id, "", "", outcome, code, values)

    def _orders(self) -> tuple[tuple[Match, ...], tuple[Evidence, ...]]:
        """Arguments that the submission takes in another order than asked: conventions that have it, and remarks on
        those that none has."""
        matches: dict[str, Match] = {}
        remarks = []
        for name in self.task.names:
            order = self.loaded.orders.get(name)
            if order is None or sorted(order) != sorted(self.course.exercise.vocabulary.parameters.get(name, ())):
                continue
            accepted = self.bench.accepted(self.task.id)
            id = next((id for id, known in accepted if self.bench.namespace(known).orders().get(name) == order), "")
            if id:
                matches[id] = Match(id)
            else:
                remarks.append(Evidence("order", "", {"name": name, "order": [*order]}))
        return tuple(matches.values()), tuple(remarks)

    def _placed(self, notes: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Remarks about slowness with the place of the loop that is likely to be meant."""
        spellings = (name for own in self.task.names for name in self.course.exercise.vocabulary.spell(own))
        frame = next((self.loaded.loops[name] for name in spellings if name in self.loaded.loops), None)
        if frame is None:
            return tuple(notes)
        place: dict[str, Value] = {"file": frame.file, "line": frame.line, "cell": frame.cell}
        return tuple(replace(n, code="slow_at", values={**n.values, **place}) if n.code == "slow" else n for n in notes)

    def _ask(self, check: Check, blank: Finding, told: set[str]) -> Finding:
        question = Question(self.candidate, check, blank, frozenset(told))
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():  # an answer may be any numbers
                warnings.simplefilter("ignore")
                return _twice(question)
        except (LoadError, HostError, ExerciseError):  # there is nothing to ask any more
            raise
        except Exception as error:  # the one place where a fault of the grader's own becomes a finding
            text = "".join(traceback.format_exception(error, limit=-8))
            if self._breaks(check, blank):
                return replace(blank, outcome=Outcome.BROKEN, code="grader.fault", values={"traceback": text})
            return replace(blank, outcome=Outcome.FAILED, code="grader.unjudged", values={"traceback": text})

    def _breaks(self, check: Check, blank: Finding) -> bool:
        """Whether the check is broken for everybody. One that only this submission's answers break earns it nothing:
        else whoever finds such answers would have found the points."""
        if self.course.release is not None:  # there is no reference to try
            return False
        reference = replace(self.candidate, student=InProcess(self.bench.namespace(None)))
        try:
            Question(reference, check, blank).finding()
        except Exception:
            return True
        return False


def _twice(question: Question) -> Finding:
    """What was killed from outside, for want of memory perhaps, is asked once more."""
    try:
        finding = question.finding()
    except HostError:
        return question.finding()
    killed = finding.code == "worker.died" and finding.values.get("signal") == KILLED
    return question.finding() if killed else finding
