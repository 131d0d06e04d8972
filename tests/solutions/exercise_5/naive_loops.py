"""Element by element, with Python's own random."""

import random

import numpy as np


def l1_penalty(W, lam):
    total = 0.0
    for w in W.reshape(-1):
        total += w if w > 0 else -w
    return lam * total


def l1_gradient(W, lam):
    out = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        if W[i] > 0:
            out[i] = lam
        elif W[i] < 0:
            out[i] = -lam
    return out


def l2_penalty(W, lam):
    total = 0.0
    for w in W.reshape(-1):
        total += w * w
    return lam * total / 2


def l2_gradient(W, lam):
    out = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        out[i] = lam * W[i]
    return out


def p_norm(W, p):
    total = 0.0
    for w in W.reshape(-1):
        total += abs(w) ** p
    return total ** (1 / p)


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.ratio = dropout_ratio

    def forward(self, x, train_flg=True):
        out = np.zeros(x.shape)
        if train_flg:
            self.on = np.zeros(x.shape, dtype=bool)
            for i in np.ndindex(x.shape):
                self.on[i] = random.random() >= self.ratio
        for i in np.ndindex(x.shape):
            if not train_flg:
                out[i] = x[i] * (1 - self.ratio)
            elif self.on[i]:
                out[i] = x[i]
        return out

    def backward(self, dout):
        out = np.zeros(dout.shape)
        for i in np.ndindex(dout.shape):
            if self.on[i]:
                out[i] = dout[i]
        return out


def regularized_gradients(params, grads, lam, kind):
    out = {}
    for key in grads:
        out[key] = np.array(grads[key])
        if key[0] != "W":
            continue
        for i in np.ndindex(grads[key].shape):
            w = params[key][i]
            out[key][i] += lam * w if kind == "l2" else lam * (float(w > 0) - float(w < 0))
    return out
