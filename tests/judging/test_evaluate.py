"""From a submission to findings, through the real worker, on the miniature course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from grader import catalog
from grader.intake.notebook import module
from grader.report import Exit, Outcome, Report
from grader.student import Play, Run
from tests.helpers import COURSE, edited, finding, grade, submission
from tests.intake.making import code, notebook

CONTENT = catalog.content()
DOUBLE = """
    def double(x):
        return 2 * x
"""
SCALE = """
    import numpy as np

    class Scale:
        def __init__(self, k):
            self.k = k

        def forward(self, x):
            self.x = x
            return self.k * x

        def backward(self, dout):
            self.dk = np.sum(self.x * dout)
            return self.k * dout
"""


def outcomes(report: Report) -> dict[str, str]:
    return {found.id: found.outcome.value for found in report.findings}


def test_a_right_answer_earns_every_point() -> None:
    report = grade(submission(DOUBLE + SCALE))

    assert set(outcomes(report).values()) == {"passed"}
    assert (report.earned, report.points, report.exit_code) == (10, 10, Exit.PASSED)


def test_the_stub_is_not_attempted_and_worth_nothing() -> None:
    stub = (COURSE.exercises / "exercise_01_tiny" / "tiny.py").read_text(encoding="utf-8")

    report = grade(submission(stub))

    assert set(outcomes(report).values()) == {"not attempted"}
    assert (report.earned, report.exit_code) == (0, Exit.NOT_ATTEMPTED)


TARGET_FIRST = """
    import numpy as np

    def cross_entropy_error({arguments}):
        one_hot = np.eye(y.shape[-1])[{target}] if {target}.ndim < y.ndim else {target}
        return -np.sum(one_hot * np.log(y + 1e-7)) / (len(y) if y.ndim == 2 else 1)
"""


@pytest.mark.parametrize(("arguments", "named"), [("t, y", ["target_first"]), ("d, y", ["target_first"]), ("y, t", [])])
def test_the_target_first_is_right_and_a_convention_with_a_name(arguments: str, named: list[str]) -> None:
    text = TARGET_FIRST.format(arguments=arguments, target="d" if "d" in arguments else "t")

    report = grade(submission(text, "network.py"), "exercise_1.cross_entropy", CONTENT)

    assert report.exit_code == Exit.PASSED
    assert [match.id for found in report.findings for match in found.conventions] == named


def test_an_order_of_arguments_that_no_convention_has_is_told() -> None:
    sgd = "class SGD:\n    def __init__(self, lr=0.01): self.lr = lr\n"
    momentum = """
class Momentum:
    def __init__(self, momentum=0.9, lr=0.01):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.momentum * self.v.get(key, 0) - self.lr * grads[key]
            params[key] += self.v[key]
