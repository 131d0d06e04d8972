"""Another library's arrays, through the real worker: the reference has all points of every exercise with each of them.

Libraries that are not installed, and devices that are not there, skip with their reason. array-api-strict is always
there: on a device of its own it raises at every silent transfer.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from importlib.util import find_spec

import numpy as np
import pytest

from grader import catalog
from grader.author.gate import answers
from grader.exercise import Exercise
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.report import Finding, Outcome, Report
from grader.submission import SourceFile, Submission
from grader.worker.backends import Backend, Strict, backend, kind
from grader.worker.namespace import Namespace
from grader.worker.play import execute
from grader.worker.values import Ref
from tests.helpers import ROOT, grade

CONTENT = catalog.content()
EXERCISES = {exercise.id: exercise for exercise in catalog.exercises(CONTENT)}
ALWAYS = ("numpy:float32", "array-api-strict", "array-api-strict:float32")
ELSEWHERE = ("torch", "torch:float32", "cupy", "cupy:float32")
ALL = [*ALWAYS[:-1], pytest.param(ALWAYS[-1], marks=pytest.mark.slow), *ELSEWHERE]
"""What array-api-strict refuses, it refuses in double precision; NumPy shows what single precision does."""

SIGMOID_ON_THE_HOST = """\
import numpy as np


class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-np.asarray(x)))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)
"""
SIGMOID_ANYWHERE = SIGMOID_ON_THE_HOST.replace("np.exp(-np.asarray(x))", "x.__array_namespace__().exp(-x)")


@cache
def reason_against(name: str) -> str:
    """Why a library cannot be used here, "" where it can."""
    missing = [package for package in kind(name).packages if not find_spec(package.partition(".")[0])]
    if missing:
        return f"{missing[0]} is not installed"
    try:
        backend(name)
    except RuntimeError as error:
        return f"no device: {error}"
    return ""


def ready(name: str) -> str:
    if reason := reason_against(name):
        pytest.skip(f"{name}: {reason}")
    return name


def wrong(report: Report) -> list[tuple[str, str, str]]:
    return [(f.id, f.outcome, f.code) for f in report.findings if f.outcome is not Outcome.PASSED]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
@pytest.mark.parametrize("name", ALL)
def test_the_reference_has_all_points_with_the_arrays_of(name: str, exercise: Exercise) -> None:
    report = grade(answers(exercise, CONTENT.reference), exercise.id, CONTENT, backend=ready(name))

    assert report.trouble is None
    assert wrong(report) == []
    assert report.backend == name


def sigmoid(code: str, name: str) -> list[Finding]:
    submission = Submission("mine.py", "mine.py", (SourceFile("mine.py", code),))
    report = grade(submission, "exercise_1", CONTENT, backend=name)
    return [finding for finding in report.findings if finding.task == "sigmoid"]


@pytest.mark.parametrize("name", ["array-api-strict", "cupy"])
def test_a_function_of_numpys_on_an_array_of_the_device_is_named_with_its_line(name: str) -> None:
    first, *others = sigmoid(SIGMOID_ON_THE_HOST, ready(name))

    assert (first.outcome, first.code) == (Outcome.FAILED, "backend.host_transfer")
    assert first.values == {"library": kind(name).title, "file": "mine.py", "line": 6, "cell": None}
    assert first.frames[-1].text == "self.out = 1 / (1 + np.exp(-np.asarray(x)))"
    assert not any(finding.outcome is Outcome.PASSED for finding in others)


@pytest.mark.parametrize("name", ["numpy", *ALWAYS, *ELSEWHERE])
def test_one_line_asks_an_array_for_its_library(name: str) -> None:
    assert {finding.outcome for finding in sigmoid(SIGMOID_ANYWHERE, ready(name))} == {Outcome.PASSED}


class Layer:
    def __init__(self, weights):
        self.weights = weights


class Net:
    """As networks of the book's kind are built: from sizes alone, the layers hold the very arrays of params."""

    __slots__ = ("layers", "params")

    def __init__(self, size: int) -> None:
        self.params = {"W": np.ones(size)}
        self.layers = (Layer(self.params["W"]), [Layer(self.params["W"])], OrderedDict(a=Layer(self.params["W"])))

    def shared(self) -> bool:
        layers = (self.layers[0], self.layers[1][0], self.layers[2]["a"])
        return all(layer.weights is self.params["W"] for layer in layers)


@pytest.mark.parametrize("name", ["array-api-strict", "numpy:float32"])
def test_a_network_made_from_sizes_moves_to_the_device_and_keeps_sharing_its_arrays(name: str) -> None:
    program = (("new", "Net", (3,)), ("call", Ref(0), "shared", (), ()), ("get", Ref(0), "params"))
    library = backend(name)

    replies, *_ = execute(program, Namespace({"Net": Net}, backend=library))

    assert [status for status, *_ in replies] == ["ok"] * 3
    assert replies[1][1] is True
    params = replies[2][1]["W"]
    assert type(params) is np.ndarray and params.dtype == (library.dtype or np.float64)
    net = library.adopt(Net(3))
    assert type(net.params["W"]) is library.array


