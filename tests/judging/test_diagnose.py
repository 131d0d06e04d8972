"""Rivals, free numbers, and answers that are only rounded."""

from __future__ import annotations

import numpy as np
import pytest

from grader import catalog
from grader.checks.closeness import near_output, same_output
from grader.checks.variant import Convention
from grader.in_process import InProcess
from grader.judging.answers import Answers, Shown, Traits, single_precision
from grader.judging.bench import Bench
from grader.judging.diagnose import diagnose
from grader.judging.distance import gap
from grader.judging.evaluate import evaluate
from grader.judging.fitting import fitted
from grader.judging.rounding import rounded
from grader.student import Loaded
from tests.helpers import ROOT, finding, grade, submission

CONTENT = catalog.content()
(OPTIMIZERS,) = [exercise for exercise in catalog.exercises(CONTENT) if exercise.name == "optimizers"]

ADAGRAD = """
    import numpy as np

    class AdaGrad:
        def __init__(self, lr=0.01):
            self.lr, self.h = lr, {{}}

        def update(self, params, grads):
            for key, g in grads.items():
                self.h[key] = self.h.get(key, {start}) + {square}
                params[key] -= self.lr * g / ({root} + {eps})
"""


def adagrad(start="0", square="g * g", root="np.sqrt(self.h[key])", eps="1e-7"):
    text = ADAGRAD.format(start=start, square=square, root=root, eps=eps)
    return grade(submission(text, "optimizers.py"), "exercise_4.adagrad", CONTENT)


@pytest.mark.parametrize("eps", ["3.1e-8", "1e-5", "np.finfo(np.float32).eps", "2e-12", "0.004"])
def test_any_small_epsilon_is_right(eps: str) -> None:
    report = adagrad(eps=eps)

    assert report.earned == report.points
    named = {match.id for found in report.findings for match in found.conventions}
    assert named <= {"adagrad_epsilon", "adagrad_epsilon_inside"}


@pytest.mark.parametrize("seed", range(4))
def test_an_epsilon_inside_the_root_is_right_where_steps_are_large_too(seed: int) -> None:
    """1e-3 in RMSProp, whose first steps are ten learning rates long: once refused under one seed in six."""
    text = """
        import numpy as np

        class RMSprop:
            def __init__(self, lr=0.01, decay_rate=0.99):
                self.lr, self.decay_rate, self.h = lr, decay_rate, {}

            def update(self, params, grads):
                for key, g in grads.items():
                    self.h[key] = self.decay_rate * self.h.get(key, 0) + (1 - self.decay_rate) * g * g
                    params[key] -= self.lr * g / np.sqrt(self.h[key] + 1e-3)
    """

    report = grade(submission(text, "optimizers.py"), "exercise_4.rmsprop", CONTENT, seed=seed)

    assert report.earned == report.points


@pytest.mark.parametrize("eps", ["1e-5", "1e-8", "1e-10", "4.2e-5", "3.14159e-6", "5e-13"])
def test_an_epsilon_is_told_as_it_was_written(eps: str) -> None:
    (match,) = finding(adagrad(eps=eps), "adagrad.first_step").conventions

    assert match.id == "adagrad_epsilon"
    assert match.values["eps"] == float(eps)


@pytest.mark.parametrize("eps", [1e-6, 2.36e-9])
def test_a_free_number_is_measured_where_it_makes_a_difference(eps: float) -> None:
    (exercise,) = [exercise for exercise in catalog.exercises(CONTENT) if exercise.name == "network"]
    bench = Bench(catalog.load(exercise, CONTENT), seed=707)
    check = bench.course.checks["softmax_with_loss", "large_scores_slope"]
    plays = [bench.play(check, case) for case in bench.cases(check, "large_scores_slope", check.examples)]
    family = bench.course.conventions["guard_differentiated"]
    guard = next(v for v in family if isinstance(v, Convention) and v.task == check.task and v.fit is not None)
    got = bench.perform(guard.at(eps), plays)

    assert fitted(bench, guard, frozenset({"dx"}), plays, got).values["eps"] == eps


def test_a_start_of_the_accumulator_is_a_convention() -> None:
    report = adagrad(start="0.1")

    assert report.earned == report.points
    assert finding(report, "adagrad.path").conventions[0].id == "adagrad_initial_accumulator"


def test_a_mistake_is_named_whatever_epsilon_goes_with_it() -> None:
    found = finding(adagrad(root="self.h[key]", eps="1e-9"), "adagrad.first_step")

    assert [(match.id, match.sure) for match in found.misconceptions] == [("adagrad_without_root", True)]


def test_no_epsilon_is_named_only_where_it_does_harm() -> None:
    found = {f.check: f for f in adagrad(eps="0").findings}

    assert found["first_step"].misconceptions == ()
    assert [match.id for match in found["zero_gradient"].misconceptions] == ["adagrad_without_epsilon"]


