"""Ask a submission every check of an exercise, one finding at a time."""

from __future__ import annotations

import traceback
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from time import perf_counter
from typing import Any

import numpy as np

from grader.bench import Bench, Rounding
from grader.catalog import Course, asked_elsewhere
from grader.checks.check import Check, Sitting, Verdict
from grader.checks.closeness import Equal
from grader.checks.draw import Case
from grader.checks.paste import paste
from grader.checks.variant import Variant
from grader.diagnose import Answers, Diagnosis, Traits, diagnose, evidence, follows, half_followed, single_precision
from grader.errors import HostError
from grader.exercise import PARTS, Task
from grader.in_process import InProcess
from grader.observe import HOUSE
from grader.report import Difference, Evidence, Example, Finding, Frame, Match, Outcome, Value
from grader.student import KILLED, Loaded, LoadError, Play, Run, Student, WorkerError

MAX_WARNINGS = 2
WITNESSES = 3  # plays of each check that help to tell rival diagnoses apart


def evaluate(
    bench: Bench,
    student: Student,
    loaded: Loaded,
    *,
    task: str | None = None,
    examples: int = 0,
    shrink: bool = True,
) -> Iterator[Finding]:
    """Findings in the order of the exercise. The same seed of the bench gives the same findings, apart from timings,
    whoever was judged at it before.

    task: only this one; examples: further examples that Hypothesis draws for each check that passes
    shrink: whether to look for the smallest example of a failure, which takes time
    """
    traits = Traits()
    student = Rounding(student) if bench.single else student
    tasks = [item for item in bench.course.exercise.tasks if task in (None, item.id)]
    for number, item in enumerate(tasks):
        if number:
            student.fresh()
        if item is not tasks[-1]:
            student.ahead()
        yield from _Sitter(student, bench, traits, item, examples, shrink).findings(loaded)


Witnesses = tuple[Sequence[Play], Sequence[Run], Sequence[Equal]]


@dataclass(slots=True)
class _Sitter:
    """One task of one submission. witnesses: what its other checks show, once somebody has asked"""

    student: Student
    bench: Bench
    traits: Traits
    task: Task
    examples: int
    shrink: bool
    witnesses: Witnesses | None = None

    @property
    def course(self) -> Course:
        return self.bench.course

    def findings(self, loaded: Loaded) -> Iterator[Finding]:
        absent = self._absent(loaded)
        passed: set[int] = set()
        told: set[str] = set()
        lost = False
        orders, remarks = self._orders(loaded)
        for (task, name), check in self.course.checks.items():
            if task != self.task.id:
                continue
            start = perf_counter()
            blank = Finding(task, name, check.kind, Outcome.SKIPPED)
            if absent is not None:
                finding = replace(blank, outcome=absent[0], code=absent[1], values=absent[2])
            elif lost:
                finding = replace(blank, code="skipped.crash")
            elif unmet := [self._name(need) for need in check.needs if id(need) not in passed]:
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
                told |= {d.output for d in finding.example.differences if d.output in HOUSE}
            yield replace(finding, notes=self._placed(finding.notes, loaded), seconds=perf_counter() - start)

    def _absent(self, loaded: Loaded) -> tuple[Outcome, str, dict[str, Any]] | None:
        """Why there is nothing to ask: names that are missing or misspelt, starter code that is untouched."""
        import difflib

        spell = self.course.exercise.vocabulary.spell
        missing = [name for name in self.task.names if not set(spell(name)) & set(loaded.names)]
        if missing:
            taken = {spelling for task in self.course.exercise.tasks for name in task.names for spelling in spell(name)}
            near = difflib.get_close_matches(missing[0], sorted(set(loaded.names) - taken), cutoff=0.7)
            if near:  # only then is it worth the reading
                elsewhere = asked_elsewhere(self.course.exercise)
                near = [name for name in near if name not in elsewhere]
            values = {"name": missing[0], "nearest": near[0] if near else "", "defined": list(loaded.names[:20])}
            return (Outcome.FAILED, "name.nearest", values) if near else (Outcome.NOT_ATTEMPTED, "name.missing", values)
        starter = self.course.starter
        if all(name in starter and loaded.digests.get(name) == starter[name] for name in self.task.names):
            return Outcome.NOT_ATTEMPTED, "untouched", {"name": self.task.names[0]}
        return None

    def _orders(self, loaded: Loaded) -> tuple[tuple[Match, ...], tuple[Evidence, ...]]:
        """Arguments that the submission takes in another order than asked: conventions that have it, and remarks on
        those that none has."""
        matches: dict[str, Match] = {}
        remarks = []
        for name in self.task.names:
            order = loaded.orders.get(name)
            if order is None or sorted(order) != sorted(self.course.exercise.vocabulary.parameters.get(name, ())):
                continue
            accepted = self.bench.accepted(self.task.id)
            id = next((id for id, known in accepted if self.bench.namespace(known).orders().get(name) == order), "")
            if id:
                matches[id] = Match(id)
            else:
                remarks.append(Evidence("order", "", {"name": name, "order": [*order]}))
        return tuple(matches.values()), tuple(remarks)

    def _placed(self, notes: Sequence[Evidence], loaded: Loaded) -> tuple[Evidence, ...]:
        """Remarks about slowness with the place of the loop that is likely to be meant."""
        spellings = (name for own in self.task.names for name in self.course.exercise.vocabulary.spell(own))
        frame = next((loaded.loops[name] for name in spellings if name in loaded.loops), None)
        if frame is None:
            return tuple(notes)
        place: dict[str, Value] = {"file": frame.file, "line": frame.line, "cell": frame.cell}
        return tuple(replace(n, code="slow_at", values={**n.values, **place}) if n.code == "slow" else n for n in notes)

    def _name(self, check: Check) -> str:
        return next(name for (_, name), other in self.course.checks.items() if other is check)

    def _ask(self, check: Check, blank: Finding, told: set[str]) -> Finding:
        asking = _Asking(self, check, blank, frozenset(told))
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():  # an answer may be any numbers
                warnings.simplefilter("ignore")
                return _twice(asking)
        except (LoadError, HostError):  # there is nothing to ask any more
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
        reference = replace(self, student=InProcess(self.bench.namespace(None)))
        try:
            _Asking(reference, check, blank, frozenset()).finding()
        except Exception:
            return True
        return False


