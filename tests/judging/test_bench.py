"""What a bench keeps from one submission to the next changes no report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader import catalog, intake
from grader.checks.variant import Variant
from grader.content import content
from grader.in_process import InProcess
from grader.judging import bench as bench_module
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Outcome
from grader.runners import Isolated, Job, alone, finished
from grader.submission import Submission
from tests.helpers import COURSE, ROOT, submission, timeless

CONTENT = content()
(OPTIMIZERS,) = [exercise for exercise in catalog.exercises(CONTENT) if exercise.name == "optimizers"]
SOLUTIONS = sorted((ROOT / "tests" / "solutions" / "exercise_4").glob("*.py"))
MISTAKES = OPTIMIZERS.folder / "samples" / "two_mistakes.py"


def mixed() -> list[Submission]:
    """Right answers, and mistakes, each again after others; another epsilon, an exception, a crash, starter code, a
    file that does not load."""
    right = [intake.read(path, OPTIMIZERS.name) for path in SOLUTIONS[:2]]
    wrong = intake.read(MISTAKES, OPTIMIZERS.name)
    text = wrong.source
    others = [
        text.replace("1e-7", "3e-6"),
        text.replace("class Adam", "import os\n\n\nclass Adam").replace("self.m is None", "os.abort()"),
        text + "\n\nclass SGD:\n    def __init__(self, lr):\n        raise ValueError(lr)\n",
        text.replace("class SGD", "class SGD(\n"),
        (OPTIMIZERS.folder / "optimizers.py").read_text(encoding="utf-8"),
    ]
    return [*right, wrong, *(submission(other, "optimizers.py") for other in others), wrong, right[0]]


def job(sent: Submission, seed: int = 3) -> Job:
    return Job(OPTIMIZERS, sent, seed, CONTENT)


def test_a_class_gets_the_reports_that_each_would_get_alone() -> None:
    grade = Isolated()

    for sent in mixed():
        together, single = finished(grade(job(sent))), finished(alone(job(sent)))

        assert repr(timeless(together)) == repr(timeless(single))


def test_another_seed_or_exercise_is_never_given_what_was_kept_for_the_last_one() -> None:
    grade = Isolated()
    sent = intake.read(MISTAKES, OPTIMIZERS.name)
    (tiny, *_) = catalog.exercises(COURSE)
    small = submission("def double(x):\n    return 2 * x\n")
    jobs = [job(sent), job(sent, seed=4), Job(tiny, small, 3, COURSE), job(sent)]

    reports = [timeless(finished(grade(each))) for each in jobs]

    assert repr(reports) == repr([timeless(finished(alone(each))) for each in jobs])
    assert reports[0] == reports[3] != reports[1]


@pytest.mark.parametrize("room", [0, 100_000])
def test_a_bench_without_room_finds_the_same(room: int) -> None:
    course = catalog.load(OPTIMIZERS, CONTENT)
    (variant, *_) = course.misconceptions["adam_without_correction"]
    found = []
    for bench in (Bench(course, room=room), Bench(course)):
        student = InProcess(bench.namespace(variant))
        for _ in range(2):
            findings = evaluate(bench, student, student.load(), task="adam")
            found.append(repr([replace(finding, seconds=0.0) for finding in findings]))

    assert len(set(found)) == 1
    assert "adam_without_correction" in found[0]


def test_a_bench_keeps_no_more_than_it_has_room_for() -> None:
    course = catalog.load(OPTIMIZERS, CONTENT)
    bench = Bench(course, room=1)
    check = course.checks["adam", "path"]

    first, again = (bench.cases(check, "adam.path", 4) for _ in range(2))

    assert [a is b for a, b in zip(first, again, strict=True)] == [True, False, False, False]
    assert json.dumps(first, default=np.ndarray.tolist) == json.dumps(again, default=np.ndarray.tolist)


def test_large_runs_are_kept_of_the_reference_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_module, "RUNS", 1 << 60)
    course = catalog.load(OPTIMIZERS, CONTENT)
    bench = Bench(course)
    (variant, *_) = course.misconceptions["adam_without_correction"]
    check = course.checks["adam", "path"]
    plays = [bench.play(check, case) for case in bench.cases(check, "adam.path", 2)]

    def kept(who: Variant | None) -> bool:
        before = bench.perform(who, plays)
        bench.forget()
        return all(a is b for a, b in zip(before, bench.perform(who, plays), strict=True))

    assert kept(None) and not kept(variant)


def test_what_is_kept_cannot_be_written_to() -> None:
    course = catalog.load(OPTIMIZERS, CONTENT)
    bench = Bench(course)
    check = course.checks["adam", "path"]
    (case,) = bench.cases(check, "adam.path", 1)
    (run,) = bench.reference([bench.play(check, case)])

    assert not any(array.flags.writeable for array in arrays([*case.values(), *run.seen.values()]))


def arrays(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [array for item in items for array in arrays(item)]


def test_the_time_of_the_reference_is_taken_anew_where_it_is_asked_for() -> None:
    (convolution,) = [exercise for exercise in catalog.exercises(CONTENT) if exercise.name == "convolution"]
    course = catalog.load(convolution, CONTENT)
    bench = Bench(course)
    timed = [check for check in course.checks.values() if check.timed]
    plays = [bench.play(check, case) for check in timed for case in bench.cases(check, "speed", 1)]

    runs = bench.reference(plays)
    bench.forget()

    assert {check.kind for check in timed} == {"speed"}
    assert not any(a is b for a, b in zip(runs, bench.reference(plays), strict=True))


def test_the_miniature_course_passes_on_a_shared_bench() -> None:
    (tiny, *_) = catalog.exercises(COURSE)
    bench = Bench(catalog.load(tiny, COURSE))
    student = InProcess(bench.namespace(None))

    for _ in range(2):
        assert {finding.outcome for finding in evaluate(bench, student, student.load())} == {Outcome.PASSED}


def test_an_answer_in_the_same_bytes_is_read_once_and_another_is_another() -> None:
    grade = Isolated()
    right, other = SOLUTIONS[0], ROOT / "tests" / "solutions" / "exercise_4" / "functional.py"
    jobs = [job(intake.read(path, OPTIMIZERS.name)) for path in (right, other)]
    apart = [timeless(finished(alone(each))) for each in jobs]

    together = [timeless(finished(grade(job(intake.read(path, OPTIMIZERS.name))))) for path in (right, other, right)]

    assert repr(together) == repr([*apart, apart[0]])
    assert grade._bench is not None
    plays = [play for _, play in grade._bench._plays.values()]
    assert any(len(play.told) == 1 for play in plays)
    assert all(run.raised is None for play in plays for run in play.told.values())


def test_what_a_variant_showed_is_what_it_gives_as_a_rival_and_is_kept_until_another_one_is_judged() -> None:
    (initializers,) = [exercise for exercise in catalog.exercises(CONTENT) if exercise.name == "initializers"]
    bench = Bench(catalog.load(initializers, CONTENT))
    (task, name), check = next(item for item in bench.course.checks.items() if item[1].kind == "distribution")
    play = bench.play(check, bench.cases(check, name, 1)[0])
    one, other, *_ = [variant for _, variant in bench.wrong(task)]
    (performed,) = bench.perform(one, [play])
    bench = Bench(bench.course)
    (run,) = InProcess(bench.namespace(one)).run([play])

    bench.seen(one, play, run)
    assert play.random
    assert bench.perform(one, [play]) == [run]
    assert all(np.array_equal(run.seen[label], value) for label, value in performed.seen.items())

    bench.seen(other, play, run)
    assert bench.perform(one, [play])[0] is not run