def test_an_answer_that_differs_by_single_precision_is_right_and_noted() -> None:
    report = adagrad(square="(g * g).astype(np.float32)", root="np.sqrt(np.float32(self.h[key]))")

    assert report.earned == report.points
    assert {note.code for found in report.findings for note in found.notes} == {"rounding"}


def test_a_relative_error_of_a_thousandth_is_no_rounding() -> None:
    report = adagrad(square="g * g * 1.001")

    assert report.earned == 0


def test_rivals_at_the_first_step_are_told_apart_by_later_ones() -> None:
    lost = adagrad(square="(0 if key not in self.h else 1) * g * g", eps="1e-7")

    found = finding(lost, "adagrad.first_step")
    assert [(match.id, match.sure) for match in found.misconceptions] == [("adagrad_first_gradient_lost", True)]


def test_what_the_rest_of_the_task_speaks_against_is_not_sure() -> None:
    whole_at_first = "self.h[key] ** (0.5 + 0.5 * np.array_equal(self.h[key], g * g))"
    found = finding(adagrad(root=whole_at_first), "adagrad.first_step")

    assert [(match.id, match.sure) for match in found.misconceptions] == [("adagrad_without_root", False)]


def test_nothing_is_named_on_a_weak_match() -> None:
    course = catalog.load(OPTIMIZERS, CONTENT)
    bench = Bench(course)
    check = course.checks["adagrad", "first_step"]
    plays = [check.play(check.case([1, i])) for i in range(4)]
    right = bench.reference(plays)

    answers = Answers(bench, Traits(), "adagrad", plays, right)
    known = diagnose(answers, frozenset({"params"}), lambda: Shown([], [], []))

    assert known.misconceptions == ()
    assert single_precision(bench, frozenset({"params"}), plays, right)
    assert np.all([run.raised is None for run in right])


def test_what_is_the_reference_where_that_lies_furthest_off_explains_nothing() -> None:
    """However near it comes elsewhere: a rounded answer costs one play for each mistake that does not show there."""
    course = catalog.load(OPTIMIZERS, CONTENT)
    bench = Bench(course)
    check = course.checks["adagrad", "path"]
    plays = [check.play(check.case([1, i])) for i in range(4)]
    right = bench.reference(plays)
    got = [rounded(run) for run in right]
    (mistake,) = [v for v in course.misconceptions["rebinds_arrays"] if v.task == "adagrad"]
    answers = Answers(bench, Traits(), "adagrad", plays, got, near_output)
    params = frozenset({"params"})
    furthest = max(range(4), key=lambda i: gap(right[i], got[i], params))

    assert answers.matched(mistake, params) == frozenset()
    assert [i for i, play in enumerate(plays) if (id(mistake), id(play)) in bench._passing] == [furthest]


def test_mistakes_far_from_a_rounded_answer_where_they_must_be_caught_are_ruled_out() -> None:
    course = catalog.load(OPTIMIZERS, CONTENT)
    bench = Bench(course)
    names = ("first_step", "zero_gradient")
    plays = {name: course.checks["adagrad", name].play(course.checks["adagrad", name].case([1, 0])) for name in names}
    right = {name: [rounded(run) for run in bench.reference([play])] for name, play in plays.items()}
    without_root = bench.perform(course.misconceptions["adagrad_without_root"][0], [plays["first_step"]])

    def suspected(got, *checks: str) -> set[str]:
        """Where the submission gives this at its first step, and rounds what is right in these checks."""
        shown = Shown(
            [plays[name] for name in checks], [right[name][0] for name in checks], [same_output] * len(checks), checks
        )
        answers = Answers(bench, Traits(), "adagrad", [plays["first_step"]], got)
        return {id for id, _ in answers.mistakes(frozenset({"params"}), lambda: shown)}

    every = suspected(right["first_step"])

    assert "adagrad_without_root" in every - suspected(right["first_step"], "first_step")
    assert "adagrad_without_epsilon" in suspected(right["first_step"], "first_step")  # which is next to nothing there
    assert "adagrad_without_epsilon" not in suspected(right["first_step"], *names)
    assert suspected(without_root, "first_step") == every


