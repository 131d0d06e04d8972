"""Mistakes that learners write on a blank page, exercises 1 to 4: each was let through, named wrongly or not named."""

from __future__ import annotations

import pytest

from grader import catalog
from tests.helpers import grade, submission

CONTENT = catalog.content()


def named(task: str, text: str) -> set[str]:
    """Ids of the mistakes that are told for sure; the answer earns nothing."""
    report = grade(submission(text, f"{task.split('.')[0]}.py"), task, CONTENT)
    assert report.trouble is None
    assert report.earned < report.points
    return {match.id for found in report.findings for match in found.misconceptions if match.sure}


# Optimisers -----------------------------------------------------------------------------------------------------------

OPTIMIZER = """
import numpy as np

class {name}:
    def __init__(self, {arguments}):
        {kept}
        self.state, self.t = {{}}, 0

    def update(self, params, grads):
        self.t += 1
        {before}
        for key, p in params.items():
            g = grads[key]
            s = self.state.setdefault(key, dict(m=0.0, v=0.0, h=0.0))
            {step}
"""
ARGUMENTS = {
    "SGD": "lr=0.01",
    "Momentum": "lr=0.01, momentum=0.9",
    "Nesterov": "lr=0.01, momentum=0.9",
    "AdaGrad": "lr=0.01",
    "RMSprop": "lr=0.01, decay_rate=0.99",
    "Adam": "lr=0.001, beta1=0.9, beta2=0.999",
}
KEPT = {
    "SGD": "self.lr = lr",
    "AdaGrad": "self.lr = lr",
    "Momentum": "self.lr, self.mu = lr, momentum",
    "Nesterov": "self.lr, self.mu = lr, momentum",
    "RMSprop": "self.lr, self.decay_rate = lr, decay_rate",
    "Adam": "self.lr, self.b1, self.b2 = lr, beta1, beta2",
}
VELOCITY = "s['v'] = self.mu * s['v'] - self.lr * g"
MOMENTS = "s['m'] += (1 - self.b1) * (g - s['m']); s['v'] += (1 - self.b2) * (g * g - s['v'])"
HATS = "m, v = s['m'] / (1 - self.b1 ** self.t), s['v'] / (1 - self.b2 ** self.t)"
STEP = "p -= self.lr * m / (np.sqrt(v) + 1e-8)"


def optimizer(name: str, *step: str, kept: str = "", before: str = "pass") -> str:
    lines = "\n            ".join(step)
    return OPTIMIZER.format(name=name, arguments=ARGUMENTS[name], kept=kept or KEPT[name], before=before, step=lines)


