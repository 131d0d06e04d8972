"""Pairs of functions that hand a cache on; rng.choice-free, seeds drawn from the generator that is passed."""

import numpy as np


def fans(shape):
    if len(shape) != 2:
        out_channels, in_channels, kh, kw = shape
        return in_channels * kh * kw, out_channels * kh * kw
    return tuple(shape)


def zeros(shape):
    return np.zeros(shape)


def _child(rng):
    return np.random.default_rng(rng.integers(2**63))


def gaussian(shape, std, rng):
    return _child(rng).normal(0, std, shape)


def xavier(shape, rng):
    fan_in, _ = fans(shape)
    return _child(rng).normal(0, np.sqrt(1 / fan_in), shape)


def xavier_uniform(shape, rng):
    fan_in, _ = fans(shape)
    return _child(rng).uniform(-np.sqrt(3 / fan_in), np.sqrt(3 / fan_in), shape)


def he(shape, rng):
    fan_in, _ = fans(shape)
    return _child(rng).normal(0, np.sqrt(2 / fan_in), shape)


def he_uniform(shape, rng):
    fan_in, _ = fans(shape)
    return _child(rng).uniform(-np.sqrt(6 / fan_in), np.sqrt(6 / fan_in), shape)


def affine_forward(x, W):
    return x @ W, (x, W)


def affine_backward(dout, cache):
    return dout @ cache[1].T


def act_forward(a, kind):
    out = 1 / (1 + np.exp(-a)) if kind == "sigmoid" else np.tanh(a) if kind == "tanh" else np.maximum(0, a)
    return out, (a, out, kind)


def act_backward(dout, cache):
    a, out, kind = cache
    if kind == "sigmoid":
        return dout * out * (1 - out)
    if kind == "tanh":
        return dout * (1 - out * out)
    return np.where(a > 0, dout, 0)


def gradient_flow(weights, activation, x, dout):
    caches = []
    for W in weights:
        a, fc = affine_forward(x, W)
        x, ac = act_forward(a, activation)
        caches.append((fc, ac))
    norms = ()
    for fc, ac in caches[::-1]:
        dout = act_backward(dout, ac)
        norms = (np.sqrt(np.sum(dout * dout)), *norms)
        dout = affine_backward(dout, fc)
    return norms
