"""Mistakes as people write them, in their own style: caught, and named where the name is known.

Each was written without a look at the checks or at the known misconceptions, and was once let through, named wrongly,
or not named. A right answer beside them differs in just what the mistake is about.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import catalog
from tests.helpers import grade, submission

CONTENT = catalog.content()
SOLUTIONS = Path(__file__).parent / "solutions"

DROPOUT = """
    import numpy as np

    class Dropout:
        def __init__(self, {argument}=0.5):
            self.{argument} = {argument}

        def forward(self, x, train_flg=True):
            {before}
            if train_flg:
                self.mask = {mask}
                return x * self.mask{scale}
            return x{test}

        def backward(self, dout):
            return dout * self.mask{back}
"""
DROPS = "np.random.rand(*x.shape) > self.dropout_ratio"
KEEPS = "np.random.rand(*x.shape) < self.keep_prob"
INVERTED = {"scale": " / self.keep_prob", "test": "", "back": " / self.keep_prob"}


def dropout(argument="dropout_ratio", before="pass", mask=DROPS, scale="", test=" * (1 - self.dropout_ratio)", back=""):
    text = DROPOUT.format(argument=argument, before=before, mask=mask, scale=scale, test=test, back=back)
    return grade(submission(text, "regularizers.py"), "exercise_5.dropout", CONTENT)


def kept(mask=KEEPS, **changes):
    return dropout("keep_prob", mask=mask, **{**INVERTED, **changes})


def named(report):
    """Ids of what is told, and whether all of it is sure."""
    matches = [match for found in report.findings for match in found.misconceptions]
    return {match.id for match in matches}, all(match.sure for match in matches)


def test_by_the_share_dropped_or_kept_the_layer_is_right_and_nothing_is_remarked():
    for report in (dropout(), kept()):
        assert report.earned == report.points
        assert [note.code for found in report.findings for note in found.notes] == []


@pytest.mark.parametrize(
    ("slope", "remarks"), [("x > 0", []), ("x >= 0", [1.0]), ("(np.sign(x) + 1) / 2", [0.5])], ids=["0", "1", "0.5"]
)
def test_the_slope_of_relu_at_0_is_remarked_where_it_is_not_0(slope, remarks):
    text = f"""
        import numpy as np

        class Relu:
            def forward(self, x):
                self.slope = {slope}
                return np.maximum(x, 0)

            def backward(self, dout):
                return dout * self.slope
    """

    report = grade(submission(text, "network.py"), "exercise_1.relu", CONTENT)

    notes = [note for found in report.findings for note in found.notes if note.code == "kink"]
    assert report.earned == report.points
    assert [note.values["slope"] for note in notes] == remarks


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({"mask": "np.random.rand(x.shape[0], *[1] * (x.ndim - 1)) > self.dropout_ratio"}, "one_draw_per_sample"),
        ({"mask": "np.random.rand(x.shape[-1]) > self.dropout_ratio"}, "one_draw_per_feature"),
        ({"mask": "np.random.rand(*x.shape) > 0.5"}, "ratio_ignored"),
        ({"before": "self.mask = np.zeros(x.shape)"}, "mask_cleared_in_evaluation"),
    ],
)
def test_a_mistake_in_dropout_is_named(changes, mistake):
    report = dropout(**changes)

    assert report.earned == 0
    assert named(report) == ({mistake}, True)


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({"back": ""}, "backward_without_factor"),
        ({"mask": "np.random.default_rng(1).random(x.shape) < self.keep_prob"}, "mask_reseeded"),
    ],
)
def test_a_mistake_is_named_by_the_share_kept_too(changes, mistake):
    report = kept(**changes)

    assert report.earned == 0
    assert mistake in named(report)[0]


def test_an_argument_that_is_changed_is_told_once():
    report = dropout(before="x *= 1 if not train_flg else np.random.rand(*x.shape) > 0.1")

    assert [found.check for found in report.findings if found.outcome == "failed"] == ["batch_untouched"]


SUMS = """
    import numpy as np

    def l1_penalty(W, lam): return lam * np.sum(np.abs(W))
    def l1_gradient(W, lam): return {slope}
    def l2_gradient(W, lam): return lam * W

    def regularized_gradients(params, grads, lam, kind):
        gradient = {{"l1": l1_gradient, "l2": l2_gradient}}[{kind}]
        return {{name: g + gradient({of}[name], lam) if {counts} else g for name, g in grads.items()}}
