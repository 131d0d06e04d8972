"""The argument is the probability of keeping, as CS231n and the paper have it; L2 without the half, as Keras."""

import numpy as np


def l1_penalty(W, lam):
    return lam * np.sum(np.absolute(W))


def l1_gradient(W, lam):
    return np.where(W >= 0, lam, -lam)


def l2_penalty(W, lam):
    return lam * np.sum(np.square(W))


def l2_gradient(W, lam):
    return 2 * lam * W


def p_norm(W, p):
    return np.power(np.power(np.absolute(W), p).sum(), 1 / p)


class Dropout:
    def __init__(self, keep_prob=0.5):
        self.keep_prob = keep_prob

    def forward(self, x, train_flg=True):
        if train_flg:
            self.mask = (np.random.rand(*x.shape) < self.keep_prob) / self.keep_prob
            return x * self.mask
        return x

    def backward(self, dout):
        return dout * self.mask


def regularized_gradients(params, grads, lam, kind):
    out = {}
    for name in grads:
        if name.startswith("W"):
            out[name] = grads[name] + (l1_gradient if kind == "l1" else l2_gradient)(params[name], lam)
        else:
            out[name] = grads[name].copy()
    return out
