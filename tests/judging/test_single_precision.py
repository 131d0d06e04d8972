"""Right by a convention, and rounded to single precision on the way: answers that are right are right together."""

from __future__ import annotations

import pytest

from tests.helpers import answered, edited

LAYER = """
import numpy as np


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var
        self.eps = 1e-6

    def forward(self, x, train_flg=True):
        x = x.astype(np.float32)
        if self.running_mean is None:
            self.running_mean, self.running_var = np.zeros(x.shape[1]), np.zeros(x.shape[1])
        if not train_flg:
            return self.gamma * (x - self.running_mean) / np.sqrt(self.running_var + self.eps) + self.beta
        mean, var = x.mean(axis=0), x.var(axis=0)
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
        self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        return self.gamma * (x - mean) / np.sqrt(var + self.eps) + self.beta
"""
OTHER_SIZE = ("1e-6", "1e-5")
FROM_ONE = ("np.zeros(x.shape[1]), np.zeros(x.shape[1])", "np.zeros(x.shape[1]), np.ones(x.shape[1])")
UNBIASED = ("(1 - self.momentum) * var", "(1 - self.momentum) * x.var(axis=0, ddof=1)")

DROPOUT = """
import numpy as np


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.ratio = dropout_ratio

    def forward(self, x, train_flg=True):
        if not train_flg:
            return x.astype(np.float32)
        self.mask = np.random.rand(*x.shape) > self.ratio
        return x.astype(np.float32) * self.mask / np.float32(1 - self.ratio)

    def backward(self, dout):
        return dout.astype(np.float32) * self.mask / np.float32(1 - self.ratio)
"""

PENALTIES = """
import numpy as np


def l1_gradient(W, lam):
    return lam * np.sign(W)


def l2_gradient(W, lam):
    return 2 * lam * W.astype(np.float32)


def regularized_gradients(params, grads, lam, kind):
    slope = l2_gradient if kind == "l2" else l1_gradient
    return {name: g.astype(np.float32) + (slope(params[name], lam) if name[0] == "W" else 0)
            for name, g in grads.items()}
"""
IN_PLACE = (
    """    return {name: g.astype(np.float32) + (slope(params[name], lam) if name[0] == "W" else 0)
            for name, g in grads.items()}
""",
    """    for name in grads:
        if name[0] == "W":
            grads[name][...] = grads[name].astype(np.float32) + slope(params[name], lam)
    return grads
""",
)

LOSS = """
import numpy as np


class SoftmaxWithLoss:
    def forward(self, x, t):
        n = len(x)
        e = np.exp((x - x.max(axis=1, keepdims=True)).astype(np.float32))
        self.y = e / e.sum(axis=1, keepdims=True)
        self.t = t if t.ndim == 2 else np.eye(x.shape[1])[t]
        return -np.sum(self.t * np.log(self.y + 1e-7)) / n

    def backward(self, dout=1):
        return (self.y - self.t) / len(self.y)
"""


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("task", "text", "conventions"),
    [
        ("exercise_3.train_forward", edited(LAYER, OTHER_SIZE), {"other_epsilon"}),
        ("exercise_3.inference", edited(LAYER, OTHER_SIZE), {"other_epsilon"}),
        ("exercise_3.running_statistics", edited(LAYER, FROM_ONE), {"running_variance_from_one"}),
        ("exercise_3.running_statistics", edited(LAYER, UNBIASED), {"running_variance_unbiased"}),
        ("exercise_3.running_statistics", edited(LAYER, UNBIASED, FROM_ONE), {"running_variance_from_one"}),
        ("exercise_5.dropout", DROPOUT, {"dropout_inverted"}),
        ("exercise_5.regularized_gradients", PENALTIES, {"l2_without_half"}),
        ("exercise_5.regularized_gradients", edited(PENALTIES, IN_PLACE), {"grads_in_place"}),
        ("exercise_1.softmax_with_loss", LOSS, {"upstream_ignored"}),
    ],
)
def test_a_convention_is_recognised_in_single_precision(task, text, conventions, seed):
    report = answered(task, text, seed=seed)

    assert report.earned == report.points
    assert conventions <= {match.id for found in report.findings for match in found.conventions}