"""
WEIGHTS = "name.startswith('W')"


def sums(slope="lam * np.sign(W)", kind="kind", of="params", counts=WEIGHTS, task="regularized_gradients"):
    text = SUMS.format(slope=slope, kind=kind, of=of, counts=counts)
    return grade(submission(text, "regularizers.py"), f"exercise_5.{task}", CONTENT)


def test_a_wrong_slope_costs_where_it_is_asked_for_and_not_again_where_it_is_used():
    assert sums("lam * np.abs(W)", task="l1").earned == 0

    report = sums("lam * np.abs(W)")

    assert report.earned == report.points
    assert {note.code for found in report.findings for note in found.notes} == {"own_function"}


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({"of": "grads"}, "penalty_of_gradient"),
        ({"kind": "'l2'"}, "kind_ignored"),
        ({"kind": "'l2'", "counts": "True"}, "kind_ignored"),
    ],
)
def test_a_mistake_in_the_sums_is_named(changes, mistake):
    report = sums(**changes)

    assert report.earned == 0
    assert named(report) == ({mistake}, True)


DOUBLED = """
    import numpy as np

    {own}

    def regularized_gradients(params, grads, lam, kind):
        sums = {{name: g.copy() for name, g in grads.items()}}
        for name, W in params.items():
            if name.startswith("{names}"):
                sums[name] += {weight} * lam * W if kind == "l2" else lam * np.sign(W)
        return sums
"""
RIGHT_SLOPE = "def l2_gradient(W, lam): return lam * W"


@pytest.mark.parametrize(
    ("own", "weight", "names", "earned"),
    [
        (RIGHT_SLOPE, 2, "W", 0),
        (RIGHT_SLOPE, 2, "", 0),
        (RIGHT_SLOPE, 1, "W", 1),
        (RIGHT_SLOPE, 1, "", 1),
        ("def l2_gradient(W, lam): return 2 * lam * W", 2, "W", 1),
        ("def l2_gradient(W, lam): return 2 * lam * W", 2, "", 1),
        ("def l2_gradient(W, lam): raise NotImplementedError", 2, "W", 1),
        ("def l2_gradient(W, lam): raise NotImplementedError", 1, "", 1),
        ("", 2, "", 1),
        ("", 1, "W", 1),
    ],
)
def test_l2_pulls_as_hard_in_the_sums_as_where_its_gradient_is_asked_for(own, weight, names, earned):
    text = DOUBLED.format(own=own, weight=weight, names=names)

    report = grade(submission(text, "regularizers.py"), "exercise_5.regularized_gradients", CONTENT)

    assert report.earned == earned * report.points
    assert named(report) == (set() if earned else {"sum_with_l2_doubled"}, True)


COURSE_ADAGRAD = """
    import numpy as np

    class AdaGrad:
        def __init__(self, lr=0.01):
            self.lr, self.h = lr, None

        def update(self, params, grads):
            if self.h is None:
                self.h = {key: np.full_like(p, 1e-4) for key, p in params.items()}
            else:
                for key in params:
                    self.h[key] += grads[key] ** 2
            for key in params:
                params[key] -= self.lr * grads[key] / ROOT
