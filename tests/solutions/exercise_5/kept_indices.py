"""Dropout by the indices that stay; math.fsum, einsum, a ChainMap."""

import math
from collections import ChainMap
from itertools import starmap

import numpy as np


def l1_penalty(W, lam):
    return math.fsum(map(abs, W.ravel().tolist())) * lam


def l1_gradient(W, lam):
    return np.subtract(W > 0, W < 0, dtype=float) * lam


def l2_penalty(W, lam):
    return lam * np.einsum("i,i", W.ravel(), W.ravel()) / 2


def l2_gradient(W, lam):
    return np.multiply(W, lam, order="F")


def p_norm(W, p):
    top = np.abs(W).max(initial=0)
    return np.float64(top and top * np.power(np.abs(W) / top, p).sum() ** np.reciprocal(float(p)))


class Dropout:
    __slots__ = "keep", "draw", "_flat"

    def __init__(self, dropout_ratio=0.5):
        self.keep = 1 - dropout_ratio
        self.draw = np.random.Generator(np.random.PCG64())

    def forward(self, x, train_flg=True):
        if not train_flg:
            return x * self.keep
        self._flat = np.flatnonzero(self.draw.random(x.size) < self.keep)
        return self._through(x)

    def _through(self, x):
        out = np.zeros(x.size)
        out[self._flat] = x.ravel()[self._flat]
        return out.reshape(x.shape)

    def backward(self, dout):
        return self._through(dout)


def regularized_gradients(params, grads, lam, kind):
    extra = {name: globals()[f"{kind}_gradient"](W, lam) + grads[name] for name, W in params.items() if name[:1] == "W"}
    return dict(ChainMap(extra, grads))