OPTIMIZERS = [
    ("Momentum", [VELOCITY, "p += s['v']"], {"kept": "self.lr, self.mu = lr, 0.9"}, "settings_ignored"),
    ("RMSprop", ["s['h'] = 0.99 * s['h'] + 0.01 * g**2", "p -= self.lr * g / (np.sqrt(s['h']) + 1e-7)"], {},
     "settings_ignored"),
    ("SGD", ["p -= self.lr * g"], {"kept": "self.lr = 0.01"}, "settings_ignored"),
    ("SGD", ["n = np.linalg.norm(g)", "p -= self.lr * (g / n if n > 1 else g)"], {}, "sgd_gradient_clipped"),
    ("Momentum", ["s['v'] = self.mu * (s['v'] - self.lr * g)", "p += s['v']"], {}, "momentum_gradient_inside"),
    ("Momentum", [VELOCITY, "p += self.mu * s['v']"], {}, "momentum_gradient_inside"),
    ("Momentum", [VELOCITY, "p += s['v'] - self.lr * g"], {}, "momentum_gradient_twice"),
    ("Momentum", ["p += self.mu**2 * s['v'] - (1 + self.mu) * self.lr * g", VELOCITY], {}, "momentum_is_nesterov"),
    ("Momentum", ["s['v'] = g.copy() if self.t == 1 else self.mu * s['v'] + 0.9 * g", "p -= self.lr * s['v']"], {},
     "momentum_dampened"),
    ("Momentum", ["s['v'] = self.mu * s['v'] + (1 - self.mu) * g", "p -= self.lr * s['v'] / (1 - self.mu**self.t)"],
     {}, "momentum_corrected"),
    ("Nesterov", ["p += self.mu * s['v']", VELOCITY, "p += s['v']"], {}, "nesterov_steps_from_ahead"),
    ("Nesterov", ["s['v'] = self.mu * s['v'] + (1 - self.mu) * g",
                  "p -= self.lr * (self.mu * s['v'] + (1 - self.mu) * g)"], {}, "nesterov_averages_gradients"),
    ("Nesterov", ["p += self.mu**2 * s['v'] - (1 + self.mu) * self.lr * g",
                  "s['v'] = self.mu * s['v'] + self.lr * g"], {}, "nesterov_velocity_uphill"),
    ("Nesterov", ["s['v'] *= self.mu", "p += self.mu**2 * s['v'] - (1 + self.mu) * self.lr * g",
                  "s['v'] = s['v'] - self.lr * g"], {}, "nesterov_decays_early"),
    ("AdaGrad", ["s['h'] = 0.99 * s['h'] + 0.01 * g**2", "p -= self.lr * g / (np.sqrt(s['h']) + 1e-7)"], {},
     "adagrad_is_rmsprop"),
    ("AdaGrad", ["s['h'] = np.sqrt(s['h'] + g**2)", "p -= self.lr * g / (s['h'] + 1e-7)"], {}, "memory_is_root"),
    ("AdaGrad", ["s['h'] = s['h'] + g**2", "p -= self.lr * g / np.sqrt(s['h']) + 1e-7"], {},
     "epsilon_behind_fraction"),
    ("Adam", [MOMENTS, HATS, "p -= self.lr * m / np.sqrt(v) + 1e-8"], {}, "epsilon_behind_fraction"),
    ("Adam", [MOMENTS, "p -= self.lr * s['m'] / (np.sqrt(s['v']) + 1e-8)"],
     {"before": "self.lr *= np.sqrt(1 - self.b2**self.t) / (1 - self.b1**self.t)"}, "adam_rate_kept"),
    ("Adam", [MOMENTS, "rate = self.lr * np.sqrt((1 - self.b2**self.t) / (1 - self.b1**self.t))",
              "p -= rate * s['m'] / (np.sqrt(s['v']) + 1e-8)"], {}, "adam_root_over_both"),
    ("Adam", [MOMENTS, HATS, "rate = self.lr * np.sqrt(1 - self.b2**self.t) / (1 - self.b1**self.t)",
              "p -= rate * m / (np.sqrt(v) + 1e-8)"], {}, "adam_corrects_twice"),
    ("Adam", ["s['m'] += (1 - self.b1) * (g - s['m']); s['v'] += (1 - self.b2) * (s['m']**2 - s['v'])", HATS, STEP],
     {}, "adam_squares_average"),
    ("Adam", ["s['m'] = self.b1 * s['m'] + g; s['v'] = self.b2 * s['v'] + g**2", HATS, STEP], {}, "adam_full_weight"),
    ("Adam", ["if self.t == 1: s['m'], s['v'] = g.copy(), g**2", MOMENTS, HATS, STEP], {}, "adam_starts_at_gradient"),
    ("Adam", [MOMENTS, "s['h'] = np.maximum(s['h'], s['v'])",
              "p -= self.lr * s['m'] / (1 - self.b1**self.t) / (np.sqrt(s['h'] / (1 - self.b2**self.t)) + 1e-8)"], {},
     "adam_is_amsgrad"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "step", "rest", "id"), OPTIMIZERS, ids=lambda x: x if isinstance(x, str) else "")
def test_a_wrong_optimizer_is_named(name, step, rest, id):
    assert named(f"exercise_4.{name.lower()}", optimizer(name, *step, **rest)) == {id}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sgd", optimizer("SGD", "if key in list(params)[:4]: p -= self.lr * g")),
        ("momentum", optimizer("Momentum", VELOCITY, "p += s['v']", kept="self.lr, self.mu = lr, min(momentum, 0.9)")),
    ],
)
def test_a_wrong_optimizer_earns_nothing_though_nobody_knows_its_mistake(name, text):
    assert named(f"exercise_4.{name}", text) == set()


# Batch normalisation --------------------------------------------------------------------------------------------------

BATCH_NORMALIZATION = """
import numpy as np

class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var

    def column(self, v, x):
        return v if x.ndim == 2 else v.reshape(1, -1, 1, 1)

    def forward(self, x, train_flg=True):
        axes = (0,) if x.ndim == 2 else (0, 2, 3)
        if train_flg:
            mean, var = x.mean(axes), x.var(axes)
            if self.running_mean is None:
                self.running_mean, self.running_var = np.zeros_like(mean), np.zeros_like(var)
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            self.std = np.sqrt(var + 1e-6)
            self.normal = normal = (x - self.column(mean, x)) / self.column(self.std, x)
        else:
            normal = x - self.column(self.running_mean, x)
            normal = normal / np.sqrt(self.column(self.running_var, x) + 1e-6)
        return self.column(self.gamma, x) * normal + self.column(self.beta, x)

    def backward(self, dout):
        axes = (0,) if dout.ndim == 2 else (0, 2, 3)
        n = dout.size // dout.shape[1]
        self.dgamma, self.dbeta = (dout * self.normal).sum(axes), dout.sum(axes)
        gamma, std, dgamma, dbeta = (self.column(v, dout) for v in (self.gamma, self.std, self.dgamma, self.dbeta))
        return gamma / std * (dout - dbeta / n - self.normal * dgamma / n)
"""
SLOPE = "gamma / std * (dout - dbeta / n - self.normal * dgamma / n)"


