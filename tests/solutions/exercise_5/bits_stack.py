"""Masks on a stack, integers from a generator as the source of chance; one penalty table for all norms."""
from functools import partial

import numpy as np

LEVELS = 1 << 32


def _penalty(p, W, lam):
    return lam / p * np.sum(np.abs(W) ** p)


def _slope(p, W, lam):
    return lam * np.sign(W) * np.abs(W) ** (p - 1)


l1_penalty = partial(_penalty, 1)
l2_penalty = partial(_penalty, 2)
l1_gradient = partial(_slope, 1)
l2_gradient = partial(_slope, 2)


def p_norm(W, p):
    return np.linalg.norm(np.ravel(W), p)


class Dropout:
    rng = np.random.default_rng(20240401)

    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.masks = []

    def mask_like(self, x):
        return self.rng.integers(LEVELS, size=x.shape) >= round(self.dropout_ratio * LEVELS)

    def forward(self, x, train_flg=True):
        if train_flg:
            self.masks.append(self.mask_like(x))
            return np.where(self.masks[-1], x, 0.0)
        return x - self.dropout_ratio * x

    def backward(self, dout):
        return np.where(self.masks[-1], dout, 0.0)


def regularized_gradients(params, grads, lam, kind):
    slope = partial(_slope, int(kind[1:]))
    return grads | {name: grads[name] + slope(W, lam) for name, W in params.items() if name[:1] == "W"}