NETWORK = """
    import numpy as np

    class TwoLayerNet:
        def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
            draw = np.random.standard_normal
            self.params = {{"W1": weight_init_std * draw((input_size, hidden_size)), "b1": np.zeros(hidden_size),
                           "W2": weight_init_std * draw((hidden_size, output_size)), "b2": np.zeros(output_size)}}

        def both(self, x, t):
            p, rows = self.params, np.arange(len(x))
            t = t if t.ndim == 1 else t.argmax(axis=1)
            a = x @ p["W1"] + p["b1"]
            z = np.maximum(a, 0)
            s = z @ p["W2"] + p["b2"]
            s = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
            d = np.exp(s)
            d[rows, t] -= 1
            d /= len(x)
            da = (d @ p["W2"]{turned}) * (a > 0)
            grads = {{"W1": x.T @ da, "b1": da.sum(axis=0), "W2": {hidden}.T @ d, "b2": d.sum(axis=0)}}
            return -s[rows, t].mean(), grads

        def predict(self, x):
            return np.maximum(x @ self.params["W1"] + self.params["b1"], 0) @ self.params["W2"] + self.params["b2"]

        def loss(self, x, t):
            return self.both(x, t)[0]

        def gradient(self, x, t):
            return self.both(x, t)[1]

        def accuracy(self, x, t):
            return np.mean(self.predict(x).argmax(axis=1) == (t if t.ndim == 1 else t.argmax(axis=1)))
"""


def network(turned=".T", hidden="z"):
    text = NETWORK.format(turned=turned, hidden=hidden)
    return grade(submission(text, "network.py"), "exercise_1.network", CONTENT)


def test_a_loss_by_another_convention_is_no_example_of_an_exception() -> None:
    """Square layers run, and the exact logarithm is right there; others raise, and that is what has to be shown."""
    assert network().earned == 2

    found = finding(network(turned=""), "network.loss")

    assert [difference.code for difference in found.example.differences] == ["raised"]
    assert found.evidence == ()


def test_what_a_forward_has_wrong_is_named_where_its_derivative_is_asked_for_too() -> None:
    text = """
        import numpy as np

        class Affine:
            def __init__(self, W, b):
                self.W, self.b = W, b

            def forward(self, x):
                self.x = x.reshape(len(x), -1)
                self.shape = x.shape
                return self.x @ self.W

            def backward(self, dout):
                self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
                return (dout @ self.W.T).reshape(self.shape)
    """

    report = grade(submission(text, "network.py"), "exercise_1.affine", CONTENT)

    named = {f.check: [(match.id, match.sure) for match in f.misconceptions] for f in report.findings}
    assert named["values"] == named["derivative"] == [("affine_without_bias", True)]


def test_what_is_right_is_no_evidence() -> None:
    """A gradient is held against its own forward, so it may be all that the reference's is."""
    text = """
        import numpy as np

        class Affine:
            def __init__(self, W, b):
                self.W, self.b = W, b

            def forward(self, x):
                self.x = x.reshape(len(x), -1)
                self.shape = x.shape
                return self.x @ self.W + np.sin(self.b)

            def backward(self, dout):
                self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
                return (dout @ self.W.T).reshape(self.shape)
    """

    found = finding(grade(submission(text, "network.py"), "exercise_1.affine", CONTENT), "affine.derivative")

    assert {(sign.output, sign.code) for sign in found.evidence} == {("db", "as_expected")}


def test_the_one_array_that_is_wrong_is_told() -> None:
    found = finding(network(hidden="a"), "network.backpropagation")

    assert found.misconceptions or [(s.code, s.values) for s in found.evidence] == [("one_key", {"key": "W2"})]


RAISES = """
    import numpy as np

    class Convolution1d:
        def __init__(self, W, b, stride=1, pad=0):
            self.W, self.b, self.stride, self.pad = W, b, stride, pad

        def forward(self, x):
            windows = np.lib.stride_tricks.sliding_window_view(
                np.pad(x, ((0, 0), (0, 0), (self.pad, self.pad))), self.W.shape[2], axis=2
            )[:, :, :: self.stride]
            self.x = x
            return np.einsum("ncok,fck->nfo", windows, self.W) + self.b[:, None]

        def backward(self, dout):
            self.dW = np.einsum("nf...,nc...->fc", dout, self.x)
            self.db = dout.sum(axis=(0, 2))
            return self.x
"""


def test_an_exception_of_the_same_type_names_nothing_by_itself() -> None:
    report = grade(submission(RAISES, "convolution.py"), "exercise_6.convolution_1d", CONTENT)

    found = [f for f in report.findings if f.code == "raised"]
    assert found
    assert [f.misconceptions for f in found] == [()] * len(found)


ADAM = """
    import numpy as np

    class Adam:
        def __init__(self, lr=0.001, beta1=0.9, beta2={beta2}):
            self.lr, self.beta1, self.beta2, self.t, self.m, self.v = lr, beta1, beta2, 0, {{}}, {{}}

        def update(self, params, grads):
            self.t += 1
            for key, g in grads.items():
                self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
                self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * g**2
                m, v = self.m[key] / (1 - self.beta1**{power}), self.v[key] / (1 - self.beta2**{power})
                params[key] -= self.lr * m / (np.sqrt(v) + 1e-8)
"""


def adam(power="self.t", beta2="0.999"):
    text = ADAM.format(power=power, beta2=beta2)
    return grade(submission(text, "optimizers.py"), "exercise_4.adam", CONTENT)


