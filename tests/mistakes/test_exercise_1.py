"""Exercise 1, the network: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from tests.helpers import answered, edited, named, right_answer, told

EDITS = [
    ("relu", "the_book", "self.mask = x <= 0", "self.mask = x <= 1e-3", "relu_opens_late"),
    ("network", "the_book", "        y = self.predict(x)\n        y = np.argmax(y, axis=1)",
     "        x, t = x[:100], t[:100]\n        y = self.predict(x)\n        y = np.argmax(y, axis=1)",
     "network_accuracy_of_the_first_hundred"),
    ("network", "the_book", "        return grads\n",
     "        return {key: np.clip(g, -1, 1) for key, g in grads.items()}\n", "network_gradient_clipped"),
    ("cross_entropy", "pytorch_formulas", "np.clip(pred, eps, None)", "np.clip(pred, 0.01, None)",
     "loss_guard_too_large"),
    ("network", "the_book", "weight_init_std * np.random.randn(input_size",
     "(2 / input_size) ** 0.5 * np.random.randn(input_size", "network_scale_of_its_own"),
    ("tanh", "autograd_tape", "1 - np.square(y)", "1 - y", "tanh_not_squared"),
    ("sigmoid", "autograd_tape", "y * (1 - y))", "y * (1 + y))", "sigmoid_slope_sign"),
    ("softmax_with_loss", "autograd_tape", "- hot) / n", "- hot) / p.size", "loss_slope_of_all_entries_averaged"),
    ("network", "autograd_tape", "argmax(1), to_index(t))", "argmax(1), t)", "network_accuracy_of_one_hot"),
    ("network", "autograd_tape", "np.sign(self.data.clip(min=0))", "1.0 - np.sign(self.data.clip(min=0))",
     "relu_gate_inverted"),
    ("cross_entropy", "autograd_tape", "if np.ndim(t) == 2 else t", "if np.ndim(t) == 3 else t",
     "loss_class_numbers_only"),
    ("softmax", "the_book", "        x = x - np.max(x, axis=0)\n", "        x -= np.max(x, axis=0)\n",
     "softmax_subtracts_in_place"),
    ("softmax", "the_book", "    x = x - np.max(x)\n", "    x -= np.max(x)\n", "softmax_subtracts_in_place"),
    ("network", "the_book", "        y = self.predict(x)\n        return self.lastLayer.forward(y, t)",
     "        if getattr(self, 'key', None) != id(x):\n            self.key, self.y = id(x), self.predict(x)\n"
     "        return self.lastLayer.forward(self.y, t)", "network_remembers_loss"),
    ("affine", "dataclasses_and_slots", "self._x.reshape(self._x.shape[0], self.W.shape[0])", "self._x",
     "affine_images_not_laid_out"),
    ("cross_entropy", "the_book", "np.log(y[np.arange(batch_size), t] + 1e-7)", "np.log(np.max(y, axis=1) + 1e-7)",
     "loss_of_likeliest_class"),
    ("network", "the_book", "y = np.argmax(y, axis=1)", "y = np.argmin(y, axis=1)", "network_accuracy_of_unlikeliest"),
    ("affine", "the_book", "self.db = np.sum(dout, axis=0)", "self.db = np.zeros_like(self.b)",
     "affine_bias_without_slope"),
    ("relu", "the_book",
     "        out[self.mask] = 0\n        return out\n\n    def backward(self, dout):\n        dout[self.mask] = 0\n",
     "        out[self.mask] = np.exp(out[self.mask]) - 1\n        self.out = out\n        return out\n\n"
     "    def backward(self, dout):\n        dout[self.mask] *= self.out[self.mask] + 1\n", "relu_is_elu"),
    ("network", "the_book", "        self.W = W\n", "        self.W = W.copy()\n", "network_own_copies"),
    ("network", "the_book", "Affine(self.params[\"W1\"], self.params[\"b1\"])",
     "Affine(self.params[\"W1\"].copy(), self.params[\"b1\"].copy())", "network_own_copies"),
    ("network", "the_book", "        layers.reverse()\n", "", "network_not_reversed"),
    ("network", "the_book", "            t = np.argmax(t, axis=1)",
     "            pass\n        t = np.argmax(t, axis=1)", "network_accuracy_of_class_numbers"),
    ("network", "the_book", "        return grads\n", "        for key in grads:\n"
     "            self.params[key] -= 0.1 * grads[key]\n        return grads\n", "affine_trains_itself"),
    ("affine", "the_book", "        self.dW = np.dot(self.x.T, dout)\n", "        self.dW = np.dot(self.x.T, dout)\n"
     "        self.W -= 0.01 * self.dW\n", "affine_trains_itself"),
    ("softmax_with_loss", "the_book", "dx[np.arange(batch_size), self.t] -= 1",
     "dx[np.arange(batch_size), self.t] = -1", "loss_slope_overwritten"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_1", solution), (right, wrong))

    assert named(f"exercise_1.{task}", text) == {mistake}


def test_probabilities_of_zero_are_left_as_they_were():
    change = ("np.clip(pred, eps, None)", "np.clip(pred, eps, None, out=pred)")

    report = answered("exercise_1.cross_entropy", edited(right_answer("exercise_1", "pytorch_formulas"), change))

    assert report.earned == 0
    assert {finding.check for finding in report.findings if finding.outcome == "failed"} == {"untouched"}


@pytest.mark.parametrize("seed", range(4))
def test_a_network_that_differentiates_numerically_is_right_under_any_seed(seed):
    slopes = "{key: numerical_gradient(lambda _: self.loss(x, t), p) for key, p in self.params.items()}"
    text = edited(right_answer("exercise_1", "the_book"), ("        return grads\n", f"        return {slopes}\n"))

    report = answered("exercise_1.network", text, seed=seed)

    assert report.earned == report.points


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

    report = answered("exercise_1.relu", text)

    notes = [note for found in report.findings for note in found.notes if note.code == "kink"]
    assert report.earned == report.points
    assert [note.values["slope"] for note in notes] == remarks


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
    ("one_hot", "numbers", "accused"),
    [
        (ONE_HOT, NUMBERS, (set(), True)),
        (ONE_HOT.replace(" / len(y)", ""), NUMBERS, ({"loss_sums_over_batch"}, False)),
        (ONE_HOT, NUMBERS.replace(" / len(y)", ""), ({"loss_sums_over_batch"}, False)),
        (ONE_HOT.replace(" / len(y)", ""), NUMBERS.replace(" / len(y)", ""), ({"loss_sums_over_batch"}, True)),
    ],
)
def test_a_mistake_in_one_branch_alone_is_told_as_possible(one_hot, numbers, accused):
    text = LOSS.format(one_hot=one_hot, numbers=numbers)

    report = answered("exercise_1.cross_entropy", text)

    assert (report.earned == report.points) == (not accused[0])
    assert told(report) == accused


NETWORK = """
import numpy as np