def batch_normalization(old: str, new: str) -> str:
    assert old in BATCH_NORMALIZATION
    return BATCH_NORMALIZATION.replace(old, new)


@pytest.mark.parametrize(
    ("slope", "id"),
    [
        ("gamma / std * (dout - dbeta / n - self.normal * dgamma / (n - 1))", "dx_over_n_minus_one"),
        ("gamma / std * (dout - dbeta / (n - 1) - self.normal * dgamma / n)", "dx_over_n_minus_one"),
        ("gamma / std / (n - 1) * (n * dout - dbeta - self.normal * dgamma)", "dx_over_n_minus_one"),
        ("gamma / std * (dout - dbeta - self.normal * dgamma)", "sums_for_means_in_dx"),
        ("gamma / std * (dout - dbeta / n - self.normal * dgamma / n**2)", "variance_path_averaged_twice"),
        ("gamma / std * (dout - dbeta / n - self.normal * std * dgamma / n)", "variance_path_by_sigma"),
        ("(gamma * dout - dbeta / n - self.normal * dgamma / n) / std", "dx_gamma_on_dout_only"),
        ("gamma / std * (dout - dbeta / n - dgamma / n)", "dx_without_normal"),
        ("gamma / std * dout - dbeta / n - self.normal * dgamma / n", "dx_brackets_missing"),
    ],
)
def test_a_wrong_slope_of_batch_normalization_is_named(slope, id):
    assert named("exercise_3.backward", batch_normalization(SLOPE, slope)) == {id}


@pytest.mark.parametrize(
    ("task", "old", "new"),
    [
        ("train_forward", "normal = (x - self.column(mean, x))", "normal = np.clip((x - self.column(mean, x))"),
        ("inference", "self.column(self.running_var, x) + 1e-6", "self.column(np.maximum(self.running_var, 0.1), x)"),
    ],
)
def test_nothing_is_cut_off_in_batch_normalization(task, old, new):
    text = batch_normalization(old, new)
    if "np.clip" in new:
        text = text.replace("/ self.column(self.std, x)\n", "/ self.column(self.std, x), -2, 2)\n")

    assert named(f"exercise_3.{task}", text) == set()


# Initialisers ---------------------------------------------------------------------------------------------------------

INITIALIZERS = """
import numpy as np

def fans(shape):
    area = int(np.prod(shape[2:]))
    return (shape[0], shape[1]) if len(shape) == 2 else (shape[1] * area, shape[0] * area)

def he(shape, rng):
    return rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0])

def he_uniform(shape, rng):
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape)
"""
STD, LIMIT = "np.sqrt(2 / fans(shape)[0])", "np.sqrt(6 / fans(shape)[0])"
FLOW = """
import numpy as np

def activate(name, a):
    return {"sigmoid": 1 / (1 + np.exp(-np.clip(a, -500, 500))), "tanh": np.tanh(a), "relu": np.maximum(a, 0)}[name]

def slope(name, a, z):
    return {"sigmoid": z * (1 - z), "tanh": 1 - z**2, "relu": np.where(a > 0, 1.0, 0)}[name]

def gradient_flow(weights, activation, x, dout):
    z, layers, norms = x, [], []
    for W in weights:
        a = z @ W
        z = activate(activation, a)
        layers.append((a, z))
    for W, (a, z) in zip(weights[::-1], layers[::-1]):
        da = dout * slope(activation, a, z)
        norms.insert(0, np.sqrt(np.sum(da**2)))
        dout = da @ W.T
    return norms
"""


