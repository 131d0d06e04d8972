"""Three published definitions in one answer: λΣw², the share that is kept, biases penalised in place; a seeded generator."""

import numpy as np


def l1_penalty(W, lam):
    return lam * np.sum(np.abs(W))


def l1_gradient(W, lam):
    return lam * np.sign(W)


def l2_penalty(W, lam):
    return lam * np.square(W).sum()


def l2_gradient(W, lam):
    return 2 * lam * W


def p_norm(W, p):
    return np.sum(np.abs(W) ** p) ** (1 / p)


rng = np.random.default_rng(42)


class Dropout:
    def __init__(self, keep_prob=0.5):
        self.keep_prob = keep_prob

    def forward(self, x, train_flg=True):
        if train_flg:
            self.m = rng.binomial(1, self.keep_prob, x.shape).astype(np.uint8)
            return x * self.m
        return x * self.keep_prob

    def backward(self, dout):
        return dout * self.m


def regularized_gradients(params, grads, lam, kind):
    for k in params:
        grads[k] += (l1_gradient if kind == "l1" else l2_gradient)(params[k], lam)
    return grads
