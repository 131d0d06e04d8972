"""The author's gate: proof that an exercise judges as it promises.

The stub earns nothing and counts as not attempted; the reference earns everything, on several seeds, and fails at no
case that a check draws; every known misconception is caught by the check that should catch it and named as itself;
every convention is accepted and named; consequences of earlier mistakes are accepted from whoever made them;
everything that a learner reads is there in both languages. The stub and the
reference go through the real isolated worker; variants, of which there are hundreds, run in this process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from grader.author.limit import Overtime, limited
from grader.author.proof import Proof, placed
from grader.author.written import facts, misplaced, texts
from grader.catalog import Content, Course, consequences, load
from grader.checks.law import TOO_FINE
from grader.checks.outputs import by_name
from grader.checks.paste import paste
from grader.checks.telling import shown
from grader.checks.variant import Consequence, Convention, Misconception, Variant
from grader.content import NAMES, blamed
from grader.errors import ExerciseError
from grader.exercise import Exercise
from grader.formats.wording import Wording
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.diagnose import Traits
from grader.judging.evaluate import evaluate
from grader.report import Finding, Outcome, Report
from grader.runners import RUNNERS, Job, finished
from grader.runners.isolated import IsolatedStudent
from grader.runners.supplied import supply
from grader.runners.zygote import Zygote
from grader.student import LoadError, Play, Run
from grader.submission import SourceFile, Submission

SECONDS = 60
"""Of processor time for one promise; the slowest takes four. What takes longer is taken for an endless loop."""

SEEDS = (0, 1, 20260401)

DRAWS = 20
"""Seeds whose cases the reference has to answer. What it answers is not judged, so that it takes a blink for each."""

ALIKE_EXAMPLES = 3

MISSPELT = ("NameError", "ImportError", "ModuleNotFoundError")
"""What a slip in a variant's own code raises: it would be caught, but not for the mistake that it stands for."""

UNMET = ("NameError", "AttributeError", "TypeError")
"""What is raised where nothing of the reference runs: it has no such name, or takes no such arguments."""

_FRAME = re.compile(r'File "(.+)", line (\d+)')

WORDS = Wording("en")
"""Authors are told in English what their exercise does."""


def check(exercise: Exercise, content: Content) -> Iterator[Proof]:
    """Try every promise of the exercise, as far as its own code can be run."""
    proofs = _tried(exercise, content)
    try:
        while True:
            with limited(SECONDS):
                proof = next(proofs, None)
            if proof is None:
                return
            yield proof
    except Overtime as error:
        cure = "is there a loop that never ends?"
        where = f"{error.place}: " if error.place else ""
        yield Proof("code", exercise.folder.name, f"{where}not done after {SECONDS} s of processor time; {cure}")
    except ExerciseError as error:
        yield Proof("code", exercise.folder.name, str(error))
    except Exception as error:
        fault = blamed(error)
        if not fault:
            raise
        yield Proof("code", exercise.folder.name, fault)


def _tried(exercise: Exercise, content: Content) -> Iterator[Proof]:
    yield from facts(exercise)
    course = load(exercise, content)
    yield from texts(course)
    if strays := list(_astray(course)):
        yield from strays
        return
    yield _stub(course, content)
    for seed in SEEDS:
        yield _reference(course, content, seed)
    yield _answers_always(course)
    if any(check.kind == "law" for check in course.checks.values()):
        yield _in_single_precision(course)
    caught: set[str] = set()
    bench = Bench(course)
    for id, family in course.misconceptions.items():
        for variant in family:
            proof = misplaced(course, "misconception", id, variant) or _misconception(bench, id, variant)
            caught |= {f"{variant.task}.{name}" for name in proof.caught}
            yield placed(proof, exercise, "misconceptions", id)
    for id, variants in [*course.conventions.items(), *course.misconceptions.items()]:
        for other in variants:
            for proof in _accepted(course, bench, id, other):
                module = "conventions" if isinstance(other, Convention) else "misconceptions"
                yield placed(proof, exercise, module, id)
    for id, results in consequences(course).items():
        for task in dict.fromkeys(result.task for result in results):
            proof = _consequence(bench, id, task, [result for result in results if result.task == task])
            yield placed(proof, exercise, "consequences", id)
    for proof in _idle_checks(course, caught):
        yield placed(proof, exercise, "checks", proof.subject.partition(".")[2])


def _astray(course: Course) -> Iterator[Proof]:
    """Checks that ask for what is neither given nor shown nor there, so that nobody could be judged by them."""
    bench = Bench(course)
    for (task, name), check in course.checks.items():
        (case,) = bench.cases(check, f"{task}.{name}", 1)
        (run,) = bench.reference([bench.play(check, case)])
        seen, end = by_name(run.seen), run.raised
        problem = ""
        if absent := sorted(check.given - case.keys()):
            problem = f"{absent[0]!r}, which its inputs do not give; they give {', '.join(case)}"
        elif end is None and (absent := sorted(check.shown - seen.keys())):
            problem = f"the output {absent[0]!r}, which its play does not show; it shows {', '.join(seen)}"
        if problem:
            problem = f"{name} asks for {problem}"
        elif end is not None and end.type in UNMET and not _own(frame.file for frame in end.frames):
            problem = f"{name} asks the reference in vain: {shown(end)}"
        if problem:
            yield placed(Proof("check", f"{task}.{name}", problem), course.exercise, "checks", name)


