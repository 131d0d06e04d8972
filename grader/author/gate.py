"""The author's gate: proof that an exercise judges as it promises.

The stub earns nothing and counts as not attempted; the reference earns everything, on several seeds, and fails at no
case that a check draws; every known misconception is caught by the check that should catch it and named as itself;
every convention is accepted and named; consequences of earlier mistakes are accepted from whoever made them;
everything that a learner reads is there in both languages. The stub and the reference go through the real isolated
worker; variants, of which there are hundreds, run in this process (`variants`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from grader.author import variants
from grader.author.limit import Overtime, limited
from grader.author.proof import WORDS, Proof, of_the_course, placed, told
from grader.author.written import facts, texts
from grader.catalog import Content, Course, load
from grader.checks.check import Check
from grader.checks.law import TOO_FINE
from grader.checks.outputs import by_name
from grader.checks.paste import paste
from grader.checks.telling import shown
from grader.content import blamed
from grader.errors import ExerciseError
from grader.exercise import Exercise
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Outcome, Report
from grader.runners import Job, alone, finished, hosts
from grader.runners.isolated import IsolatedStudent
from grader.runners.supplied import supply
from grader.student import Function, LoadError, Play, Run
from grader.submission import SourceFile, Submission

SECONDS = 60
"""Of processor time for one promise; the slowest takes four. What takes longer is taken for an endless loop."""

SEEDS = (0, 1, 20260401)

DRAWS = 20
"""Seeds whose cases the reference has to answer. What it answers is not judged, so that it takes a blink for each."""

UNMET = ("NameError", "AttributeError", "TypeError")
"""What is raised where nothing of the reference runs: it has no such name, or takes no such arguments. Further in, it
is a slip too, unless a line of its own raises it."""


def check(exercise: Exercise, content: Content, each: variants.Each = "member") -> Iterator[Proof]:
    """Try every promise of the exercise, as far as its own code can be run.

    each: what is tried of the misconceptions (`variants.proofs`)
    """
    proofs = _tried(exercise, content, each)
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


def _tried(exercise: Exercise, content: Content, each: variants.Each) -> Iterator[Proof]:
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
    for proof in variants.proofs(course, each):
        caught |= {f"{proof.subject.partition('.')[0]}.{name}" for name in proof.caught}
        yield proof
    for proof in _idle_checks(course, caught):
        yield placed(proof, exercise, "checks", proof.subject.partition(".")[2])


def _astray(course: Course) -> Iterator[Proof]:
    """Checks that ask for what is neither given nor shown nor there, or for something else each time, so that nobody
    could be judged by them."""
    bench = Bench(course)
    for task, name in course.checks:
        problem = _in_vain(bench, task, name)
        if problem:
            yield placed(Proof("check", f"{task}.{name}", problem), course.exercise, "checks", name)


def _in_vain(bench: Bench, task: str, name: str) -> str:
    """Why a check cannot be asked, "" where it can."""
    check = bench.course.checks[task, name]
    if check.examples < 1:
        return f"{name} asks nothing: examples is {check.examples}"
    (case,) = bench.cases(check, f"{task}.{name}", 1)
    (run,) = bench.reference([bench.play(check, case)])
    seen, end = by_name(run.seen), run.raised
    if absent := sorted(check.given - case.keys()):
        return f"{name} asks for {absent[0]!r}, which its inputs do not give; they give {', '.join(case)}"
    if end is None and (absent := sorted(check.shown - seen.keys())):
        return f"{name} asks for the output {absent[0]!r}, which its play does not show; it shows {', '.join(seen)}"
    if chance := _by_chance(check, name):
        return f"{chance} each time; all chance must come from draw"
    if end is None or end.type not in UNMET:
        return ""
    own = [frame for frame in end.frames if of_the_course([frame.file])]
    if not own:
        return f"{name} asks the reference in vain: {shown(end)}"
    refuses = own[-1] == end.frames[-1] and own[-1].text.startswith("raise")
    if refuses or not variants.refusal(bench, task, name):
        return ""
    place = f"{Path(own[-1].file).name}:{own[-1].line}"
    cure = "mend what its inputs give, or raise it there where it is to be refused"
    return f"{name} asks the reference in vain: {shown(end)} ({place}); {cure}"


def _by_chance(check: Check, name: str) -> str:
    """What is not the same when the same seed draws once more, "" where all is."""
    for seed in range(check.examples):
        one, other = (check.case([seed]) for _ in range(2))
        if not _twins(one, other):
            return f"the inputs of {name} give another case"
        if not _twins(*(check.play(one).program for _ in range(2))):
            return f"the play of {name} is another"
    return ""


def _twins(one: Any, other: Any) -> bool:
    """Whether two values are the same, arrays bit for bit. Of objects that equal nothing but themselves, such as
    functions, the type has to do."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        if one.dtype.hasobject:
            return _twins(one.tolist(), other.tolist())
        return (one.dtype, one.shape) == (other.dtype, other.shape) and one.tobytes() == other.tobytes()
    if isinstance(one, Mapping):
        return _twins([*one.items()], [*other.items()])
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_twins, one, other))
    if isinstance(one, Function):
        return one.name == other.name and _twins(one.arguments, other.arguments)
    itself: tuple[object, ...] = (object.__eq__,)
    return type(one).__eq__ in itself or repr(one) == repr(other)


def _graded(job: Job) -> Report:
    return finished(alone(job))


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
    student = IsolatedStudent(stub, exercise.vocabulary.plain(), exercise.limits, hosts.start())
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
    wrong = [told(finding) for finding in report.findings if finding.outcome is not Outcome.PASSED]
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
    wrong = [told(finding) for finding in findings if finding.outcome is not Outcome.PASSED]
    laws = [finding for finding in findings if finding.kind == "law"]
    silent = [finding.id for finding in laws if any(note.code == TOO_FINE for note in finding.notes)]
    subject = f"{len(silent)} of {len(laws)} laws give way to values" + (f": {', '.join(silent)}" if silent else "")
    return Proof("single", subject, "; ".join(wrong))


def _idle_checks(course: Course, caught: set[str]) -> Iterator[Proof]:
    """A check that no misconception fails proves nothing and costs every learner time; one of speed cannot fail."""
    for (task, name), check in course.checks.items():
        if check.kind != "speed" and f"{task}.{name}" not in caught:
            yield Proof("check", f"{task}.{name}", "no misconception fails it; write one, or drop the check")