def test_rivals_are_told_apart_whatever_epsilon_goes_with_them() -> None:
    found = finding(adam(power="2"), "adam.first_step")

    assert [(match.id, match.sure) for match in found.misconceptions] == [("adam_power_fixed", True)]


def test_another_default_is_no_rounding() -> None:
    assert adam().earned == 2
    assert adam(beta2="0.99").earned == 0


SOLUTIONS = ROOT / "tests" / "solutions"


def edited(exercise: str, name: str, *edits: tuple[str, str]):
    """A right answer with something changed in it."""
    text = (SOLUTIONS / exercise / name).read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return grade(submission(text, name), exercise, CONTENT)


def named(report) -> dict[str, set[str]]:
    """By failed check, the mistakes that are named."""
    return {f.id: {m.id for m in f.misconceptions} for f in report.findings if f.code and f.example}


def test_a_wrong_forward_costs_nothing_in_backward_though_all_is_rounded_to_single_precision() -> None:
    report = edited("exercise_3", "single_precision.py", (" * xn + self.beta.reshape(shape)", " * xn"))

    assert named(report)["train_forward.mean_and_std"] == {"beta_missing"}
    assert {f.task for f in report.findings if f.code} & {"backward", "images"} == set()


def test_a_mistake_that_shows_in_a_later_task_is_named_there_too() -> None:
    course = catalog.load(catalog.find("exercise_3", catalog.exercises(CONTENT))[0], CONTENT)
    bench = Bench(course)
    layer = bench.namespace(course.misconceptions["flag_turned"][0])

    findings = evaluate(bench, InProcess(layer), Loaded(("BatchNormalization",)), closely=False)

    found = {finding.id: {match.id for match in finding.misconceptions} for finding in findings}
    assert found["train_forward.mean_and_std"] == {"flag_turned"}
    assert found["backward.derivative"] == {"flag_turned"}


def test_a_mistake_that_shows_in_a_later_task_costs_nothing_there_where_the_rest_can_be_seen() -> None:
    variance = ("(xc * xc).mean(axis=axis)", "(xc * xc).sum(axis=axis) / max(x.size / mean.size - 1, 1)")

    report = edited("exercise_3", "single_precision.py", variance)

    assert named(report)["train_forward.mean_and_std"] == {"normalised_over_n_minus_one"}
    assert {f.task for f in report.findings if f.code and f.example} == {"train_forward"}


def test_a_mistake_in_backward_is_named_whatever_epsilon_goes_with_it() -> None:
    for eps in ("1e-7", "1e-5", "1e-3"):
        report = edited("exercise_3", "single_precision.py", ("1e-5", eps), ("- xn *", "- 0 * xn *"))

        assert named(report)["backward.derivative"] == {"variance_path_missing"}


def test_a_mistake_in_one_running_value_is_named_whatever_momentum_means() -> None:
    swapped = (
        "self.momentum * self.running_mean + (one - self.momentum) * mean",
        "(one - self.momentum) * self.running_mean + self.momentum * mean",
    )
    std = (
        "self.momentum * self.running_var + (one - self.momentum) * var",
        "(one - self.momentum) * self.running_var + self.momentum * std",
    )

    report = edited("exercise_3", "single_precision.py", swapped, std, ("momentum=0.9", "momentum=0.1"))

    assert named(report)["running_statistics.several_batches"] == {"records_std"}


@pytest.mark.parametrize("seed", [98, 167, 244])
def test_a_mistake_that_draws_is_named_whatever_it_draws(seed: int) -> None:
    (exercise,) = [exercise for exercise in catalog.exercises(CONTENT) if exercise.name == "network"]
    bench = Bench(catalog.load(exercise, CONTENT), seed)
    ignored = bench.course.misconceptions["network_scale_ignored"][0]
    student = InProcess(bench.namespace(ignored))

    findings = list(evaluate(bench, student, student.load(), task="network"))

    assert {match.id for found in findings for match in found.misconceptions} == {"network_scale_ignored"}


@pytest.mark.parametrize(("exercise", "solution", "scale"), [
    ("exercise_1", "functional.py", "rng.normal(0, weight_init_std, ("),
    ("exercise_6", "the_book.py", "weight_init_std * np.random.randn"),
    ("exercise_7", "own_layers.py", "rng.normal(0.0, weight_init_std, s)"),
])  # fmt: skip
def test_weights_that_are_random_though_none_should_be_are_named(exercise: str, solution: str, scale: str) -> None:
    report = edited(exercise, solution, (scale, scale.replace("weight_init_std", "0.01")))

    found = {name: ids for name, ids in named(report).items() if name.endswith(".parameters")}
    assert found and all(ids & {"network_scale_ignored", "network_other_scale"} for ids in found.values())
