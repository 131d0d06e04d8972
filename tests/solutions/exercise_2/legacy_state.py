"""A legacy RandomState that lives in the module, whatever generator is passed."""

import numpy as np

STATE = np.random.RandomState()


def fans(shape):
    dims = len(shape)
    if dims == 2:
        return shape[0], shape[1]
    size = 1
    for s in shape[2:]:
        size = size * s
    return (shape[1] * size, shape[0] * size)


def zeros(shape):
    return np.zeros(shape, float)


def gaussian(shape, std, rng=None):
    return STATE.normal(scale=std, size=shape)


def xavier(shape, rng=None):
    n = fans(shape)[0]
    return STATE.normal(scale=1 / np.sqrt(n), size=shape)


def xavier_uniform(shape, rng=None):
    r = np.sqrt(3 / fans(shape)[0])
    return STATE.uniform(-r, r, size=shape)


def he(shape, rng=None):
    n = fans(shape)[0]
    return STATE.normal(scale=np.sqrt(2 / n), size=shape)


def he_uniform(shape, rng=None):
    r = np.sqrt(6 / fans(shape)[0])
    return STATE.uniform(-r, r, size=shape)


class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out) * self.out


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out**2)


class Relu:
    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout = dout.copy()
        dout[self.mask] = 0
        return dout


class Affine:
    def __init__(self, W):
        self.W = W

    def forward(self, x):
        return np.dot(x, self.W)

    def backward(self, dout):
        return np.dot(dout, self.W.T)


def gradient_flow(weights, activation, x, dout):
    make = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": Relu}[activation]
    layers = []
    for W in weights:
        layers += [Affine(W), make()]
    for layer in layers:
        x = layer.forward(x)
    norms = []
    for layer in layers[::-1]:
        dout = layer.backward(dout)
        if not isinstance(layer, Affine):
            norms.append(np.sqrt((dout**2).sum()))
    return norms[::-1]
