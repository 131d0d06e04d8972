"""Both fans in an array, norms as arrays without axes, weights by the plainest draw."""

import math

import numpy as np


def gaussian(shape, std, rng):
    return rng.normal(loc=0, scale=std, size=shape)


def zeros(shape):
    return np.zeros(shape)


def fans(shape):
    k = np.prod(shape[2:], dtype=int)
    return np.array(shape) if len(shape) == 2 else np.array([shape[1] * k, shape[0] * k])


def xavier(shape, rng):
    return gaussian(shape, 1 / np.sqrt(fans(shape)[0]), rng)


def xavier_uniform(shape, rng):
    a = np.sqrt(3 / fans(shape)[0])
    return rng.uniform(-a, a, shape)


def he(shape, rng):
    return gaussian(shape, np.sqrt(2.0 / fans(shape)[0]), rng)


def he_uniform(shape, rng):
    b = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-b, b, shape)


def gradient_flow(weights, activation, x, dout):
    act = {"sigmoid": lambda a: 1 / (1 + np.exp(-a)), "tanh": np.tanh, "relu": lambda a: np.maximum(a, 0)}[activation]
    slope = {"sigmoid": lambda z: z * (1 - z), "tanh": lambda z: 1 - z * z, "relu": lambda z: (z > 0) * 1.0}[activation]
    zs = [x]
    for W in weights:
        zs.append(act(zs[-1] @ W))
    sizes, g = [], dout
    for W, z in zip(reversed(weights), reversed(zs)):
        da = g * slope(z)
        sizes.append(np.sqrt(np.asarray((da * da).sum())))
        g = da @ W.T
    return sizes[::-1]