def _graded(job: Job) -> Report:
    return finished(RUNNERS["isolated"](job))


def _stub(course: Course, content: Content) -> Proof:
    exercise = course.exercise
    path = exercise.starter()
    submission = Submission(path.name, path.name, (SourceFile(path.name, path.read_text(encoding="utf-8")),))
    report = _graded(Job(exercise, submission, 0, content))
    wrong = sorted(f.id for f in report.findings if f.outcome is not Outcome.NOT_ATTEMPTED)
    problem = f"these checks do not call the stub 'not attempted': {', '.join(wrong)}" if wrong else ""
    if absent := [name for task in exercise.tasks for name in task.names if name not in course.starter]:
        problem = f"it does not define {', '.join(absent)}, which exercise.toml asks for; write it there, unfinished"
    if report.trouble is not None:
        problem = f"it does not load: {WORDS.trouble(report.trouble)}"
    if earned := _earned_by_running(course, supply(submission, exercise, content.reference)):
        problem = f"run as it is, it passes {', '.join(earned)}"
    return Proof("stub", path.name, problem, seconds=report.seconds)


def _earned_by_running(course: Course, stub: Submission) -> list[str]:
    """Tasks that the stub would pass if it were not known for the stub."""
    exercise = course.exercise
    student = IsolatedStudent(stub, exercise.vocabulary.plain(), exercise.limits, Zygote.start())
    try:
        findings = list(evaluate(Bench(replace(course, starter={})), student, student.load()))
    except LoadError:
        return []
    finally:
        student.close()
    failed = {finding.task for finding in findings if finding.outcome is not Outcome.PASSED}
    return [task.id for task in course.exercise.tasks if task.id not in failed]


def answers(exercise: Exercise, reference: Path) -> Submission:
    """The reference as a submission: its modules, and an entry that brings the asked names together."""
    files = [
        SourceFile(f"reference/{path.relative_to(reference).as_posix()}", path.read_text(encoding="utf-8"))
        for path in sorted(reference.rglob("*.py"))
    ]
    entry = "".join(f"from reference.{module} import *\n" for module in exercise.reference)
    return Submission("answers.py", "answers.py", (SourceFile("answers.py", entry), *files))


def _reference(course: Course, content: Content, seed: int) -> Proof:
    submission = answers(course.exercise, content.reference)
    report = _graded(Job(course.exercise, submission, seed, content))
    wrong = [_told(finding) for finding in report.findings if finding.outcome is not Outcome.PASSED]
    named = tuple({match.id for finding in report.findings for match in finding.conventions})
    problem = "; ".join(wrong) or (f"the reference is called a convention: {named}" if named else "")
    problem = problem or (WORDS.trouble(report.trouble) if report.trouble else "")
    times = {finding.id: finding.seconds for finding in report.findings}
    return Proof("reference", f"seed {seed}", problem, seconds=report.seconds, times=times)


def _answers_always(course: Course) -> Proof:
    """The reference raises an exception in no case of a check, or in all of them, where that is what is asked for. One
    that it raises in some alone would be expected of learners too, and their right answers be called wrong."""
    raised: dict[str, list[tuple[Play, Run]]] = {}
    answered: set[str] = set()
    for seed in range(DRAWS):
        bench = Bench(course, seed)
        for (task, name), check in course.checks.items():
            id = f"{task}.{name}"
            plays = [bench.play(check, case) for case in bench.cases(check, id, check.examples)]
            for play, run in zip(plays, bench.reference(plays), strict=True):
                if run.raised is None:
                    answered.add(id)
                else:
                    raised.setdefault(id, []).append((play, run))
    problems = []
    for id in sorted(raised.keys() & answered):
        play, run = raised[id][0]
        problems.append(
            f"{id}: the reference raises {shown(run.raised)} in {len(raised[id])} of the cases that are drawn, and in "
            f"the others none; mend it, or draw no such case:\n{paste(play)}"
        )
    return Proof("answers", f"{DRAWS} seeds", "\n".join(problems))


def _in_single_precision(course: Course) -> Proof:
    """The reference is right there too. A law that it breaks by rounding gives way to its values, which ask less: how
    many do is told, for whoever counts on them."""
    bench = Bench(course, backend="numpy:float32")
    student = InProcess(bench.namespace(None))
    findings = list(evaluate(bench, student, student.load()))
    wrong = [_told(finding) for finding in findings if finding.outcome is not Outcome.PASSED]
    laws = [finding for finding in findings if finding.kind == "law"]
    silent = [finding.id for finding in laws if any(note.code == TOO_FINE for note in finding.notes)]
    told = f"{len(silent)} of {len(laws)} laws give way to values" + (f": {', '.join(silent)}" if silent else "")
    return Proof("single", told, "; ".join(wrong))


