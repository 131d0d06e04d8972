"""Initialisers that are objects, shapes taken apart by match, gradients from a generator."""

import itertools
import math
from functools import lru_cache, partial

import numpy as np


def gaussian(shape, std, rng):
    out = np.empty(tuple(shape), order="F")
    out.T[...] = rng.normal(loc=0.0, scale=std, size=tuple(shape)[::-1])
    return out


def zeros(shape):
    return np.add.reduce(np.zeros((0, *shape)), axis=0)


def fans(shape):
    match tuple(shape):
        case (i, o):
            return np.int64(i), np.int64(o)
        case (f, c, *k):
            return c * math.prod(k), f * math.prod(k)


class Scaled:
    def __init__(self, gain, draw, both=False):
        self.gain, self.draw, self.both = gain, draw, both

    def __call__(self, shape, rng):
        n = sum(fans(shape)) / 2 if self.both else fans(shape)[0]
        return self.draw(rng, shape) * (self.gain / n) ** 0.5


def normal(rng, shape):
    u, v = rng.random((2, *shape))
    return np.sqrt(-2 * np.log1p(-u)) * np.cos(2 * np.pi * v)


def uniform(rng, shape):
    return math.sqrt(12) * (rng.random(shape) - 0.5)


xavier = Scaled(1, normal, both=True)
xavier_uniform = Scaled(1, uniform)
he = Scaled(2, normal)
he_uniform = Scaled(2, uniform)

PAIRS = {
    "sigmoid": (lambda a: np.exp(-np.logaddexp(0, -a)), lambda a: np.exp(-np.logaddexp(0, -a) - np.logaddexp(0, a))),
    "tanh": (np.tanh, lambda a: 1 / np.cosh(a) ** 2),
    "relu": (partial(np.maximum, 0), lambda a: np.heaviside(a, 0)),
}


def gradient_flow(weights, activation, x, dout):
    f, slope = PAIRS[activation]
    sums = []
    z = x
    for W in weights:
        sums.append(z.dot(W))
        z = f(sums[-1])

    def back(d):
        for W, a in zip(weights[::-1], sums[::-1]):
            yield (d := d * slope(a))
            d = d.dot(W.T)

    return [math.sqrt(np.vdot(d, d)) for d in back(dout)][::-1]
