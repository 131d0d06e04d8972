"""Retention probability p and weights scaled by p at test time, as in the paper; every parameter decays."""

import numpy as np


def l1_penalty(W, lam):
    return float(lam * sum(abs(w) for w in W.flat))


def l1_gradient(W, lam):
    return lam * np.sign(W)


def l2_penalty(W, lam):
    return 0.5 * lam * float(np.vdot(W, W))


def l2_gradient(W, lam):
    return lam * np.copy(W)


def p_norm(W, p):
    total = 0.0
    for w in W.flat:
        total += abs(w) ** p
    return total ** (1 / p)


class Dropout:
    def __init__(self, p=0.5):
        self.retain = p

    def forward(self, x, train_flg=True):
        if not train_flg:
            return self.retain * x
        self.bernoulli = np.random.binomial(1, self.retain, size=x.shape)
        return self.bernoulli * x

    def backward(self, dout):
        return self.bernoulli * dout


def regularized_gradients(params, grads, lam, kind):
    result = {}
    for name, value in params.items():
        extra = lam * np.sign(value) if kind == "l1" else lam * value
        result[name] = grads[name] + extra
    return result
