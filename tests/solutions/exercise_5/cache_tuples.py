"""CS231n's way: functions with a cache, and a thin layer around them."""

import numpy as np


def l1_penalty(W, reg):
    return reg * np.sum(np.abs(W))


def l1_gradient(W, reg):
    dW = np.zeros_like(W)
    dW += reg * np.sign(W)
    return dW


def l2_penalty(W, reg):
    return 0.5 * reg * np.sum(W * W)


def l2_gradient(W, reg):
    return reg * W


def p_norm(W, p):
    return (np.abs(W) ** p).sum() ** (p**-1)


def dropout_forward(x, param):
    drop, mode = param["drop"], param["mode"]
    mask = None
    if mode == "train":
        mask = (np.random.uniform(size=x.shape) >= drop) / (1 - drop)
        out = x * mask
    else:
        out = x
    return out.astype(x.dtype, copy=False), (param, mask)


def dropout_backward(dout, cache):
    param, mask = cache
    return dout * mask if param["mode"] == "train" else dout


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.param = {"drop": dropout_ratio}
        self.cache = None

    def forward(self, x, train_flg=True):
        out, self.cache = dropout_forward(x, {**self.param, "mode": "train" if train_flg else "test"})
        return out

    def backward(self, dout):
        return dropout_backward(dout, self.cache)


def regularized_gradients(params, grads, reg, kind):
    grads = {k: v.copy() for k, v in grads.items()}
    i = 1
    while f"W{i}" in params:
        W = params[f"W{i}"]
        grads[f"W{i}"] += l2_gradient(W, reg) if kind == "l2" else l1_gradient(W, reg)
        i += 1
    return grads