@dataclass(slots=True)
class _Asking:
    """One check of one submission."""

    sitter: _Sitter
    check: Check
    blank: Finding
    told: frozenset[str]

    def finding(self) -> Finding:
        check, sitter = self.check, self.sitter
        if not check.examples:
            return replace(self.blank, code="skipped.later")
        cases = sitter.bench.cases(check, self.blank.id, check.examples)
        plays = [sitter.bench.play(check, case) for case in cases]
        runs: list[Run] = []
        try:
            for play, run in zip(plays, sitter.student.run(plays), strict=True):
                runs.append(run)
                sitter.bench.reference([play])  # while the submission is at the next one
            verdicts = [self._judge(*sitting) for sitting in zip(cases, plays, runs, strict=True)]
        except WorkerError as error:
            return self._crashed(error, plays[min(len(runs), len(plays) - 1)])
        wrong = [i for i, verdict in enumerate(verdicts) if verdict.differences]
        if not wrong:
            return self._passed(runs, verdicts)
        if any(_unwritten(run) for run in runs):
            return replace(self.blank, outcome=Outcome.NOT_ATTEMPTED, code="unwritten")
        met = next((i for i in wrong if sitter.bench.transferred(runs[i])), None)
        if met is not None:
            return self._transferred(plays[met], runs[met])
        other = self._instead(any(run.raised is not None for run in runs))
        return other or self._failed(cases, plays, runs, verdicts, wrong)

    def _instead(self, raised: bool) -> Finding | None:
        """What comes of the question as a convention has it, where that is what the submission follows: it passes, or
        at least it answers where it raised an exception before."""
        for id, check in self.check.instead.items():
            finding = replace(self, check=check).finding()
            answers = finding.outcome is Outcome.NOT_ATTEMPTED or (
                finding.outcome is Outcome.FAILED and not finding.frames
            )
            if finding.outcome is Outcome.PASSED or (raised and answers):
                return replace(finding, conventions=(Match(id, ()), *finding.conventions))
        return None

    def _judge(self, case: Case, play: Play, run: Run) -> Verdict:
        """The verdict, without what was told before. What follows from a known run alone is known too."""
        key = id(self.check), id(run.seen)
        verdict: Verdict | None = play.judged.get(key)
        if verdict is None:
            asked = False

            def again(plays: Sequence[Play]) -> Iterator[Run]:
                nonlocal asked
                asked = True
                return self.sitter.student.run(plays)

            bench = self.sitter.bench
            known = self._accepted, bench.single, self._in_double
            sitting = Sitting(case, play, run, self._expected, again, *known)
            verdict = self.check.judge(self.check, sitting)
            if not asked and verdict.closer is None and not self.check.timed and play.remembers(run):
                play.judged[key] = verdict
        return verdict.but(lambda found: found.output in self.told) if self.told else verdict

    def _expected(self, plays: Sequence[Play]) -> Iterator[Run]:
        yield from self.sitter.bench.reference(plays)

    def _accepted(self) -> Iterator[Callable[[Sequence[Play]], list[Run]]]:
        bench = self.sitter.bench
        yield from (partial(bench.perform, variant) for _, variant in bench.accepted(self.check.task))

    def _in_double(self) -> Iterator[Callable[[Sequence[Play]], list[Run]]]:
        bench = self.sitter.bench.in_double
        yield bench.reference
        yield from (partial(bench.perform, variant) for _, variant in bench.accepted(self.check.task))

    def _passed(self, runs: Sequence[Run], verdicts: Sequence[Verdict]) -> Finding:
        notes = (*_notes(runs, self.check.warns), *_remarks(verdicts))
        finding = replace(self.blank, outcome=Outcome.PASSED, notes=notes)
        if not self.sitter.examples:
            return finding
        from grader.smallest import search

        try:
            case = search(self.check.inputs, self._fails(None), self._seed, self.sitter.examples)
        except WorkerError as error:
            return self._crashed(error)
        return finding if case is None else self._failed_at(case, Diagnosis(), (), finding)

    def _failed(
        self,
        cases: Sequence[Case],
        plays: Sequence[Play],
        runs: Sequence[Run],
        verdicts: Sequence[Verdict],
        wrong: Sequence[int],
    ) -> Finding:
        outputs = frozenset(d.output for verdict in verdicts for d in verdict.differences)
        bench, check = self.sitter.bench, self.check
        traits = self.sitter.traits
        answers = Answers(bench, traits, check.task, plays, runs, check.equal)
        known = diagnose(answers, outputs, self._witness, check.instead)
        if outputs <= known.explained:
            notes = (*_notes(runs, check.warns), *_remarks(verdicts))
            return replace(self.blank, outcome=Outcome.PASSED, conventions=known.conventions, notes=notes)
        open_outputs = outputs - known.explained
        codes = {d.code for verdict in verdicts for d in verdict.differences if d.output in open_outputs}
        single = check.kind == "parity" and codes == {"values"} and not known.misconceptions
        if single and single_precision(bench, open_outputs, plays, runs):
            traits.rounded.add(check.task)
            notes = (Evidence("float32", min(open_outputs)), *_remarks(verdicts))
            return replace(self.blank, outcome=Outcome.PASSED, conventions=known.conventions, notes=notes)
        if bench.doubtful(check, open_outputs, plays, runs):
            return replace(self.blank, code="skipped.later", conventions=known.conventions)
        named = {output for match in known.misconceptions for output in match.outputs}
        signs = evidence(open_outputs - named, runs, bench.reference(plays), check.kind == "gradient")
        failing = replace(answers, plays=[plays[i] for i in wrong], got=[runs[i] for i in wrong])
        followed, left = half_followed(failing, open_outputs)
        shrinks = check.shrinks and self.sitter.shrink
        case = (self._smallest(open_outputs, followed) if shrinks else None) or cases[wrong[left[0]]]
        return self._failed_at(case, known, signs, replace(self.blank, notes=_notes(runs)))

    def _witness(self) -> Witnesses:
        """A few plays of each of the task's checks, performed by the submission: to tell rival diagnoses apart. The
        same for all checks of a task, so they are performed once."""
        sitter, bench = self.sitter, self.sitter.bench
        if sitter.witnesses is None:
            asked = [
                (bench.play(check, case), _judged(check))
                for (task, name), check in bench.course.checks.items()
                if task == self.check.task
                for case in bench.cases(check, name, WITNESSES)
            ]
            plays, equals = [play for play, _ in asked], [equal for _, equal in asked]
            runs: list[Run] = []
            with suppress(WorkerError):
                runs += sitter.student.run(plays)
            sitter.witnesses = plays[: len(runs)], runs, equals[: len(runs)]
        return sitter.witnesses

    @property
    def _seed(self) -> int:
        """Of searches for a case that fails."""
        return self.sitter.bench.seed ^ zlib.crc32(self.blank.id.encode())

    def _smallest(self, outputs: frozenset[str], followed: Variant | None) -> Case | None:
        from grader.smallest import smallest

        bench, check = self.sitter.bench, self.check

        def cost(case: Case) -> float:
            return len(paste(bench.play(check, case)))

        try:
            fails = self._fails(outputs, followed)
            return smallest(bench.least(check, self._seed), check.inputs, fails, cost, self._seed)
        except WorkerError:
            return None

    def _fails(self, outputs: frozenset[str] | None, followed: Variant | None = None) -> Callable[[Case], bool]:
        """Whether a case shows a failure of one of these outputs, of any for None, that is no failure to somebody who
        follows that convention."""

        def fails(case: Case) -> bool:
            play = self.sitter.bench.play(self.check, case)
            (run,) = self.sitter.student.run([play])
            shown = frozenset(d.output for d in self._judge(case, play, run).differences)
            failed = shown if outputs is None else shown & outputs
            bench, equal = self.sitter.bench, self.check.equal
            right = followed is not None and failed and follows(bench, followed, failed, play, run, equal)
            bench.forget()
            return bool(failed) and not right

        return fails

    def _failed_at(self, case: Case, known: Diagnosis, signs: tuple[Evidence, ...], finding: Finding) -> Finding:
        play = self.sitter.bench.play(self.check, case)
        try:
            (run,) = self.sitter.student.run([play])
            verdict = self._judge(case, play, run).but(lambda found: found.output in known.explained)
            differences = verdict.in_full()
        except WorkerError as error:
            return self._crashed(error, play)
        raised = run.raised
        return replace(
            finding,
            outcome=Outcome.FAILED,
            code=differences[0].code if differences else "unsteady",
            example=Example(paste(play), _first_step(differences)),
            conventions=known.conventions,
            misconceptions=known.misconceptions,
            evidence=signs,
            frames=raised.frames if raised is not None else (),
        )

    def _transferred(self, play: Play, run: Run) -> Finding:
        """The submission let an array of the device meet one of the host. What else is wrong shows when it does not."""
        frames = run.raised.frames if run.raised is not None else ()
        own = [frame for frame in frames if not frame.file.startswith(f"{PARTS}/")]
        place: dict[str, Value] = {}
        if own:
            place = {"file": own[-1].file, "line": own[-1].line, "cell": own[-1].cell}
        return replace(
            self.blank,
            outcome=Outcome.FAILED,
            code="backend.host_transfer" if own else "backend.host_transfer_within",
            values={"library": self.sitter.bench.library.title, **place},
            example=Example(paste(play), ()),
            frames=frames,
        )

    def _crashed(self, error: WorkerError, play: Play | None = None) -> Finding:
        frames: tuple[Frame, ...] = tuple(error.values.pop("frames", ()))
        return replace(
            self.blank,
            outcome=Outcome.FAILED,
            code=error.code,
            values=error.values,
            example=Example(paste(play), ()) if play is not None else None,
            frames=frames,
        )


