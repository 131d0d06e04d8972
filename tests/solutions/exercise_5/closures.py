"""State in closures; masks from bits of the legacy generator; weight decay in place on copies of the keys."""

import numpy as np


def penalty(power, factor):
    return lambda W, lam: factor * lam * np.sum(np.abs(W) ** power)


l1_penalty = penalty(1, 1)
l2_penalty = penalty(2, 0.5)


def l1_gradient(W, lam):
    return lam * np.clip(W / np.where(W == 0, 1, np.abs(W)), -1, 1)


def l2_gradient(W, lam):
    return lam * (W + 0.0)


def p_norm(W, p=2):
    return penalty(p, 1)(W, 1) ** (1 / p)


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        last = {}

        def forward(x, train_flg=True):
            if train_flg:
                dropped = np.random.uniform(0, 1, x.shape) < dropout_ratio
                last["keep"] = np.logical_not(dropped)
                return np.where(dropped, 0, x)
            return x - dropout_ratio * x

        def backward(dout):
            return np.where(last["keep"], dout, 0)

        self.forward, self.backward = forward, backward


def regularized_gradients(params, grads, lam, kind):
    for key in grads:
        if key.startswith("W"):
            grads[key] = grads[key] + (l1_gradient if kind == "l1" else l2_gradient)(params[key], lam)
    return grads