@pytest.mark.parametrize(
    ("task", "text", "old", "new", "ids"),
    [
        ("he", INITIALIZERS, STD, "np.sqrt(np.sqrt(2 / fans(shape)[0]))", {"root_taken_twice"}),
        ("he", INITIALIZERS, STD, "np.sqrt(2 / np.sqrt(fans(shape)[0]))", {"root_taken_twice"}),
        ("fans", INITIALIZERS, "(shape[0], shape[1]) if", "(shape[0] ** 0.5, shape[1] ** 0.5) if", {"fans_rooted"}),
        ("fans", INITIALIZERS, "(shape[1] * area, shape[0] * area)", "shape[-2:]", {"fans_of_the_last_axes"}),
        ("he", INITIALIZERS, LIMIT, "1.7 * np.sqrt(2 / fans(shape)[0])", {"limit_constant_rounded"}),
        ("he", INITIALIZERS, LIMIT, "1.73 * np.sqrt(2 / fans(shape)[0])", {"limit_constant_rounded"}),
        ("he", INITIALIZERS, LIMIT, "2.45 / np.sqrt(fans(shape)[0])", {"limit_constant_rounded"}),
        ("he", INITIALIZERS, LIMIT, "np.sqrt(6 / (fans(shape)[0] + 1))", {"fan_in_one_too_many"}),
        ("he", INITIALIZERS, STD, "np.sqrt(2 / (fans(shape)[0] + 1))", {"fan_in_one_too_many"}),
        ("he", INITIALIZERS, "return rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0])",
         "return np.round(rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0]), 4)", {"numbers_rounded"}),
        ("gradient_flow", FLOW, "np.maximum(a, 0)", "np.where(a > 0, a, 0.01 * a)", {"flow_relu_not_applied"}),
        ("gradient_flow", FLOW, "np.maximum(a, 0)", "a", {"flow_relu_not_applied"}),
        ("gradient_flow", FLOW, "np.where(a > 0, 1.0, 0)", "np.where(a > 0, 1.0, 0.01)", {"flow_relu_leaks"}),
        ("gradient_flow", FLOW, "1 - z**2", "1 - z", {"flow_tanh_slope_not_squared"}),
        ("gradient_flow", FLOW, "dout = da @ W.T", "dout = dout @ W.T", {"flow_slope_not_carried"}),
        ("gradient_flow", FLOW, "layers, norms = x, [], []", "layers, norms, dout = x, [], [], np.ones_like(dout)",
         {"flow_upstream_ignored"}),
    ],
)  # fmt: skip
def test_a_wrong_initialiser_or_probe_is_named_where_the_mistake_is_known(task, text, old, new, ids):
    assert old in text
    assert named(f"exercise_2.{task}", text.replace(old, new)) == ids


def test_the_root_of_three_may_be_written_with_three_decimals():
    text = INITIALIZERS.replace(LIMIT, "1.732 * np.sqrt(2 / fans(shape)[0])")

    report = grade(submission(text, "initializers.py"), "exercise_2.he", CONTENT)

    assert report.earned == report.points


def test_fans_that_are_rooted_cost_their_own_points_only():
    text = INITIALIZERS.replace(
        "    area", "    return tuple(fan**0.5 for fan in _fans(shape))\n\ndef _fans(shape):\n    area"
    )

    report = grade(submission(text, "initializers.py"), "exercise_2", CONTENT)

    assert {task.id: task.earned > 0 for task in report.tasks if task.id in ("fans", "he")} == {
        "fans": False,
        "he": True,
    }


# Network and backpropagation ------------------------------------------------------------------------------------------

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
    report = grade(submission(NETWORK, "network.py"), "exercise_1", CONTENT)

    assert report.earned == report.points