def _judged(check: Check) -> Equal:
    """When outputs are equal, as far as the check judges them: what else its play shows may be random."""
    return lambda known, got, output: not check.judges(output) or check.equal(known, got, output)


def _twice(asking: _Asking) -> Finding:
    """What was killed from outside, for want of memory perhaps, is asked once more."""
    try:
        finding = asking.finding()
    except HostError:
        return asking.finding()
    killed = finding.code == "worker.died" and finding.values.get("signal") == KILLED
    return asking.finding() if killed else finding


def _unwritten(run: Run) -> bool:
    return run.raised is not None and run.raised.type == "NotImplementedError"


def _first_step(differences: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Of a sequence of steps only the first that went wrong: what follows is its consequence."""
    first = {d.output: d.at for d in reversed(differences)}
    return tuple(islice((d for d in differences if d.at == first[d.output]), 8))


def _remarks(verdicts: Sequence[Verdict]) -> tuple[Evidence, ...]:
    """Each once; of several tolerances the loosest."""
    notes: dict[str, Evidence] = {}
    for note in (note for verdict in verdicts for note in verdict.notes):
        if note.code not in notes or _tolerance(note) > _tolerance(notes[note.code]):
            notes[note.code] = note
    return tuple(notes.values())


def _tolerance(note: Evidence) -> float:
    tolerance = note.values.get("tolerance")
    return tolerance if isinstance(tolerance, float) else 0.0


def _notes(runs: Sequence[Run], warns: bool = True) -> tuple[Evidence, ...]:
    """What is worth a word though it costs nothing: single precision, warnings of NumPy."""
    notes = []
    single = next((run.seen.single for run in runs if run.seen.single is not None), None)
    if single is not None:
        notes.append(Evidence("float32", single.output))
    notes += [Evidence("absent", "", {"name": run.absent}) for run in runs if run.absent][:1]
    warnings = dict.fromkeys(text for run in runs for text in run.warnings if warns)
    notes += [Evidence("warnings", "", {"text": text}) for text in islice(warnings, MAX_WARNINGS)]
    return tuple(notes)
