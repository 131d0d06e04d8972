"""Inverted dropout as frameworks have it, with a default_rng of the layer's own."""

import numpy as np


def l1_penalty(W, lam):
    return lam * np.abs(W).sum()


def l1_gradient(W, lam):
    return lam * ((W > 0).astype(float) - (W < 0))


def l2_penalty(W, lam):
    return lam / 2 * (W * W).sum()


def l2_gradient(W, lam):
    return W * lam


def p_norm(W, p):
    return np.linalg.norm(W.ravel(), ord=p)


class Dropout:
    def __init__(self, p=0.5):
        self.p = p
        self.rng = np.random.default_rng()

    def forward(self, x, train=True):
        if not train:
            self.factor = None
            return x
        keep = 1 - self.p
        self.factor = (self.rng.random(x.shape) < keep) / keep
        return x * self.factor

    def backward(self, dout):
        return dout if self.factor is None else dout * self.factor


def regularized_gradients(params, grads, lam, kind):
    slope = {"l1": l1_gradient, "l2": l2_gradient}[kind]
    return {k: g + slope(params[k], lam) if k[0] == "W" else g for k, g in grads.items()}