class Sigmoid:
    def forward(self, x):
        self.y = np.where(x < 0, np.exp(-np.abs(x)), 1) / (1 + np.exp(-np.abs(x)))
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)

class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, dout):
        return dout * (1 - self.y**2)

class Relu:
    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, 0)

    def backward(self, dout):
        return np.where(self.mask, dout, 0)

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return (dout @ self.W.T).reshape(self.shape)

def softmax(x):
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.exp(shifted) / np.sum(np.exp(shifted), axis=-1, keepdims=True)

def cross_entropy_error(y, t):
    old, t = t, np.eye(y.shape[1])[t] if t.ndim == 1 else t
    return -np.sum(t * np.log(y + 1e-7)) / len(y)

class SoftmaxWithLoss:
    def forward(self, x, t):
        self.y, self.t = softmax(x), np.eye(x.shape[1])[t] if t.ndim == 1 else t
        self.numbers = t if t.ndim == 1 else None
        return cross_entropy_error(self.y, t)

    def backward(self, dout=1):
        return dout * (self.y - self.t) / len(self.t)

def numerical_gradient(f, x):
    h, found = 1e-4, np.zeros_like(x)
    for i in range(x.size):
        old = x.flat[i]
        x.flat[i] = old + h
        above = f(x)
        x.flat[i] = old - h
        below = f(x)
        x.flat[i] = old
        found.flat[i] = (above - below) / (2 * h)
    return found

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        W1, W2 = np.random.randn(input_size, hidden_size), np.random.randn(hidden_size, output_size)
        self.params = {"W1": weight_init_std * W1, "b1": np.zeros(hidden_size)}
        self.params |= {"W2": weight_init_std * W2, "b2": np.zeros(output_size)}

    def predict(self, x):
        p = self.params
        self.a = x @ p["W1"] + p["b1"]
        self.z = np.maximum(self.a, 0)
        return self.z @ p["W2"] + p["b2"]

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)

    def accuracy(self, x, t):
        return np.sum(self.predict(x).argmax(axis=1) == (t if t.ndim == 1 else t.argmax(axis=1))) / len(x)

    def gradient(self, x, t):
        y = softmax(self.predict(x))
        dy = (y - (np.eye(y.shape[1])[t] if t.ndim == 1 else t)) / len(x)
        dz = dy @ self.params["W2"].T
        da = dz * (self.a > 0)
        return {"W1": x.T @ da, "b1": da.sum(axis=0), "W2": self.z.T @ dy, "b2": dy.sum(axis=0)}
