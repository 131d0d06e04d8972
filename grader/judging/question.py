"""One check, asked of a submission: its examples are played and judged, and what comes of them is a finding."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from grader.checks.check import Check, Performer, Sitting, Verdict
from grader.checks.closeness import Equal
from grader.checks.draw import Case
from grader.checks.paste import paste
from grader.exercise import PARTS, Task
from grader.judging.answers import Answers, Shown, Traits, single_precision
from grader.judging.bench import Bench
from grader.judging.diagnose import Diagnosis, Followed, diagnose, half_followed
from grader.report import Difference, Evidence, Example, Finding, Frame, Match, Outcome, Value
from grader.student import Play, Raised, Run, Student, WorkerError

MAX_WARNINGS = 2
"""Of NumPy's, that a finding passes on."""

MAX_DIFFERENCES = 8
"""In a finding's example."""

NOTHING = {"call": "unreturned", "get": "unset"}
"""Codes of an answer that is None, by the instruction that came to it."""

WITNESSES = 3
"""Plays of each check that help to tell rival diagnoses apart."""


@dataclass(slots=True)
class Candidate:
    """A submission at one task.

    student: performs its plays; bench: what it is held against; traits: what it was seen to do in earlier tasks too
    examples: further examples that Hypothesis draws for each check that passes
    closely: whether to look for the smallest example of a failure and for the places in which it is wrong
    """

    student: Student
    bench: Bench
    traits: Traits
    task: Task
    examples: int
    closely: bool
    _witness: Shown | None = None

    def witness(self) -> Shown:
        """A few plays of each of the task's checks, performed by the submission: to tell rival diagnoses apart. Their
        cases are others than those that are asked, where rivals may agree by chance, and the same for all checks."""
        if self._witness is None:
            asked = [
                (self.bench.play(check, case), _judged(check), name)
                for (task, name), check in self.bench.course.checks.items()
                if task == self.task.id and not check.timed
                for case in self.bench.cases(check, name, WITNESSES)
            ]
            plays, equals, checks = zip(*asked, strict=True) if asked else ((), (), ())
            runs: list[Run] = []
            with suppress(WorkerError):
                runs += self.student.run(plays)
            n = len(runs)
            self._witness = Shown(plays[:n], runs, equals[:n], checks[:n])
        return self._witness


