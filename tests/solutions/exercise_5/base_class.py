"""Methods on a base class; a mask by choice; the scale beside the mask."""

import numpy as np


class Regularizer:
    def __init__(self, lam):
        self.lam = lam

    def __call__(self, W):
        raise NotImplementedError

    def gradient(self, W):
        raise NotImplementedError


class L1(Regularizer):
    def __call__(self, W):
        return self.lam * np.abs(W).sum()

    def gradient(self, W):
        with np.errstate(all="ignore"):
            return np.where(W == 0, 0.0, self.lam * W / np.abs(W))


class L2(Regularizer):
    def __call__(self, W):
        return 0.5 * self.lam * np.einsum("i,i->", W.ravel(), W.ravel())

    def gradient(self, W):
        return np.multiply(self.lam, W)


def l1_penalty(W, lam):
    return L1(lam)(W)


def l1_gradient(W, lam):
    return L1(lam).gradient(W)


def l2_penalty(W, lam):
    return L2(lam)(W)


def l2_gradient(W, lam):
    return L2(lam).gradient(W)


def p_norm(W, p):
    A = np.abs(W)
    top = A.max() or 1.0
    return top * np.sum((A / top) ** p) ** (1 / p)


class Layer:
    mask = None

    def backward(self, dout):
        return np.where(self.mask, dout * self.scale, 0.0)


class Dropout(Layer):
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.scale = 1.0 / (1.0 - dropout_ratio) if dropout_ratio < 1 else 0.0

    def forward(self, x, train_flg=True):
        if not train_flg:
            return x.copy()
        self.mask = np.random.choice([True, False], size=x.shape, p=[1 - self.dropout_ratio, self.dropout_ratio])
        return np.where(self.mask, x * self.scale, 0.0)


def regularized_gradients(params, grads, lam, kind):
    rule = L1(lam) if kind == "l1" else L2(lam)
    new = dict(grads)
    for name in filter(lambda name: name.startswith("W"), params):
        new[name] = new[name] + rule.gradient(params[name])
    return new
