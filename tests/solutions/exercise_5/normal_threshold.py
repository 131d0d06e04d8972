# 正規分布の分位点でマスクを作る版
from copy import deepcopy
from statistics import NormalDist

import numpy as np


def p_norm(W, p=2):
    assert p >= 1
    return (abs(W) ** p).sum() ** (1 / p)


def l1_penalty(W, lam):
    return lam * p_norm(W, 1)


def l2_penalty(W, lam):
    return lam * p_norm(W, 2) ** 2 / 2


def l1_gradient(W, lam):
    return np.copysign(lam, W) * (W != 0)


def l2_gradient(W, lam):
    return W * lam


class Dropout:
    """ドロップアウト(学習時に 1/(1-ratio) 倍)"""

    __slots__ = ("dropout_ratio", "dropped", "scale")

    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.dropped = None
        self.scale = 1.0 / (1.0 - dropout_ratio) if dropout_ratio < 1 else 0.0

    def forward(self, x, train_flg=True):
        if not train_flg:
            return x
        if self.dropout_ratio <= 0:
            self.dropped = np.zeros(x.shape, bool)
        else:
            limit = NormalDist().inv_cdf(self.dropout_ratio)
            self.dropped = np.random.randn(*x.shape) < limit
        y = x * self.scale
        y[self.dropped] = 0
        return y

    def backward(self, dout):
        dx = dout * self.scale
        dx[self.dropped] = 0
        return dx


def regularized_gradients(params, grads, lam, kind):
    grads = deepcopy(grads)
    match kind:
        case "l1":
            rule = l1_gradient
        case "l2":
            rule = l2_gradient
        case _:
            raise ValueError(kind)
    for name in filter(lambda name: name.startswith("W"), params):
        grads[name] += rule(params[name], lam)
    return grads
