import numpy as np
from activations import *
from losses import SoftmaxWithLoss, cross_entropy, softmax


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.grads = [np.zeros_like(W, dtype=float), np.zeros_like(b, dtype=float)]

    def forward(self, x):
        self.x = x
        n = x.shape[0]
        ones = np.ones((n, 1))
        return np.hstack([x.reshape(n, -1), ones]) @ np.vstack([self.W, self.b])

    def backward(self, dout):
        n = self.x.shape[0]
        joined = np.hstack([self.x.reshape(n, -1), np.ones((n, 1))]).T @ dout
        self.dW, self.db = joined[:-1], joined[-1]
        return (dout @ np.transpose(self.W)).reshape(self.x.shape)


def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(x.size):
        idx = np.unravel_index(i, x.shape)
        value = x[idx]
        x[idx] += h
        high = f(x)
        x[idx] -= 2 * h
        low = f(x)
        x[idx] = value
        grad[idx] = (high - low) / (2 * h)
    return grad


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        W = lambda *s: np.random.standard_normal(s) * weight_init_std
        self.params = dict(W1=W(input_size, hidden_size), b1=np.zeros(hidden_size),
                           W2=W(hidden_size, output_size), b2=np.zeros(output_size))

    def predict(self, x):
        p = self.params
        self.chain = [Affine(p["W1"], p["b1"]), Relu(), Affine(p["W2"], p["b2"])]
        from functools import reduce
        return reduce(lambda value, layer: layer.forward(value), self.chain, x)

    def loss(self, x, t):
        self.last = SoftmaxWithLoss()
        return self.last.forward(self.predict(x), t)

    def accuracy(self, x, t):
        t = t if t.ndim == 1 else np.argmax(t, axis=-1)
        return (np.argmax(self.predict(x), axis=-1) == t).sum() / t.shape[0]

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.last.backward()
        for layer in reversed(self.chain):
            d = layer.backward(d)
        first, _, second = self.chain
        return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}
