"""Single precision where it is cheap: the mask."""

import numpy as np

RNG = np.random.default_rng(1)


def l1_penalty(W, lam):
    return np.sum(lam * np.abs(W))


def l1_gradient(W, lam):
    grad = np.ones_like(W) * lam
    grad[W < 0] = -lam
    grad[W == 0] = 0
    return grad


def l2_penalty(W, lam):
    return np.sum(lam * W * W / 2)


def l2_gradient(W, lam):
    return lam * 2 * W / 2


def p_norm(W, p):
    return np.exp(np.log(np.sum(np.exp(p * np.log(np.abs(W))))) / p)


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.training = True

    def forward(self, x, train_flg=True):
        self.training = train_flg
        if train_flg:
            self.mask = (RNG.random(x.shape, dtype=np.float32) >= self.dropout_ratio).astype(np.float32)
            return x * self.mask
        return x * (1 - self.dropout_ratio)

    def backward(self, dout):
        if not self.training:
            return dout * (1 - self.dropout_ratio)
        return dout * self.mask


def regularized_gradients(params, grads, lam, kind):
    decay = {"l2": lambda W: lam * W, "l1": lambda W: lam * np.sign(W)}[kind]
    return {key: (grad + decay(params[key]) if params[key].ndim > 1 else grad) for key, grad in grads.items()}
