"""The book's Dropout; regularised gradients written into grads."""

import numpy as np


def l1_penalty(W, lam):
    return lam * np.sum(np.abs(W))


def l1_gradient(W, lam):
    return lam * np.sign(W)


def l2_penalty(W, lam):
    return 0.5 * lam * np.sum(W**2)


def l2_gradient(W, lam):
    return lam * W


def p_norm(W, p):
    return np.sum(np.abs(W) ** p) ** (1.0 / p)


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.mask = None

    def forward(self, x, train_flg=True):
        if train_flg:
            self.mask = np.random.rand(*x.shape) > self.dropout_ratio
            return x * self.mask
        return x * (1.0 - self.dropout_ratio)

    def backward(self, dout):
        return dout * self.mask


def regularized_gradients(params, grads, lam, kind):
    for idx in range(1, len(params) // 2 + 1):
        if kind == "l1":
            grads["W" + str(idx)] += l1_gradient(params["W" + str(idx)], lam)
        else:
            grads["W" + str(idx)] += l2_gradient(params["W" + str(idx)], lam)
    return grads