@pytest.mark.parametrize(
    ("exercise", "style", "task", "seed"),
    [
        ("exercise_1", "the_book", "network", 0),
        ("exercise_1", "the_book", "numerical_gradient", 0),
        ("exercise_1", "functional", "numerical_gradient", 0),
        ("exercise_1", "dataclasses_and_slots", "relu", 0),
        ("exercise_3", "graph_with_kept_axes", "images", 0),
        ("exercise_3", "one_liners", "train_forward", 7),
        ("exercise_4", "keras_like", "rmsprop", 0),
        ("exercise_5", "keep_prob", "dropout", 0),
        ("exercise_5", "one_liners", "dropout", 0),
        ("exercise_6", "the_book", "network", 0),
        ("exercise_6", "transformed", "convolution", 7),
        ("exercise_8", "epochs_shuffled", "network", 0),
        ("exercise_8", "epochs_shuffled", "trainer", 0),
    ],
)
def test_right_answers_are_right_in_single_precision(exercise: str, style: str, task: str, seed: int) -> None:
    text = (ROOT / "tests" / "solutions" / exercise / f"{style}.py").read_text(encoding="utf-8")
    handed = Submission("mine.py", "mine.py", (SourceFile("mine.py", text),))

    report = grade(handed, f"{exercise}.{task}", CONTENT, seed=seed, backend="numpy:float32")

    assert report.earned == report.points


@pytest.mark.parametrize(
    ("mistake", "code"),
    [("trainer_loss_an_epoch", "length"), ("trainer_looks_once", "length"), ("network_gradient_summed", "values")],
)
def test_a_law_that_the_reference_meets_in_single_precision_judges_there_too(mistake: str, code: str) -> None:
    """One that it cannot meet there is not asked: nobody would be told."""
    course = catalog.load(EXERCISES["exercise_8"], CONTENT)
    bench, (variant, *_) = Bench(course, backend="numpy:float32"), course.misconceptions[mistake]
    student = InProcess(bench.namespace(variant))

    findings = list(evaluate(bench, student, student.load(), task=variant.task))

    (failed,) = (finding for finding in findings if finding.outcome is Outcome.FAILED)
    assert (failed.id, failed.code) == (f"{variant.task}.{variant.caught_by}", code)


@pytest.mark.parametrize(("share", "seen"), [(1.0, False), (1.01, True)], ids=["right", "off by a hundredth"])
@pytest.mark.parametrize("name", ["numpy", "numpy:float32"])
def test_a_networks_gradient_is_judged_as_near_in_single_precision_as_in_double(name: str, share: float, seen: bool):
    """The roundings of single precision would hide a tenth of it: what is right is differentiated in double."""
    bench = Bench(catalog.load(EXERCISES["exercise_1"], CONTENT), backend=name)
    right = bench.namespace(None)

    class TwoLayerNet(bench.course.answers["TwoLayerNet"]):
        def gradient(self, x, t):
            gradients = super().gradient(x, t)
            return {**gradients, "W1": gradients["W1"] * gradients["W1"].dtype.type(share)}

    names = {**bench.course.answers, "TwoLayerNet": TwoLayerNet}
    student = InProcess(Namespace(names, bench.course.exercise.vocabulary.plain(), backend=right.backend))

    findings = evaluate(bench, student, student.load(), task="network")

    failed = [finding.check for finding in findings if finding.outcome is Outcome.FAILED]
    assert failed == (["backpropagation"] if seen else [])


def test_what_a_call_does_to_an_array_of_the_device_is_seen() -> None:
    def clear(x):
        x[...] = 0.0
        return x

    program = (("call", None, "clear", (np.ones(2),), ()),)
    (reply,), later, _, _ = execute(program, Namespace({"clear": clear}, backend=backend("array-api-strict")))

    status, value, changes = reply
    assert (status, later) == ("ok", ())
    np.testing.assert_array_equal(value, [0.0, 0.0])
    ((argument, path, now, rebound),) = changes
    assert (argument, path, rebound) == (0, "", False)
    np.testing.assert_array_equal(now, [0.0, 0.0])


def test_numpys_own_arrays_are_copied_and_nothing_else_happens() -> None:
    library, x = backend("numpy"), np.arange(3.0)

    sent = library.send(x)

    assert sent is not x and sent.dtype == x.dtype
    assert type(library) is Backend
    held = Net(2)
    weights = held.params["W"]
    assert library.adopt(held).params["W"] is weights


def test_an_array_of_the_device_refuses_to_be_taken_by_numpy() -> None:
    there = backend("array-api-strict").send(np.ones(2))

    with pytest.raises(RuntimeError) as error:
        np.asarray(there)
    assert any(type(error.value).__name__ == kind and text in str(error.value) for kind, text in Strict.transfers)


@pytest.mark.parametrize("name", ["cuda", "numpy:float16", ":float32", ""])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected one of numpy, cupy"):
        kind(name)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
@pytest.mark.parametrize("name", ["array-api-strict", *ELSEWHERE])
def test_the_reference_raises_where_it_does_on_numpy_and_nowhere_else(name: str, exercise: Exercise) -> None:
    course = catalog.load(exercise, CONTENT)
    elsewhere, here = Bench(course, backend=ready(name)), Bench(course)
    for (task, check_name), check in course.checks.items():
        plays = [check.play(check.case([5, i])) for i in range(2)]
        for there, at_home in zip(elsewhere.reference(plays), here.reference(plays), strict=True):
            kinds = [run.raised.type if run.raised else "" for run in (there, at_home)]
            assert kinds[0] == kinds[1], (task, check_name, there.raised)
