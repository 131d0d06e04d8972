"""Laws: one answer or several, and the same law as a convention has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader.catalog import Course
from grader.checks import Check, convention, law
from grader.checks.check import Sitting, Verdict
from grader.checks.law import near
from grader.exercise import Exercise, Limits, Task, Vocabulary
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Finding, Outcome
from grader.student import Script
from grader.worker.namespace import Namespace


def numbers(draw):
    return {"x": draw.array(3)}


def with_one_factor(script: Script, x) -> None:
    script.call("scaled", x, 2.0, label="out")


def with_a_factor_each(script: Script, x) -> None:
    script.call("scaled", x, np.full(3, 2.0), label="out")


def doubled(seen, x):
    return seen["out"], 2 * x


def sum_and_product(script: Script, x) -> None:
    script.call("sum_of", x, label="sum")
    script.call("product_of", x, label="product")


def both(seen, x):
    return dict(seen), {"sum": np.sum(x), "product": np.prod(x)}


EACH = law("scaling", numbers, with_a_factor_each, doubled, output="out")
LAW = law("scaling", numbers, with_one_factor, doubled, output="out", instead={"factor_each": EACH})
SEVERAL = law("scaling", numbers, sum_and_product, both, output=None)


def asked(check: Check, **names) -> Finding:
    """What evaluation finds when this is the task's only check."""
    task = Task("scaling", 1, tuple(names), {})
    exercise = Exercise("exercise_1", 1, "tiny", 1, Path(), {}, (), (task,), Vocabulary({}, {}, {}), Limits())
    each = convention("scaling", scaled=lambda x, k: x * as_array(k))
    course = Course(exercise, {("scaling", "law"): check}, {"factor_each": (each,)}, {}, names, {})
    student = InProcess(Namespace(names))
    (finding,) = evaluate(Bench(course), student, student.load())
    return finding


def as_array(k):
    if np.ndim(k) == 0:
        raise ValueError("one factor for each number, please")
    return k


def verdict(check: Check, **names) -> Verdict:
    play = check.play({"x": np.array([1.0, 2.0, 4.0])})
    (run,) = InProcess(Namespace(names)).run([play])
    return check.judge(check, Sitting({"x": np.array([1.0, 2.0, 4.0])}, play, run, iter, iter))  # type: ignore[arg-type]


def test_a_law_about_several_answers_says_which_one_breaks_it() -> None:
    found = verdict(SEVERAL, sum_of=np.sum, product_of=lambda x: np.prod(x) + 1)

    assert [(difference.output, difference.code) for difference in found.differences] == [("product", "values")]


def test_of_a_law_that_takes_a_range_no_tolerance_is_told() -> None:
    about_double = law("scaling", numbers, with_one_factor, lambda seen, x: near(seen["out"], 2 * x, 0.1), output="out")

    assert verdict(about_double, scaled=lambda x, k: x * k + 0.09).differences == ()
    (found,) = verdict(about_double, scaled=lambda x, k: x * k + [0.0, 0.2, 0.0]).differences
    assert (found.values["got"], found.values["expected"], found.values["count"]) == (4.2, 4.0, 1)
    assert "tolerance" not in found.values


def test_a_law_about_several_answers_holds_when_all_of_them_keep_it() -> None:
    assert verdict(SEVERAL, sum_of=np.sum, product_of=np.prod).differences == ()


def test_an_exception_breaks_a_law_about_several_answers() -> None:
    found = verdict(SEVERAL, sum_of=np.sum, product_of=lambda x: x @ "no")

    assert [(difference.output, difference.code) for difference in found.differences] == [("product", "raised")]


def test_a_law_is_not_asked_of_what_it_says_nothing_of_though_an_exception_follows() -> None:
    def sides(seen, x):
        return {"product": seen["product"]}, {"product": np.prod(x)}

    check = law("scaling", numbers, SEVERAL.write, sides, output=None, unless=lambda seen, x: bool(seen["sum"] == 0))

    assert verdict(check, sum_of=lambda x: 0.0, product_of=lambda x: x @ "no").differences == ()
    assert verdict(check, sum_of=np.sum, product_of=lambda x: x @ "no").differences != ()


def test_an_answer_that_the_law_cannot_be_asked_of_is_told_as_it_is() -> None:
    check = law("scaling", numbers, with_one_factor, lambda seen, x: (seen["out"][2], 2 * x[2]), output="out")
    case = {"x": np.array([1.0, 2.0, 4.0])}
    play = check.play(case)
    (run,) = InProcess(Namespace({"scaled": lambda x, k: k * x[:2]})).run([play])
    reference = InProcess(Namespace({"scaled": lambda x, k: k * x}))

    (found,) = check.judge(check, Sitting(case, play, run, reference.run, iter)).differences  # type: ignore[arg-type]

    assert (found.code, found.values) == ("shape", {"got": [2], "expected": [3]})


def test_a_law_that_holds_as_a_convention_has_it_is_passed_under_its_name() -> None:
    finding = asked(LAW, scaled=lambda x, k: x * as_array(k))

    assert finding.outcome is Outcome.PASSED
    assert [match.id for match in finding.conventions] == ["factor_each"]


def test_a_law_that_holds_plainly_names_no_convention() -> None:
    finding = asked(LAW, scaled=lambda x, k: x * k)

    assert (finding.outcome, finding.conventions) == (Outcome.PASSED, ())


def test_who_answers_only_as_a_convention_asks_is_told_what_is_wrong_there() -> None:
    finding = asked(LAW, scaled=lambda x, k: 3 * x * as_array(k))

    assert (finding.outcome, finding.code) == (Outcome.FAILED, "values")
    assert "np.full((3,), 2.0)" in finding.example.code


def test_who_is_wrong_either_way_is_told_about_the_law_itself() -> None:
    finding = asked(LAW, scaled=lambda x, k: 3 * x * k)

    assert (finding.outcome, finding.conventions) == (Outcome.FAILED, ())
    assert "np.full" not in finding.example.code


def test_an_exception_is_no_convention_though_one_that_is_asked_otherwise_raises_it_too() -> None:
    def scaled(_x, _k):
        raise ValueError("cannot be done")

    finding = asked(LAW, scaled=scaled)

    assert (finding.outcome, finding.code, finding.conventions) == (Outcome.FAILED, "raised", ())


def test_a_law_that_not_even_the_reference_keeps_in_single_precision_gives_way_to_values_and_says_so() -> None:
    check = law("scaling", numbers, with_one_factor, lambda seen, x: (seen["out"], 2.001 * x), output="out")
    case = {"x": np.array([1.0, 2.0, 4.0])}
    play = check.play(case)

    def judged(factor: float) -> Verdict:
        (run,) = InProcess(Namespace({"scaled": lambda x, k: factor * x})).run([play])
        reference = InProcess(Namespace({"scaled": lambda x, k: 2 * x}))
        return check.judge(check, Sitting(case, play, run, reference.run, iter, single=True))  # type: ignore[arg-type]

    assert [note.code for note in judged(2.0).notes] == ["too_fine"]
    assert judged(2.0).differences == ()
    assert [difference.code for difference in judged(3.0).differences] == ["values"]