"""


@pytest.mark.parametrize("root", ["np.sqrt(self.h[key])", "(np.sqrt(self.h[key]) + 1e-7)"])
def test_the_course_s_adagrad_has_its_points_where_the_dialect_is_chosen_and_is_named_where_not(root):
    sent = submission(COURSE_ADAGRAD.replace("ROOT", root), "optimizers.py")

    usual = grade(sent, "exercise_4.adagrad", CONTENT)
    chosen = grade(sent, "exercise_4.adagrad", CONTENT, dialect="study-ai")

    assert (usual.earned, named(usual)) == (0, ({"adagrad_of_the_course"}, True))
    assert chosen.earned == chosen.points


@pytest.mark.parametrize(
    "mask",
    [
        "np.random.permutation(np.arange(x.size) >= round(self.dropout_ratio * x.size)).reshape(x.shape)",
        "np.random.rand(*x.shape).reshape(len(x), -1).argsort(1).argsort(1).reshape(x.shape)"
        " >= round(self.dropout_ratio * x[0].size)",
    ],
    ids=["of all entries", "of each row"],
)
def test_a_share_that_is_dealt_out_exactly_is_named(mask):
    report = dropout(mask=mask)

    assert report.earned == 0
    assert named(report) == ({"exact_share_dropped"}, True)


def test_numbers_that_are_dealt_out_in_another_order_each_time_are_named():
    text = """
        import numpy as np
        from statistics import NormalDist

        def gaussian(shape, std, rng):
            n = int(np.prod(shape))
            values = [NormalDist().inv_cdf((i + 0.5) / n) for i in range(n)]
            return std * rng.permutation(values).reshape(shape)
    """

    report = grade(submission(text, "initializers.py"), "exercise_2.gaussian", CONTENT)

    assert report.earned == 0
    assert named(report) == ({"numbers_dealt_out"}, True)


STANDARDISED = """
    import numpy as np

    def gaussian(shape, std, rng):
        z = rng.standard_normal(shape)
        return std * {made}

    def xavier(shape, rng):
        return gaussian(shape, (1 / shape[0] if len(shape) == 2 else 1 / np.prod(shape[1:])) ** 0.5, rng)

    def xavier_uniform(shape, rng):
        limit = (3 / shape[0] if len(shape) == 2 else 3 / np.prod(shape[1:])) ** 0.5
        return rng.uniform(-limit, limit, shape)
"""


@pytest.mark.parametrize(
    "made",
    [
        "(z - z.mean()) / z.std()",
        "(z - z.mean()) / z.std(ddof=1)",
        "z / z.std()",
        "z / np.sqrt(np.mean(z * z))",
        "(z - z.mean())",
        "((z - z.mean()) / z.std()).astype(np.float32)",
    ],
)
@pytest.mark.parametrize("task", ["gaussian", "xavier"])
def test_a_sample_that_is_rescaled_to_the_exact_moments_is_named(made, task):
    report = grade(submission(STANDARDISED.format(made=made), "initializers.py"), f"exercise_2.{task}", CONTENT)

    assert report.earned == 0
    assert named(report) == ({"moments_made_exact"}, True)


@pytest.mark.parametrize(
    ("made", "mistake"),
    [
        ("np.clip(z, -3, 3)", "cut_to_the_limit"),
        ("np.where(np.abs(z) > 3, rng.standard_normal(shape), z)", "cut_off_at_three"),
        ("np.round(z, 2)", "numbers_rounded"),
    ],
)
def test_a_normal_sample_that_is_bounded_or_rounded_is_named(made, mistake):
    report = grade(submission(STANDARDISED.format(made=made), "initializers.py"), "exercise_2.gaussian", CONTENT)

    assert report.earned == 0
    assert named(report) == ({mistake}, True)


OPTIMIZER = """
    class SGD:
        def __init__(self, lr=0.01):
            self.lr = lr

        def update(self, params, grads):
            for {pair} in {pairs}:
                w -= self.lr * g
