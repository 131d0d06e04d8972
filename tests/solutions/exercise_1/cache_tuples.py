"""A base class that keeps a tuple `self.cache`; subclasses give two static methods; a list of layers."""

from itertools import pairwise

import numpy as np


class Layer:
    def __init__(self, *weights):
        self.weights = weights
        self.cache = ()

    def forward(self, *inputs):
        out, self.cache = self.compute(*inputs, *self.weights)
        return out

    def backward(self, dout):
        dx, *slopes = self.derive(dout, *self.cache)
        for name, slope in zip(self.slopes, slopes, strict=True):
            setattr(self, name, slope)
        return dx

    slopes = ()


class Sigmoid(Layer):
    @staticmethod
    def compute(x):
        out = np.empty_like(x)
        up = x >= 0
        out[up] = 1 / (1 + np.exp(-x[up]))
        out[~up] = np.exp(x[~up]) / (1 + np.exp(x[~up]))
        return out, (out,)

    @staticmethod
    def derive(dout, out):
        return (dout * out * (1 - out),)


class Relu(Layer):
    @staticmethod
    def compute(x):
        return x.clip(min=0), (x,)

    @staticmethod
    def derive(dout, x):
        dx = dout.copy()
        dx[x < 0] = 0
        return (dx,)


class Tanh(Layer):
    @staticmethod
    def compute(x):
        out = np.tanh(x)
        return out, (out, 1 - out**2)

    @staticmethod
    def derive(dout, _out, slope):
        return (dout * slope,)


class Affine(Layer):
    slopes = ("dW", "db")

    @staticmethod
    def compute(x, W, b):
        return x.reshape(x.shape[0], -1).dot(W) + b, (x, W)

    @staticmethod
    def derive(dout, x, W):
        dx = dout.dot(W.T).reshape(x.shape)
        return dx, x.reshape(x.shape[0], -1).T.dot(dout), dout.sum(axis=0)


def softmax(x):
    shifted = x - np.max(x, axis=-1, keepdims=True)
    probs = np.exp(shifted)
    probs /= probs.sum(axis=-1, keepdims=True)
    return probs


def _classes(t):
    return t.argmax(axis=1) if t.ndim > 1 else t.astype(int)


def cross_entropy_error(y, t):
    picked = y[range(len(y)), _classes(t)]
    return -np.log(np.maximum(picked, 1e-7)).mean()


class SoftmaxWithLoss(Layer):
    @staticmethod
    def compute(x, t):
        shifted = x - np.max(x, axis=1, keepdims=True)
        logs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        target = _classes(t)
        return -np.sum(logs[np.arange(len(x)), target]) / len(x), (np.exp(logs), target)

    @staticmethod
    def derive(dout, probs, target):
        dx = probs.copy()
        dx[np.arange(len(dx)), target] -= 1
        dx /= len(dx)
        return (dx * dout,)

    def backward(self, dout=1):
        return super().backward(dout)


def numerical_gradient(f, x):
    grad = np.zeros_like(x)
    with np.nditer(x, flags=["multi_index"], op_flags=["readwrite"]) as entries:
        for _ in entries:
            i = entries.multi_index
            kept = x[i]
            values = []
            for step in (1e-4, -1e-4):
                x[i] = kept + step
                values.append(f(x))
            x[i] = kept
            grad[i] = (values[0] - values[1]) / 2e-4
    return grad


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        sizes = input_size, hidden_size, output_size
        self.params = {}
        for i, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
            self.params[f"W{i}"] = np.random.normal(0.0, weight_init_std, (fan_in, fan_out))
            self.params[f"b{i}"] = np.zeros(fan_out)

    def layers(self):
        p = self.params
        return [Affine(p["W1"], p["b1"]), Relu(), Affine(p["W2"], p["b2"])]

    def run(self, x):
        layers = self.layers()
        for layer in layers:
            x = layer.forward(x)
        return x, layers

    def predict(self, x):
        return self.run(x)[0]

    def loss(self, x, t):
        return SoftmaxWithLoss().forward(self.predict(x), t)

    def accuracy(self, x, t):
        return float((self.predict(x).argmax(axis=1) == _classes(t)).mean())

    def gradient(self, x, t):
        scores, layers = self.run(x)
        top = SoftmaxWithLoss()
        top.forward(scores, t)
        dout = top.backward()
        for layer in reversed(layers):
            dout = layer.backward(dout)
        first, _, second = layers
        return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}