@dataclass(frozen=True, slots=True)
class Question:
    """One check, asked of one submission.

    blank: the finding before anything is known of it
    told: of the outputs that every play has (`observe.MANNERS`), those about which an earlier check of the task has
        complained: each is told once
    """

    candidate: Candidate
    check: Check
    blank: Finding
    told: frozenset[str] = frozenset()

    @property
    def _bench(self) -> Bench:
        return self.candidate.bench

    @property
    def _student(self) -> Student:
        return self.candidate.student

    def finding(self) -> Finding:
        check, bench = self.check, self._bench
        if not check.examples:
            return replace(self.blank, code="skipped.later")
        cases = bench.cases(check, self.blank.id, check.examples)
        plays = [bench.play(check, case) for case in cases]
        runs: list[Run] = []
        try:
            for play, run in zip(plays, self._student.run(plays), strict=True):
                runs.append(run)
                bench.reference([play])  # while the submission is at the next one
            verdicts = [self._judge(*sitting) for sitting in zip(cases, plays, runs, strict=True)]
        except WorkerError as error:
            return self._crashed(error, plays[min(len(runs), len(plays) - 1)])
        wrong = [i for i, verdict in enumerate(verdicts) if verdict.differences]
        if not wrong:
            return self._passed(runs, verdicts)
        if any(map(self._unwritten, plays, runs)):
            return replace(self.blank, outcome=Outcome.NOT_ATTEMPTED, code="unwritten")
        met = next((i for i in wrong if bench.transferred(runs[i])), None)
        if met is not None:
            return self._transferred(plays[met], runs[met])
        other = self._instead(any(run.raised is not None for run in runs))
        return other or self._failed(cases, plays, runs, verdicts, wrong)

    def _instead(self, raised: bool) -> Finding | None:
        """What comes of the question as a convention puts it (`Check.instead`), where the submission seems to follow
        that: it passes then, or at least it answers where it raised an exception before."""
        for id, check in self.check.instead.items():
            finding = replace(self, check=check).finding()
            answers = finding.outcome is Outcome.NOT_ATTEMPTED or (
                finding.outcome is Outcome.FAILED and not finding.frames
            )
            if finding.outcome is Outcome.PASSED or (raised and answers):
                return replace(finding, conventions=(Match(id, ()), *finding.conventions))
        return None

    def _judge(self, case: Case, play: Play, run: Run) -> Verdict:
        """The verdict on one example, without what an earlier check has told already.

        A verdict for which nothing more was asked of the submission is kept with the play: whoever has the same run
        gets the same one.
        """
        key = id(self.check), id(run.seen)
        verdict: Verdict | None = play.judged.get(key)
        if verdict is None:
            asked = False

            def again(plays: Sequence[Play]) -> Iterator[Run]:
                nonlocal asked
                asked = True
                return self._student.run(plays)

            sitting = Sitting(
                case, play, run, self._expected, again, self._accepted, self._bench.single, self._in_double
            )
            verdict = self.check.judge(self.check, sitting)
            if verdict.lasting and not asked and not self.check.timed and play.remembers(run):
                play.judged[key] = verdict
        return verdict.but(lambda found: found.output in self.told) if self.told else verdict

    def _expected(self, plays: Sequence[Play]) -> Iterator[Run]:
        yield from self._bench.reference(plays)

    def _accepted(self) -> Iterator[Performer]:
        bench = self._bench
        yield from (partial(bench.perform, variant) for _, variant in bench.accepted(self.check.task))

    def _in_double(self) -> Iterator[Performer]:
        bench = self._bench.in_double
        yield bench.reference
        yield from (partial(bench.perform, variant) for _, variant in bench.accepted(self.check.task))

    def _unwritten(self, play: Play, run: Run) -> bool:
        """Whether a play ended because what is asked about is still starter code. It is not where all that is asked was
        shown already, and the function that raised belongs to another task."""
        if run.raised is None or run.raised.type != "NotImplementedError":
            return False
        labels = {line.label: line for line in play.lines if line.label is not None}
        asked = [label for label in labels if self.check.judges(label.output)]
        shown = bool(asked) and all(label in run.seen and run.seen[label] is not run.raised for label in asked)
        raising = next((line for label, line in labels.items() if run.seen.get(label) is run.raised), None)
        return not (shown and raising is not None and raising.function not in ("", *self.candidate.task.names))

    def _passed(self, runs: Sequence[Run], verdicts: Sequence[Verdict]) -> Finding:
        notes = (*_notes(runs, self.check.warns), *_remarks(verdicts))
        finding = replace(self.blank, outcome=Outcome.PASSED, notes=notes)
        if not self.candidate.examples:
            return finding
        from grader.judging.smallest import search

        try:
            case = search(self.check.inputs, self._fails(None), self._seed, self.candidate.examples)
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
        bench, check, traits = self._bench, self.check, self.candidate.traits
        answers = Answers(bench, traits, check.task, plays, runs, check.equal, check.forward)
        known = diagnose(answers, outputs, self.candidate.witness, check.instead)
        if outputs <= known.explained:
            notes = (*_notes(runs, check.warns), *_remarks(verdicts))
            return replace(self.blank, outcome=Outcome.PASSED, conventions=known.conventions, notes=notes)
        open_outputs = outputs - known.explained
        codes = {d.code for verdict in verdicts for d in verdict.differences if d.output in open_outputs}
        single = check.kind == "parity" and codes == {"values"} and not known.misconceptions
        if single and single_precision(bench, open_outputs, plays, runs):
            traits.rounded.add(check.task)
            notes = (*_notes(runs, check.warns), *_remarks(verdicts))
            if all(note.code != "float32" for note in notes):
                notes = (Evidence("rounding", min(open_outputs)), *notes)
            return replace(self.blank, outcome=Outcome.PASSED, conventions=known.conventions, notes=notes)
        if bench.doubtful(check, open_outputs, plays, runs):
            return replace(self.blank, code="skipped.later", conventions=known.conventions)
        from grader.judging.structure import evidence

        named = {output for match in known.misconceptions for output in match.outputs}
        signs = evidence(open_outputs - named, runs, bench.reference(plays), check.kind == "gradient")
        failing = replace(answers, plays=[plays[i] for i in wrong], got=[runs[i] for i in wrong])
        followed, left = half_followed(failing, open_outputs)
        shrinks = check.shrinks and self.candidate.closely
        case = (self._smallest(open_outputs, followed) if shrinks else None) or cases[wrong[left[0]]]
        return self._failed_at(case, known, signs, replace(self.blank, notes=_notes(runs)))

    @property
    def _seed(self) -> int:
        """The seed of searches for a case that fails."""
        return self._bench.seed ^ zlib.crc32(self.blank.id.encode())

    def _smallest(self, outputs: frozenset[str], followed: Followed | None) -> Case | None:
        """The simplest case in which one of these outputs is wrong, by that convention too. None where none is met."""
        from grader.judging.smallest import smallest

        bench, check = self._bench, self.check

        def cost(case: Case) -> float:
            return len(paste(bench.play(check, case)))

        try:
            fails = self._fails(outputs, followed)
            return smallest(bench.least(check, self._seed), check.inputs, fails, cost, self._seed)
        except WorkerError:
            return None

    def _fails(self, outputs: frozenset[str] | None, followed: Followed | None = None) -> Callable[[Case], bool]:
        """A test of cases: whether one of these outputs (None: any output) is wrong there, by that convention too."""

        def fails(case: Case) -> bool:
            play = self._bench.play(self.check, case)
            (run,) = self._student.run([play])
            shown = frozenset(d.output for d in self._judge(case, play, run).differences)
            failed = shown if outputs is None else shown & outputs
            right = followed is not None and failed and followed.gives(failed, play, run)
            self._bench.forget()
            return bool(failed) and not right

        return fails

    def _failed_at(self, case: Case, known: Diagnosis, signs: tuple[Evidence, ...], finding: Finding) -> Finding:
        play = self._bench.play(self.check, case)
        try:
            (run,) = self._student.run([play])
            verdict = self._judge(case, play, run).but(lambda found: found.output in known.explained)
            differences = self._with_nothing(
                play, run, verdict.in_full() if self.candidate.closely else verdict.differences
            )
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

    def _with_nothing(self, play: Play, run: Run, found: tuple[Difference, ...]) -> tuple[Difference, ...]:
        """The differences, in which None in the place of an answer is told as what it is: a forgotten return, or an
        attribute that was not set."""
        if all(value is not None for value in run.seen.values()):
            return found
        (expected,) = self._bench.reference([play])
        nothing: dict[str, Difference] = {}
        for line in play.lines:
            op, *operands = line.instruction
            label, wanted = line.label, expected.seen.get(line.label) if line.label is not None else None
            if label is None or run.seen.get(label, label) is not None or wanted is None or isinstance(wanted, Raised):
                continue
            if op in NOTHING and self.check.judges(label.output):
                values: dict[str, Value] = {"of": operands[1]}
                nothing.setdefault(label.output, Difference(label.output, NOTHING[op], label.at, "", values))
        return (*nothing.values(), *(difference for difference in found if difference.output not in nothing))

    def _transferred(self, play: Play, run: Run) -> Finding:
        """The finding where the submission let an array of the device meet one of the host. Nothing else is looked for:
        it shows once this is mended."""
        frames = run.raised.frames if run.raised is not None else ()
        own = [frame for frame in frames if not frame.file.startswith(f"{PARTS}/")]
        place: dict[str, Value] = {}
        if own:
            place = {"file": own[-1].file, "line": own[-1].line, "cell": own[-1].cell}
        return replace(
            self.blank,
            outcome=Outcome.FAILED,
            code="backend.host_transfer" if own else "backend.host_transfer_within",
            values={"library": self._bench.library.title, **place},
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
    """Equality of outputs as the check sees it. Outputs that it does not judge always count as equal: they may be
    random."""
    return lambda known, got, output: not check.judges(output) or check.equal(known, got, output)


def _first_step(differences: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Of each output the differences at the first step that went wrong, since later ones are its consequence; at most
    MAX_DIFFERENCES in all."""
    first = {d.output: d.at for d in reversed(differences)}
    return tuple(islice((d for d in differences if d.at == first[d.output]), MAX_DIFFERENCES))


def _remarks(verdicts: Sequence[Verdict]) -> tuple[Evidence, ...]:
    """The remarks of all verdicts, each code once; of several tolerances the loosest."""
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