@pytest.mark.parametrize(
    ("task", "old", "new", "ids"),
    [
        ("sigmoid", "self.y * (1 - self.y)", "(1 - self.y**2)", {"sigmoid_tanh_slope"}),
        ("sigmoid", "self.y * (1 - self.y)", "self.y * (self.y - 1)", {"slope_reversed"}),
        ("sigmoid", "def forward(self, x):", "def forward(self, x):\n        x = np.clip(x, -10, 10)",
         {"sigmoid_clips_input"}),
        ("tanh", "(1 - self.y**2)", "(1 - 2 * self.y)", {"tanh_square_differentiated"}),
        ("tanh", "(1 - self.y**2)", "(1 - self.y)", {"tanh_not_squared"}),
        ("tanh", "(1 - self.y**2)", "(1 + self.y**2)", {"tanh_slope_sign"}),
        ("tanh", "np.tanh(x)", "(np.exp(x) + np.exp(-x)) / (np.exp(x) - np.exp(-x))", {"tanh_upside_down"}),
        ("tanh", "np.tanh(x)", "np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)", {"tanh_without_brackets"}),
        ("relu", "return np.where(self.mask, x, 0)", "return self.mask * 1.0", {"relu_gives_mask"}),
        ("softmax", "shifted = x - ", "x = -x\n    shifted = x - ", {"softmax_of_negatives"}),
        ("softmax", "x.max(", "x.mean(", {"softmax_subtracts_other"}),
        ("softmax", "return np.exp(shifted) /", "return np.exp(x) /", {"softmax_shifts_one_side"}),
        ("softmax", "(x):\n    shifted", "(x):\n    return _softmax(x).T\n\ndef _softmax(x):\n    shifted",
         {"softmax_not_turned_back"}),
        ("cross_entropy", "/ len(y)", "/ y.shape[1]", {"loss_divided_by_classes"}),
        ("cross_entropy", "-np.sum(t * np.log(y + 1e-7))", "0.5 * np.sum((y - t)**2)", {"loss_is_squared_error"}),
        ("cross_entropy", "t * np.log(y + 1e-7)", "y * np.log(t + 1e-7)", {"loss_logarithm_of_target"}),
        ("cross_entropy", "t * np.log(y + 1e-7)", "np.log(t * y + 1e-7)", {"loss_logarithm_of_product"}),
        ("cross_entropy", "y + 1e-7", "y + 1e-4", {"loss_guard_too_large"}),
        ("cross_entropy", "return -np.sum(t * np.log(y + 1e-7))",
         "t = t.argmax(axis=0) if old.ndim == 2 else old\n"
         "    return -np.sum(np.log(y[np.arange(len(y)), t] + 1e-7))", {"loss_labels_of_columns"}),
        ("cross_entropy", "return -np.sum", "y = softmax(y)\n    return -np.sum", {"softmax_twice"}),
        ("softmax_with_loss", "cross_entropy_error(self.y, t)", "cross_entropy_error(x, t)", {"loss_of_scores"}),
        ("softmax_with_loss", LAST, "return dout * (-self.t / self.y) / len(self.t)", {"loss_slope_without_softmax"}),
        ("softmax_with_loss", LAST, "dx = self.y.copy()\n        if self.numbers is None: dx -= self.t\n"
         "        else: dx[:, self.numbers] -= 1\n        return dout * dx / len(dx)", {"loss_slope_of_whole_columns"}),
        ("affine", "self.x @ self.W + self.b", "self.x @ self.W", {"affine_without_bias"}),
        ("affine", "self.x @ self.W + self.b", "self.x @ self.W - self.b", {"affine_bias_miscounted"}),
        ("affine", "self.x.T @ dout", "self.x @ dout", {"affine_input_not_transposed"}),
        ("numerical_gradient", "x.flat[i] = old + h", "x.flatten()[i] = old + h", {"numerical_one_side"}),
        ("numerical_gradient", "found.flat[i] =", "found.flatten()[i] =", {"numerical_always_zero"}),
        ("numerical_gradient", "    return found\n", "        return found\n", {"numerical_first_only"}),
        ("numerical_gradient", "x.flat[i] = old - h", "x.flat[i] = old", {"numerical_one_side"}),
        ("network", "+ p[\"b2\"]", "", {"affine_without_bias"}),
        ("network", "np.maximum(self.a, 0)", "np.tanh(self.a)", {"network_tanh_inside"}),
        ("network", "\"W2\": weight_init_std * W2", "\"W2\": W2", {"network_scale_missing"}),
        ("network", "\"W2\": weight_init_std * W2", "\"W2\": 0.01 * W2", {"network_scale_ignored"}),
        ("network", "\"b1\": da.sum(", "\"b1\": dz.sum(", {"network_not_gated"}),
        ("network", "self.predict(x).argmax(axis=1)", "self.predict(x).argmax(axis=0)", {"network_accuracy_best_row"}),
        ("network", "\"b1\": da.sum(", "\"b1\": da.mean(", {"affine_bias_averaged"}),
        ("network", "argmax(axis=1) == (", "argmax(axis=1) != (", {"network_accuracy_is_error_rate"}),
        ("network", "argmax(axis=1))) / len(x)", "argmax(axis=1))) // len(x)", {"network_accuracy_is_whole"}),
        ("network", "\"W1\": x.T @ da", "\"W1\": np.clip(x.T @ da, -0.1, 0.1)", set()),
    ],
)  # fmt: skip
def test_a_wrong_layer_or_network_is_named_where_the_mistake_is_known(task, old, new, ids):
    assert old in NETWORK

    assert named(f"exercise_1.{task}", NETWORK.replace(old, new)) == ids


def test_a_tiny_number_in_the_denominator_of_softmax_costs_nothing():
    text = NETWORK.replace("axis=-1, keepdims=True)\n\ndef", "axis=-1, keepdims=True) + 1e-7)\n\ndef")
    text = text.replace("/ np.sum(np.exp(shifted)", "/ (np.sum(np.exp(shifted)")

    report = grade(submission(text, "network.py"), "exercise_1", CONTENT)

    assert report.earned == report.points
