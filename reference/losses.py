"""Softmax, cross entropy, and the two as the last layer of a network.

y: probabilities, (N, C), or (C,) for one sample
t: what is right: one-hot (or any probabilities) of the shape of y; or indices of classes, (N,), or () for one
"""

from __future__ import annotations

from reference.namespace import Array, namespace

EPS = 1e-7
"""Keeps the logarithm of a probability of 0 finite."""


def softmax(x: Array) -> Array:
    """Turn each row of scores into probabilities.

    x: (N, C) or (C,) scores, any finite value
    returns: shape of x, each row adds up to 1
    source: Goodfellow, Bengio, Courville (2016), section 4.1

    The row's largest score is taken off first: the result is the same, and exp cannot overflow.
    """
    xp = namespace(x)
    e = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return e / xp.sum(e, axis=-1, keepdims=True)


def cross_entropy_error(y: Array, t: Array) -> Array:
    """−Σ t log(y + 1e-7), a mean over the N samples, as a scalar."""
    xp = namespace(y, t)
    return -xp.sum(_one_hot(t, y) * xp.log(y + EPS)) / _samples(y)


class SoftmaxWithLoss:
    """Softmax and the mean cross entropy of its probabilities: scores (N, C) and t in, a scalar out.

    dx = (y − t) / N is the derivative of the loss without the 1e-7 that guards its logarithm.
    """

    def forward(self, x: Array, t: Array) -> Array:
        self.y = softmax(x)
        self.t = _one_hot(t, self.y)
        self.loss = cross_entropy_error(self.y, self.t)
        return self.loss

    def backward(self, dout: Array | float = 1.0) -> Array:
        return (self.y - self.t) * (dout / _samples(self.y))


def _one_hot(t: Array, y: Array) -> Array:
    """t as probabilities: shape and dtype of y."""
    xp = namespace(y, t)
    if t.shape != y.shape:
        t = xp.reshape(t, (*y.shape[:-1], 1)) == xp.arange(y.shape[-1], device=t.device)
    return xp.astype(t, y.dtype)


def _samples(y: Array) -> int:
    return y.shape[0] if y.ndim == 2 else 1