"""

    report = grade(submission(sgd + momentum, "optimizers.py"), "exercise_4.momentum", CONTENT)

    assert report.exit_code == Exit.PASSED
    told = [note.values for found in report.findings for note in found.notes if note.code == "order"]
    assert told == [{"name": "Momentum", "order": ["momentum", "lr"]}]


def test_a_method_that_is_still_to_be_written_is_not_wrong() -> None:
    report = grade(submission("def double(x):\n    raise NotImplementedError\n" + "import numpy as np"))

    assert finding(report, "double.values").outcome is Outcome.NOT_ATTEMPTED
    assert finding(report, "double.values").code == "unwritten"


def test_a_known_mistake_is_named_with_the_smallest_example() -> None:
    report = grade(submission("def double(x):\n    return x * x\n"))

    found = finding(report, "double.values")
    assert [match.id for match in found.misconceptions] == ["squares"]
    assert found.misconceptions[0].sure
    assert found.example is not None
    assert found.example.code == "print(double(np.array([[1.0]])))"
    assert found.example.differences[0].values["got"] == 1.0
    assert found.example.differences[0].values["expected"] == 2.0
    assert report.exit_code == Exit.FAILED


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("return self.k * x", "y = self.k * x", ("out", "unreturned", "forward")),
        ("return self.k * dout", "self.k * dout", ("dx", "unreturned", "backward")),
        ("self.dk = np.sum(self.x * dout)", "self.dk = None", ("dk", "unset", "dk")),
    ],
)
def test_a_forgotten_return_and_what_was_never_set_are_told(right: str, wrong: str, told: tuple[str, ...]) -> None:
    report = grade(submission(edited(SCALE, (right, wrong))))

    found = [finding(report, f"scale.{name}") for name in ("layer_values", "slope")]
    seen = [(d.output, d.code, d.values["of"]) for f in found if f.example for d in f.example.differences]
    assert seen and set(seen) == {told}


def test_two_mistakes_in_two_outputs_are_both_named() -> None:
    wrong = SCALE.replace("np.sum(self.x * dout)", "np.mean(self.x * dout)")
    wrong = wrong.replace("return self.k * dout", "return self.k * np.ones_like(dout)")

    report = grade(submission(wrong))

    named = {match.id: match.outputs for match in finding(report, "scale.layer_values").misconceptions}
    assert named == {"ignores_upstream": ("dx",), "averages_dk": ("dk",)}


def test_a_convention_is_right_and_named() -> None:
    report = grade(submission(DOUBLE + SCALE.replace("np.sum(self.x", "-np.sum(self.x")))

    found = finding(report, "scale.layer_values")
    assert found.outcome is Outcome.PASSED
    assert [match.id for match in found.conventions] == ["negated_dk"]
    assert report.earned == 10


def test_a_dialect_makes_its_conventions_right_and_no_other_does() -> None:
    triple = submission("def double(x):\n    return 3 * x\n")

    without, within = grade(triple), grade(triple, dialect="doubled")

    assert finding(without, "double.values").outcome is Outcome.FAILED
    assert finding(within, "double.values").outcome is Outcome.PASSED


def test_an_argument_that_is_changed_is_told_once() -> None:
    report = grade(submission("def double(x):\n    x *= 2\n    return x.copy()\n"))

    found = finding(report, "double.untouched")
    assert [match.id for match in found.misconceptions] == ["changes_argument"]
    assert finding(report, "double.values").outcome is Outcome.PASSED


def test_a_mistake_that_nobody_knows_shows_the_regularity_of_its_numbers() -> None:
    report = grade(submission("def double(x):\n    return 5 * x\n"))

    found = finding(report, "double.values")
    assert found.misconceptions == ()
    assert [(e.code, e.values) for e in found.evidence] == [("ratio", {"ratio": 2.5})]


def test_a_wrong_gradient_is_found_against_the_submissions_own_forward() -> None:
    wrong = SCALE.replace("return self.k * x", "return self.k * x * 1.5")

    report = grade(submission(wrong))

    found = finding(report, "scale.slope")
    assert found.outcome is Outcome.FAILED
    assert found.example is not None
    assert found.example.differences[0].code == "gradient"


def test_a_wrong_forward_with_its_own_right_gradient_costs_only_the_forward() -> None:
    wrong = SCALE.replace("return self.k * x", "return self.k * x * 1.5")
    wrong = wrong.replace("return self.k * dout", "return self.k * dout * 1.5")

    report = grade(submission(wrong))

    assert finding(report, "scale.layer_values").outcome is Outcome.FAILED
    assert finding(report, "scale.slope").outcome is Outcome.PASSED


def test_a_misspelt_name_is_told_with_the_nearest() -> None:
    report = grade(submission("def duoble(x):\n    return 2 * x\n"))

    found = finding(report, "double.values")
    assert (found.code, found.values["name"], found.values["nearest"]) == ("name.nearest", "double", "duoble")


def test_a_name_whose_cell_is_no_python_is_told_with_its_place_and_other_cells_count() -> None:
    cells = [code("def double(x):\n    return 2 * x"), code("class Scale:\n    def forward(self, x)\n        return x")]
    made = module(notebook(*cells), "tiny.ipynb")

    report = grade(replace(submission(made.text, "tiny.ipynb"), cells=made.cells))

    found = finding(report, "scale.layer_values")
    assert (found.code, found.values["cell"], found.values["line"]) == ("name.unread", 2, 1)
    assert found.outcome is Outcome.FAILED
    assert finding(report, "double.values").outcome is Outcome.PASSED
    assert [note.code for note in report.notes] == ["failing_at"]


def test_a_name_that_another_task_asks_for_is_no_misspelling() -> None:
    only_this = submission("class Convolution:\n    pass\n", "convolution.py")

    report = grade(only_this, "exercise_6.convolution_1d", CONTENT)

    assert {found.code for found in report.findings} == {"name.missing"}
    assert report.exit_code == Exit.NOT_ATTEMPTED


def test_a_name_that_another_exercise_asks_for_is_no_misspelling() -> None:
    another = submission("class DeepConvNet:\n    pass\n\n\nclass DoublConvNet:\n    pass\n", "deep_convnet.py")
    alone = submission("class DeepConvNet:\n    pass\n", "deep_convnet.py")

    report = grade(alone, "exercise_7.double", CONTENT)
    misspelt = grade(another, "exercise_7.double", CONTENT)

    assert {found.code for found in report.findings} == {"name.missing"}
    assert report.exit_code == Exit.NOT_ATTEMPTED
    assert {found.values["nearest"] for found in misspelt.findings} == {"DoublConvNet"}


def test_an_accepted_spelling_is_as_good() -> None:
    report = grade(submission("def twice(x):\n    return 2 * x\n"))

    assert finding(report, "double.values").outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("x = None\n    return x", "unreturned"),
        ("return x[0]", "shape"),
        ("return (2 * x).astype(object)", "type"),
        ("return x / 0 * 0", "finite"),
        ("return [2 * x]", "type"),
        ("return (2 * x).astype(complex)", "dtype"),
        ("raise ValueError('no')", "raised"),
        ("import sys; sys.exit(0)", "raised"),
        ("return double(x)", "raised"),
        ("return __import__('numpy').matrix(2 * x)", "type"),
        ("return __import__('numpy').ma.masked_array(2 * x, mask=True)", "type"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_a_finding(body: str, code: str) -> None:
    report = grade(submission(f"def double(x):\n    {body}\n"), exercise="exercise_1.double")

    assert finding(report, "double.values").code == code
    assert report.exit_code == Exit.FAILED


@pytest.mark.parametrize("body", ["pass", "...", "return None", '"""Later."""'])
def test_an_outline_is_not_begun(body: str) -> None:
    report = grade(submission(f"def double(x):\n    {body}\n"), exercise="exercise_1.double")

    assert finding(report, "double.values").code == "outline"
    assert report.exit_code == Exit.NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("while True: pass", "worker.timeout"),
        ("import os; os._exit(0)", "worker.died"),
        ("import ctypes; ctypes.string_at(0)", "worker.died"),
        ("while True: print('x' * 10**6)", "worker.output"),
    ],
)
def test_a_crash_or_a_hang_is_a_finding_and_the_other_task_is_still_judged(body: str, code: str) -> None:
    report = grade(submission(f"def double(x):\n    {body}\n" + SCALE.replace("\n    ", "\n")))

    assert finding(report, "double.untouched").code == code
    assert finding(report, "double.values").code == "skipped.crash"
    assert finding(report, "scale.slope").outcome is Outcome.PASSED
    assert report.exit_code == Exit.CRASHED


def test_single_precision_is_judged_as_such_and_noted() -> None:
    report = grade(submission("import numpy as np\ndef double(x):\n    return (2 * x).astype(np.float32)\n"))

    found = finding(report, "double.values")
    assert found.outcome is Outcome.PASSED
    assert [note.code for note in found.notes] == ["float32"]


def test_the_same_seed_gives_the_same_report() -> None:
    wrong = submission("def double(x):\n    return x * x\n" + SCALE)

    one, other = grade(wrong, seed=7), grade(wrong, seed=7)

    assert [(f.id, f.code, f.example, f.misconceptions) for f in one.findings] == [
        (f.id, f.code, f.example, f.misconceptions) for f in other.findings
    ]


def test_hypothesis_finds_what_ten_examples_do_not() -> None:
    rare = "def double(x):\n    return 2 * x + (x.shape == (3, 3) and x[0, 0] == 2 and x[1, 1] == -2)\n"

    report = grade(submission(rare), exercise="exercise_1.double", examples=1000)

    assert finding(report, "double.values").outcome is Outcome.FAILED


def test_a_fault_of_the_check_is_broken_and_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.checks.check import Check

    monkeypatch.setattr(Check, "case", lambda _check, _key: 1 / 0)

    report = grade(submission(DOUBLE), exercise="exercise_1.double")

    found = finding(report, "double.values")
    assert (found.outcome, found.code) == (Outcome.BROKEN, "grader.fault")
    assert "ZeroDivisionError" in str(found.values["traceback"])
    assert (report.earned, report.exit_code) == (report.points, Exit.BROKEN)


def test_a_fault_that_only_this_submission_causes_earns_it_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.judging import question

    monkeypatch.setattr(question, "paste", lambda _play: 1 / 0)  # what is only done for a wrong answer

    report = grade(submission("def double(x):\n    return x * x\n"), exercise="exercise_1.double")

    found = finding(report, "double.values")
    assert (found.outcome, found.code) == (Outcome.FAILED, "grader.unjudged")
    assert "ZeroDivisionError" in str(found.values["traceback"])
    assert (report.earned, report.exit_code) == (0, Exit.BROKEN)


def test_what_holds_submissions_may_be_killed_once_and_after_that_there_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from grader.errors import HostError
    from grader.runners.isolated import IsolatedStudent

    run, failures = IsolatedStudent.run, [True]

    def fails(student: IsolatedStudent, plays: Sequence[Play]) -> Iterator[Run]:
        if failures and failures.pop():
            raise HostError("killed")
        return run(student, plays)

    monkeypatch.setattr(IsolatedStudent, "run", fails)
    assert grade(submission(DOUBLE), exercise="exercise_1.double").exit_code == Exit.PASSED

    failures += [True] * 3
    with pytest.raises(HostError):
        grade(submission(DOUBLE), exercise="exercise_1.double")


def test_a_task_is_worth_nothing_where_loading_failed_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.runners.isolated import IsolatedStudent
    from grader.student import LoadError

    run, calls = IsolatedStudent.run, []

    def fails(student: IsolatedStudent, plays: Sequence[Play]) -> Iterator[Run]:
        calls.append(plays)
        if len(calls) == 2:
            raise LoadError("load.exception", (), type="ValueError", message="")
        return run(student, plays)

    monkeypatch.setattr(IsolatedStudent, "run", fails)
    report = grade(submission(DOUBLE), exercise="exercise_1.double")

    assert (report.trouble and report.trouble.code, report.earned) == ("load.exception", 0)
