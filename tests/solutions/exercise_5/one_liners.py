"""As short as it goes."""

import numpy as np
from numpy.linalg import norm

l1_penalty = lambda W, lam: lam * norm(W.ravel(), 1)
l2_penalty = lambda W, lam: lam * norm(W) ** 2 / 2
l1_gradient = lambda W, lam: lam * np.sign(W)
l2_gradient = lambda W, lam: lam * W
p_norm = lambda W, p: norm(W.flatten(), p)
regularized_gradients = lambda params, grads, lam, kind: {
    k: g + ("W" in k) * (lam * params[k] if kind == "l2" else lam * np.sign(params[k])) for k, g in grads.items()
}


class Dropout:
    __slots__ = ("m", "q")

    def __init__(self, dropout_ratio=0.5):
        self.q = 1 - dropout_ratio

    def forward(self, x, train_flg=True):
        self.m = np.random.random_sample(x.shape) < self.q if train_flg else self.q
        return x * self.m

    def backward(self, dout):
        return dout * self.m