"""
EXPONENTIALS = "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"
LAST = "return dout * (self.y - self.t) / len(self.t)"


def test_the_network_without_a_mistake_is_right():
    report = answered("exercise_1", NETWORK)

    assert report.earned == report.points


@pytest.mark.parametrize(
    ("task", "old", "new", "ids"),
    [
        ("sigmoid", "self.y * (1 - self.y)", "(1 - self.y**2)", {"sigmoid_tanh_slope"}),
        ("sigmoid", "self.y * (1 - self.y)", "self.y * (self.y - 1)", {"slope_reversed"}),
        ("sigmoid", "self.y = np.where(x < 0", "x = np.clip(x, -10, 10)\n        self.y = np.where(x < 0",
         {"sigmoid_clips_input"}),
        ("tanh", "(1 - self.y**2)", "(1 - 2 * self.y)", {"tanh_square_differentiated"}),
        ("tanh", "(1 - self.y**2)", "(1 - self.y)", {"tanh_not_squared"}),
        ("tanh", "(1 - self.y**2)", "(1 + self.y**2)", {"tanh_slope_sign"}),
        ("tanh", "np.tanh(x)", "(np.exp(x) + np.exp(-x)) / (np.exp(x) - np.exp(-x))", {"tanh_upside_down"}),
        ("tanh", "np.tanh(x)", "np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)", {"tanh_without_brackets"}),
        ("tanh", "* (1 - self.y**2)", "* 1 - self.y**2", {"slope_without_brackets"}),
        ("sigmoid", "self.y * (1 - self.y)", "self.y * 1 - self.y", {"slope_without_brackets"}),
        ("relu", "return np.where(self.mask, x, 0)", "return self.mask * 1.0", {"relu_gives_mask"}),
        ("relu", "return np.where(self.mask, x, 0)", "return np.where(self.mask, x, 0.01 * x)", {"relu_leaks"}),
        ("relu", "return np.where(self.mask, x, 0)", "return np.abs(x)", {"relu_is_magnitude"}),
        ("relu", "return np.where(self.mask, x, 0)", "return np.logaddexp(0, x)", {"relu_is_softplus"}),
        ("relu", "self.mask = x > 0", "self.mask = x <= 0", {"relu_mask_inverted"}),
        ("softmax", "shifted = x - ", "x = -x\n    shifted = x - ", {"softmax_of_negatives"}),
        ("softmax", "x.max(", "x.mean(", {"softmax_subtracts_other"}),
        ("softmax", "return np.exp(shifted) /", "return np.exp(x) /", {"softmax_shifts_one_side"}),
        ("softmax", "(x):\n    shifted", "(x):\n    return _softmax(x).T\n\ndef _softmax(x):\n    shifted",
         {"softmax_not_turned_back"}),
        ("softmax", "x.max(axis=-1, keepdims=True)", "x.max(axis=-1)", {"softmax_axis_dropped"}),
        ("softmax", "/ np.sum(", "/ np.mean(", {"softmax_divided_by_mean"}),
        ("cross_entropy", "/ len(y)", "/ y.shape[1]", {"loss_divided_by_classes"}),
        ("cross_entropy", "/ len(y)", "/ len(y)**2", {"loss_averaged_twice"}),
        ("cross_entropy", "old, t = t, np.eye(y.shape[1])", "old, t = t, np.eye(np.max(t) + (t.ndim == 1))",
         {"loss_classes_counted_in_batch"}),
        ("cross_entropy", "-np.sum(t * np.log(y + 1e-7))", "0.5 * np.sum((y - t)**2)", {"loss_is_squared_error"}),
        ("cross_entropy", "t * np.log(y + 1e-7)", "y * np.log(t + 1e-7)", {"loss_logarithm_of_target"}),
        ("cross_entropy", "t * np.log(y + 1e-7)", "np.log(t * y + 1e-7)", {"loss_logarithm_of_product"}),
        ("cross_entropy", "y + 1e-7", "y + 1e-4", {"loss_guard_too_large"}),
        ("cross_entropy", "return -np.sum(t * np.log(y + 1e-7))",
         "t = t.argmax(axis=0) if old.ndim == 2 else old\n"
         "    return -np.sum(np.log(y[np.arange(len(y)), t] + 1e-7))", {"loss_labels_of_columns"}),
        ("cross_entropy", "return -np.sum", "y = softmax(y)\n    return -np.sum", {"softmax_twice"}),
        ("softmax_with_loss", "cross_entropy_error(self.y, t)", "cross_entropy_error(x, t)", {"loss_of_scores"}),
        ("softmax_with_loss", "cross_entropy_error(self.y, t)", "cross_entropy_error(self.y, t) / len(t)",
         {"loss_averaged_twice"}),
        ("softmax_with_loss", "self.y, self.t = softmax(x),", "self.y, self.t = np.log(softmax(x)),",
         {"softmax_gives_logarithms"}),
        ("softmax_with_loss", LAST, "return dout * (-self.t / self.y) / len(self.t)", {"loss_slope_without_softmax"}),
        ("softmax_with_loss", LAST, "dx = self.y.copy()\n        if self.numbers is None: dx -= self.t\n"
         "        else: dx[:, self.numbers] -= 1\n        return dout * dx / len(dx)", {"loss_slope_of_whole_columns"}),
        ("affine", "self.x @ self.W + self.b", "self.x @ self.W", {"affine_without_bias"}),
        ("affine", "self.x @ self.W + self.b", "self.x @ self.W - self.b", {"affine_bias_miscounted"}),
        ("affine", "self.x.T @ dout", "self.x @ dout", {"affine_input_not_transposed"}),
        ("affine", "self.x.T @ dout\n        self.db = dout.sum(", "self.x.T @ dout / len(dout)\n"
         "        self.db = dout.mean(", {"affine_both_averaged"}),
        ("numerical_gradient", "x.flat[i] = old + h", "x.flatten()[i] = old + h", {"numerical_one_side_halved"}),
        ("numerical_gradient", "x.flat[i] = old - h", "x.flat[i] -= h", {"numerical_one_side_halved"}),
        ("numerical_gradient", "found.flat[i] =", "found.flatten()[i] =", {"numerical_always_zero"}),
        ("numerical_gradient", "    return found\n", "        return found\n", {"numerical_first_only"}),
        ("numerical_gradient", "x.flat[i] = old - h", "x.flat[i] = old", {"numerical_one_side_halved"}),
        ("network", "+ p[\"b2\"]", "", {"affine_without_bias"}),
        ("network", "np.maximum(self.a, 0)", "np.tanh(self.a)", {"network_tanh_inside"}),
        ("network", "\"W2\": weight_init_std * W2", "\"W2\": W2", {"network_scale_missing"}),
        ("network", "\"W2\": weight_init_std * W2", "\"W2\": 0.01 * W2", {"network_scale_ignored"}),
        ("network", "weight_init_std=0.01", "weight_init_std=1.0", {"network_scale_by_default"}),
        ("network", "weight_init_std=0.01):\n", "weight_init_std=0.01):\n"
         "        weight_init_std = np.sqrt(weight_init_std)\n", {"network_scale_is_root"}),
        ("network", "\"W1\": weight_init_std * W1", "\"W1\": np.random.uniform(-3**0.5, 3**0.5, W1.shape)"
         " * weight_init_std", {"network_weights_uniform"}),
        ("network", "\"b1\": da.sum(", "\"b1\": dz.sum(", {"network_not_gated"}),
        ("network", "self.predict(x).argmax(axis=1)", "self.predict(x).argmax(axis=0)", {"network_accuracy_best_row"}),
        ("network", "\"b1\": da.sum(", "\"b1\": da.mean(", {"affine_bias_averaged"}),
        ("network", "argmax(axis=1) == (", "argmax(axis=1) != (", {"network_accuracy_is_error_rate"}),
        ("network", "argmax(axis=1))) / len(x)", "argmax(axis=1))) // len(x)", {"network_accuracy_is_whole"}),
        ("network", "\"W1\": x.T @ da", "\"W1\": np.clip(x.T @ da, -0.1, 0.1)", set()),
    ],
)  # fmt: skip
def test_a_wrong_layer_or_network_is_named_where_the_mistake_is_known(task, old, new, ids):
    assert named(f"exercise_1.{task}", edited(NETWORK, (old, new))) == ids


def test_a_tiny_number_in_the_denominator_of_softmax_costs_nothing():
    opened = ("/ np.sum(np.exp(shifted)", "/ (np.sum(np.exp(shifted)")
    closed = ("axis=-1, keepdims=True)\n\ndef", "axis=-1, keepdims=True) + 1e-7)\n\ndef")

    report = answered("exercise_1", edited(NETWORK, opened, closed))

    assert report.earned == report.points
