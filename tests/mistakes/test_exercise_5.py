"""Exercise 5, the regularisers: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from tests.helpers import answered, edited, named, right_answer, told

EDITS = [
    ("p_norm", "base_class", "A.max() or 1.0", "A.max()", "norm_divides_by_largest"),
    ("dropout", "the_book", "        return dout * self.mask",
     "        mask, self.mask = self.mask, None\n        return dout * mask", "mask_used_up"),
    ("dropout", "the_book", "return x * self.mask",
     "y = x * self.mask\n            self.mask = y != 0\n            return y", "mask_from_output"),
    ("regularized_gradients", "closures", 'if k.startswith("W") else', "if params[k].ndim == 2 else",
     "weights_by_their_axes"),
    ("l1", "the_book", "lam * np.sign(W)", "lam * np.tanh(100 * W)", "l1_slope_is_smooth"),
    ("l1", "the_book", "lam * np.sign(W)", "lam * np.sum(np.sign(W))", "l1_slope_is_sum"),
    ("l2", "the_book", "0.5 * lam * np.sum(W**2)", "0.5 * lam * np.sum(np.abs(W)) ** 2", "l2_square_of_l1"),
    ("p_norm", "the_book", "np.sum(np.abs(W) ** p)", "np.sum(np.abs(W**p))", "norm_absolute_too_late"),
    ("dropout", "the_book", "return dout * self.mask", "return dout * (1 - self.mask)", "backward_mask_inverted"),
    ("dropout", "the_book", "np.random.rand(*x.shape) > self.dropout_ratio",
     "(np.random.rand(*x.shape[:2]) > self.dropout_ratio).reshape(*x.shape[:2], *(1 for _ in x.shape[2:]))",
     "one_draw_per_map"),
    ("dropout", "the_book", "x * (1.0 - self.dropout_ratio)", "x * 0.5", "evaluation_scaled_by_half"),
    ("regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"',
     'g + slope(params[k], lam) if len(k) == 2 and k[0] == "W"', "layers_up_to_a_number"),
    ("regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"',
     'g + slope(params[k[:2]], lam) if k[0] == "W"', "layer_number_of_one_digit"),
    ("regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"',
     'g + slope(params[sorted(n for n in params if n[0] == "W")[int(k[1:]) - 1]], lam) if k[0] == "W"',
     "layers_sorted_as_text"),
    ("regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"',
     'g + lam * slope(params[k], lam) if k[0] == "W"', "sum_with_lambda_twice"),
    ("regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"',
     'g + slope(params[k], lam) / (1 if kind == "l1" else p_norm(params[k], 2)) if k[0] == "W"',
     "sum_with_slope_of_norm"),
    ("dropout", "the_book", "return x * self.mask",
     "self.out = x * self.mask\n            self.mask = self.out > 0\n            return self.out", "mask_from_output"),
    ("dropout", "the_book", "return x * self.mask", "x *= self.mask\n            return x", "dropout_overwrites_input"),
    ("dropout", "the_book", "if train_flg", "if not train_flg", "flag_inverted"),
    ("dropout", "the_book", "self.dropout_ratio = dropout_ratio", "self.dropout_ratio = 0.5", "ratio_ignored"),
    ("regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"',
     'g + 2 * slope(params[k], lam) if k[0] == "W"', "penalty_added_twice"),
    ("regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"',
     'g + slope(params[k], lam) if k == next(k for k in grads if k[0] == "W")', "first_layer_only"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_5", solution), (right, wrong))

    assert named(f"exercise_5.{task}", text) == {mistake}


OTHER_KINDS = [
    ("l1", "the_book", "lam * np.sign(W)", "lam * W / (np.abs(W) + 1e-8)"),
    ("l1", "the_book", "lam * np.sign(W)", "lam * W / np.sqrt(W**2 + 1e-8)"),
]  # fmt: skip
"""Which were once turned away."""


@pytest.mark.parametrize(("task", "solution", "one", "other"), OTHER_KINDS, ids=[row[-1] for row in OTHER_KINDS])
def test_another_kind_of_the_same_answer_is_right(task, solution, one, other):
    report = answered(f"exercise_5.{task}", edited(right_answer("exercise_5", solution), (one, other)))

    assert report.earned == report.points


def test_it_is_not_told_how_near_a_gradient_is_where_rounding_hides_it():
    coarse = ("np.sum(np.abs(W))", "np.sum(np.abs(W).astype(np.float16))")

    report = answered("exercise_5.l1", edited(right_answer("exercise_5", "the_book"), coarse))

    assert "gradient" not in {note.code for found in report.findings for note in found.notes}


def test_tiny_weights_are_pulled_too():
    pulled = "lam * np.sign(np.where(np.abs(W) < 1e-5, 0, W))"
    text = edited(right_answer("exercise_5", "the_book"), ("return lam * np.sign(W)", f"return {pulled}"))

    report = answered("exercise_5.l1", text)

    assert report.earned == 0
    assert {found.check for found in report.findings if found.outcome == "failed"} == {"zero_weight"}


def test_a_layer_whose_training_is_no_dropout_is_not_accused_of_its_backward():
    change = ("return x * self.mask", "return np.where(self.mask, x, -x)")

    report = answered("exercise_5.dropout", edited(right_answer("exercise_5", "the_book"), change))

    assert report.earned == 0
    assert told(report) == (set(), True)


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
    return answered("exercise_5.dropout", text)


def kept(mask=KEEPS, **changes):
    return dropout("keep_prob", mask=mask, **{**INVERTED, **changes})


def test_by_the_share_dropped_or_kept_the_layer_is_right_and_nothing_is_remarked():
    for report in (dropout(), kept()):
        assert report.earned == report.points
        assert [note.code for found in report.findings for note in found.notes] == []


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
    assert told(report) == ({mistake}, True)


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
    assert mistake in told(report)[0]


def test_an_argument_that_is_changed_is_told_once():
    report = dropout(before="x *= 1 if not train_flg else np.random.rand(*x.shape) > 0.1")

    assert [found.check for found in report.findings if found.outcome == "failed"] == ["batch_untouched"]


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
    assert told(report) == ({"exact_share_dropped"}, True)


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
    return answered(f"exercise_5.{task}", text)


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
    assert told(report) == ({mistake}, True)


@pytest.mark.parametrize(
    ("task", "slope"),
    [("l1", "lam * W"), ("l1", "np.sign(W)"), ("l2", "0.5 * lam * W"), ("l2", "W")],
)
@pytest.mark.parametrize("counts", [WEIGHTS, "True"])
def test_a_wrong_slope_costs_once_with_biases_or_without(task, slope, counts):
    text = SUMS.format(slope="lam * np.sign(W)", kind="kind", of="params", counts=counts)
    text = edited(text, (f"def {task}_gradient(W, lam): return", f"def {task}_gradient(W, lam): return {slope} #"))

    report = answered("exercise_5.regularized_gradients", text)

    assert report.earned == report.points
    assert {note.code for found in report.findings for note in found.notes} == {"own_function"}


KEPT_SUMS = """
    import numpy as np

    SUMS = {{}}

    def regularized_gradients(params, grads, lam, kind{default}):
        for name, g in grads.items():
            if name.startswith("W"):
                g = g + (lam * np.sign(params[name]) if kind == "l1" else lam * params[name])
            {sums}[name] = {value}
        return {sums}