def _told(finding: Finding) -> str:
    trace = str(finding.values.get("traceback", ""))
    said = _fault(trace) if trace else " ".join(WORDS.finding(finding))
    return f"{finding.id} {finding.outcome}" + (f": {said}" if said else "")


def _fault(trace: str) -> str:
    """The exception that a traceback tells of, and the last line of the course's own that it came through."""
    *_, said = trace.strip().splitlines()
    own = [(Path(file), line) for file, line in _FRAME.findall(trace) if _own([file])]
    return f"{own[-1][0].name}:{own[-1][1]}: {said}" if own else said


def _own(files: Iterable[str]) -> bool:
    """Whether one of them is of the course."""
    return any(set(NAMES) & set(Path(file).parts) for file in files)


def _raised(finding: Finding) -> str:
    """The exception that an answer ended with, "" where it ended with none."""
    found = finding.example.differences if finding.example is not None else ()
    return next((str(other.values["got"]) for other in found if other.code == "raised"), "")


def _judged(bench: Bench, variant: Variant, traits: Traits | None = None) -> tuple[list[Finding], float]:
    start = perf_counter()
    student = InProcess(bench.namespace(variant))
    findings = list(evaluate(bench, student, student.load(), task=variant.task, traits=traits))
    return findings, perf_counter() - start


def _misconception(bench: Bench, id: str, variant: Misconception) -> Proof:
    findings, seconds = _judged(bench, variant)
    caught = tuple(f.check for f in findings if f.outcome is Outcome.FAILED)
    named = tuple(dict.fromkeys(match.id for f in findings for match in f.misconceptions))
    unsure = [match.id for f in findings for match in f.misconceptions if not match.sure]
    broken = [_told(f) for f in findings if f.outcome is Outcome.BROKEN]
    raised = next((text for f in findings if (text := _raised(f))), "")
    problem = ""
    if broken:
        problem = "; ".join(broken)
    elif raised.startswith(MISSPELT):
        problem = f"it raises {raised}; no learner's formula does"
    elif not caught:
        problem = "it passes: no check tells it from the reference; write one that does"
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
    if nowhere := misplaced(course, "convention", id, variant):
        yield nowhere
    elif isinstance(variant, Convention) and variant.fit is not None:
        yield from (_convention(bench, id, variant.at(value)) for value in variant.fit.samples)
    else:
        yield _convention(Bench(course, dialect=variant.dialects[0]) if variant.dialects else bench, id, variant)


def _convention(bench: Bench, id: str, variant: Variant) -> Proof:
    findings, seconds = _judged(bench, variant)
    wrong = [_told(f) for f in findings if f.outcome is not Outcome.PASSED]
    named = tuple(dict.fromkeys(match.id for f in findings for match in f.conventions))
    problem = ""
    if wrong:
        problem = f"it is right, yet: {'; '.join(wrong)}"
    elif not named and not (variant.values and _alike(bench.course, variant, None)):
        problem = "it passes without being named: no check tells it from the reference"
    elif named and id not in named and not any(
        _alike(bench.course, variant, other) for name in named for other in _family(bench.course, name, variant)
    ):
        problem = f"it is named {', '.join(named)}"
    numbers = "".join(f" {key}={value:g}" for key, value in variant.values.items())
    return Proof("convention", f"{variant.task}.{id}{numbers}", problem, (), named, seconds)


def _consequence(bench: Bench, id: str, task: str, results: list[Consequence]) -> Proof:
    """Of a family that may be large, that one member of a task is accepted: others may raise exceptions, and are there
    for nobody."""
    seconds = 0.0
    for result in results:
        if nowhere := misplaced(bench.course, "consequence", id, result):
            return nowhere
        findings, took = _judged(bench, result, Traits(paid={*result.of}))
        seconds += took
        named = tuple(dict.fromkeys(match.id for f in findings for match in f.conventions))
        if id in named and all(f.outcome is Outcome.PASSED for f in findings):
            return Proof("consequence", f"{task}.{id}", "", (), named, seconds)
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
    from grader.checks.closeness import same

    return a.seen.keys() == b.seen.keys() and all(same(a.seen[label], b.seen[label]) for label in a.seen)


def _idle_checks(course: Course, caught: set[str]) -> Iterator[Proof]:
    """A check that no misconception fails proves nothing and costs every learner time; one of speed cannot fail."""
    for (task, name), check in course.checks.items():
        if check.kind != "speed" and f"{task}.{name}" not in caught:
            yield Proof("check", f"{task}.{name}", "no misconception fails it; write one, or drop the check")
