import numpy as np
import math


def fans(shape):
    k = 1
    for d in shape[2:]:
        k = k * d
    return (shape[0], shape[1]) if k == 1 and len(shape) == 2 else (k * shape[1], k * shape[0])


def zeros(shape):
    a = np.empty(shape)
    a.fill(0)
    return a


def _each(shape, one):
    a = np.empty(shape)
    for i in range(a.size):
        a.flat[i] = one()
    return a


def gaussian(shape, std, rng):
    return _each(shape, lambda: rng.normal(0, std))


def xavier(shape, rng):
    return gaussian(shape, 1 / math.sqrt(fans(shape)[0]), rng)


def he(shape, rng):
    return gaussian(shape, math.sqrt(2 / fans(shape)[0]), rng)


def xavier_uniform(shape, rng):
    lim = math.sqrt(3 / fans(shape)[0])
    return _each(shape, lambda: rng.uniform(-lim, lim))


def he_uniform(shape, rng):
    lim = math.sqrt(6 / fans(shape)[0])
    return _each(shape, lambda: rng.uniform(-lim, lim))


def gradient_flow(weights, activation, x, dout):
    total = np.zeros(len(weights))
    for row, d in zip(x, dout):
        zs, h = [], row
        for W in weights:
            a = W.T @ h
            h = (
                1 / (1 + np.exp(-a))
                if activation == "sigmoid"
                else np.tanh(a)
                if activation == "tanh"
                else np.maximum(0, a)
            )
            zs.append(h)
        for layer in reversed(range(len(weights))):
            z = zs[layer]
            s = np.diag(z * (1 - z) if activation == "sigmoid" else 1 - z**2 if activation == "tanh" else (z > 0) * 1.0)
            d = s @ d
            total[layer] += d @ d
            d = weights[layer] @ d
    return list(np.sqrt(total))
