"""Pure functions that return what backward will need, and thin classes around them; the gradient of ReLU at 0 is 1."""

import numpy as np


def sigmoid_forward(x):
    positive = x >= 0
    z = np.exp(np.where(positive, -x, x))
    out = np.where(positive, 1, z) / (1 + z)
    return out, out


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    return dout * (cache >= 0)


def tanh_forward(x):
    out = np.tanh(x)
    return out, out


def tanh_backward(dout, cache):
    return dout * (1 - cache * cache)


def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, _ = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = dout.sum(axis=0)
    return dx, dw, db


def softmax_loss(x, t):
    n = x.shape[0]
    t = t if t.ndim == 1 else t.argmax(axis=1)
    shifted = x - x.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_probs[np.arange(n), t].sum() / n
    dx = np.exp(log_probs)
    dx[np.arange(n), t] -= 1
    dx /= n
    return loss, dx


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cross_entropy_error(y, t):
    n = y.shape[0]
    t = t if t.ndim == 1 else t.argmax(axis=1)
    return -np.log(np.maximum(y[np.arange(n), t], 1e-12)).mean()


def numerical_gradient(f, x):
    grad = np.zeros_like(x)
    h = 1e-5
    for ix in np.ndindex(x.shape):
        old = x[ix]
        x[ix] = old + h
        pos = f(x)
        x[ix] = old - h
        neg = f(x)
        x[ix] = old
        grad[ix] = (pos - neg) / (2 * h)
    return grad


class Sigmoid:
    def forward(self, x):
        out, self.cache = sigmoid_forward(x)
        return out

    def backward(self, dout):
        return sigmoid_backward(dout, self.cache)


class Relu:
    def forward(self, x):
        out, self.cache = relu_forward(x)
        return out

    def backward(self, dout):
        return relu_backward(dout, self.cache)


class Tanh:
    def forward(self, x):
        out, self.cache = tanh_forward(x)
        return out

    def backward(self, dout):
        return tanh_backward(dout, self.cache)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        out, self.cache = affine_forward(x, self.W, self.b)
        return out

    def backward(self, dout):
        dx, self.dW, self.db = affine_backward(dout, self.cache)
        return dx


class SoftmaxWithLoss:
    def forward(self, x, t):
        loss, self.dx = softmax_loss(x, t)
        return loss

    def backward(self, dout=1):
        return dout * self.dx


class TwoLayerNet:
    """Nothing but params is kept: every call reads them anew."""

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        rng = np.random.default_rng()
        self.params = {
            "W1": rng.normal(0, weight_init_std, (input_size, hidden_size)),
            "b1": np.zeros(hidden_size),
            "W2": rng.normal(0, weight_init_std, (hidden_size, output_size)),
            "b2": np.zeros(output_size),
        }

    def _forward(self, x):
        p = self.params
        a1, cache1 = affine_forward(x, p["W1"], p["b1"])
        z1, cache2 = relu_forward(a1)
        scores, cache3 = affine_forward(z1, p["W2"], p["b2"])
        return scores, (cache1, cache2, cache3)

    def predict(self, x):
        return self._forward(x)[0]

    def loss(self, x, t):
        return softmax_loss(self.predict(x), t)[0]

    def accuracy(self, x, t):
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        return (self.predict(x).argmax(axis=1) == labels).mean()

    def gradient(self, x, t):
        scores, (cache1, cache2, cache3) = self._forward(x)
        _, dout = softmax_loss(scores, t)
        dz1, dW2, db2 = affine_backward(dout, cache3)
        _, dW1, db1 = affine_backward(relu_backward(dz1, cache2), cache1)
        return dict(W1=dW1, b1=db1, W2=dW2, b2=db2)