"""


@pytest.mark.parametrize(
    ("pair", "pairs", "mistake"),
    [
        ("w, g", "zip(params.values(), grads.values())", {"paired_by_order"}),
        ("w, g", "((params[key], g) for key, g in zip(list(params), grads.values()))", {"paired_by_order"}),
        ("w, g", "((params[key], grads[key]) for key in grads)", set()),
        ("w, g", "((params[key], grads[key]) for key in sorted(params))", set()),
    ],
)
def test_gradients_belong_to_parameters_by_name_and_not_by_order(pair, pairs, mistake):
    report = grade(submission(OPTIMIZER.format(pair=pair, pairs=pairs), "optimizers.py"), "exercise_4.sgd", CONTENT)

    assert report.earned == (0 if mistake else report.points)
    assert named(report) == (mistake, True)


LOSS = """
    import numpy as np

    def cross_entropy_error(y, t):
        if t.ndim == 2:
            return {one_hot}
        return {numbers}
"""
ONE_HOT = "-np.sum(t * np.log(y + 1e-7)) / len(y)"
NUMBERS = "-np.sum(np.log(y[np.arange(len(y)), t] + 1e-7)) / len(y)"


@pytest.mark.parametrize(
    ("one_hot", "numbers", "told"),
    [
        (ONE_HOT, NUMBERS, (set(), True)),
        (ONE_HOT.replace(" / len(y)", ""), NUMBERS, ({"loss_sums_over_batch"}, False)),
        (ONE_HOT, NUMBERS.replace(" / len(y)", ""), ({"loss_sums_over_batch"}, False)),
        (ONE_HOT.replace(" / len(y)", ""), NUMBERS.replace(" / len(y)", ""), ({"loss_sums_over_batch"}, True)),
    ],
)
def test_a_mistake_in_one_branch_alone_is_told_as_possible(one_hot, numbers, told):
    text = LOSS.format(one_hot=one_hot, numbers=numbers)

    report = grade(submission(text, "network.py"), "exercise_1.cross_entropy", CONTENT)

    assert (report.earned == report.points) == (not told[0])
    assert named(report) == told


PAIRED_SUMS = """
    import numpy as np

    def l2_gradient(W, lam):
        return {slope} * lam * W

    def regularized_gradients(params, grads, lam, kind):
        sums = {{}}
        for name, w, g in {pairs}:
            if name.startswith("W"):
                g = g + (lam * np.sign(w) if kind == "l1" else {added} * lam * w)
            sums[name] = g
        return sums
"""
BY_NAME = "((name, w, grads[name]) for name, w in params.items())"


@pytest.mark.parametrize(
    ("slope", "added", "pairs", "mistake"),
    [
        (1, 1, BY_NAME, set()),
        (2, 2, BY_NAME, set()),
        (2, 1, BY_NAME, {"sum_with_l2_halved"}),
        (1, 2, BY_NAME, {"sum_with_l2_doubled"}),
        (1, 1, "zip(params, params.values(), grads.values())", {"sum_paired_by_order"}),
    ],
)
def test_sums_go_with_the_gradient_beside_them_and_by_name(slope, added, pairs, mistake):
    text = PAIRED_SUMS.format(slope=slope, added=added, pairs=pairs)

    report = grade(submission(text, "regularizers.py"), "exercise_5.regularized_gradients", CONTENT)

    assert report.earned == (0 if mistake else report.points)
    assert named(report) == (mistake, True)


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_filters_that_all_begin_alike_are_caught_whatever_is_drawn(seed):
    text = (SOLUTIONS / "exercise_7" / "layers_in_a_dict.py").read_text()
    drawn = "np.random.randn(one[\"filter_num\"], input_dim[0], *side)"
    assert text.count(drawn) == 1
    alike = "np.repeat(np.random.randn(1, input_dim[0], *side), one[\"filter_num\"], axis=0)"

    sent = submission(text.replace(drawn, alike), "double_convolution.py")
    report = grade(sent, "exercise_7.double", CONTENT, seed=seed)

    assert report.earned == 0