"""


@pytest.mark.parametrize(
    ("default", "sums", "value"),
    [
        ("", "SUMS", "SUMS.get(name, 0) + g if name.startswith('W') else g"),
        ("", "SUMS", "g"),
        (", sums={}", "sums", "g"),
    ],
)
def test_sums_that_are_kept_between_calls_are_named(default, sums, value):
    text = KEPT_SUMS.format(default=default, sums=sums, value=value)

    assert named("exercise_5.regularized_gradients", text) == {"sums_kept_between_calls"}


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

    report = answered("exercise_5.regularized_gradients", text)

    assert report.earned == earned * report.points
    assert told(report) == (set() if earned else {"sum_with_l2_doubled"}, True)


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

    report = answered("exercise_5.regularized_gradients", text)

    assert report.earned == (0 if mistake else report.points)
    assert told(report) == (mistake, True)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("return x * self.mask", "return np.where(self.mask, x, np.nan)"),
        ("np.random.rand(*x.shape) > self.dropout_ratio",
         "(np.random.rand(*x.shape) > self.dropout_ratio) / np.zeros(x.shape)"),
    ],
)  # fmt: skip
def test_dropout_that_gives_no_numbers_is_accused_of_nothing_else(right, wrong):
    report = answered("exercise_5.dropout", edited(right_answer("exercise_5", "the_book"), (right, wrong)))

    assert report.earned == 0
    assert told(report)[0] == set()
