# 講座(Day 2)のコードに合わせた書き方。正解ラベルは d で、先に書く
import numpy as np


def sigmoid(x):
    return 1/(1 + np.exp(-x))


def d_sigmoid(x):
    dx = (1.0 - sigmoid(x)) * sigmoid(x)
    return dx


def relu(x):
    return np.maximum(0, x)


def d_relu(x):
    return np.where(x > 0, 1, 0)


class Sigmoid:
    def __init__(self):
        self.x = None

    def forward(self, x):
        self.x = x
        return sigmoid(x)

    def backward(self, dout):
        # d_sigmoid には入力を渡す
        return dout * d_sigmoid(self.x)


class ReLU:
    def __init__(self):
        self.x = None

    def forward(self, x):
        self.x = x
        return relu(x)

    def backward(self, dout):
        return dout * d_relu(self.x)


class Tanh:
    def __init__(self):
        self.x = None

    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, dout):
        return dout * (1 - np.tanh(self.x)**2)


def softmax(x):
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        y = np.exp(x) / np.sum(np.exp(x), axis=0)
        return y.T
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


def cross_entropy(d, y):
    if y.ndim == 1:
        d = d.reshape(1, d.size)
        y = y.reshape(1, y.size)
    if d.size == y.size:
        d = d.argmax(axis=1)
    batch_size = y.shape[0]
    return -np.sum(np.log(y[np.arange(batch_size), d] + 1e-7)) / batch_size


class Linear:
    def __init__(self, w, bias):
        self.W = w
        self.b = bias
        self.x = None
        self.dW = None
        self.db = None

    def forward(self, x):
        self.x_shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return np.dot(self.x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T).reshape(self.x_shape)


class SoftmaxWithLoss:
    def __init__(self):
        self.d = None
        self.y = None

    def forward(self, x, d):
        self.d = d
        self.y = softmax(x)
        return cross_entropy(self.d, self.y)

    def backward(self, dout=1):
        batch_size = self.d.shape[0]
        if self.d.size == self.y.size:
            dx = (self.y - self.d) / batch_size
        else:
            dx = self.y.copy()
            dx[np.arange(batch_size), self.d] -= 1
            dx = dx / batch_size
        return dx


def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        tmp_val = x[idx]
        x[idx] = tmp_val + h
        fxh1 = f(x)
        x[idx] = tmp_val - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2 * h)
        x[idx] = tmp_val
    return grad


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {}
        self.params['W1'] = weight_init_std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def forward(self, x):
        self.linear1 = Linear(self.params['W1'], self.params['b1'])
        self.relu1 = ReLU()
        self.linear2 = Linear(self.params['W2'], self.params['b2'])
        z1 = self.relu1.forward(self.linear1.forward(x))
        return self.linear2.forward(z1)

    def predict(self, x):
        return self.forward(x)

    def loss(self, x, d):
        self.last = SoftmaxWithLoss()
        return self.last.forward(self.predict(x), d)

    def accuracy(self, x, d):
        y = np.argmax(self.predict(x), axis=1)
        if d.ndim != 1:
            d = np.argmax(d, axis=1)
        return np.sum(y == d) / float(x.shape[0])

    def gradient(self, x, d):
        self.loss(x, d)
        dout = self.last.backward(1)
        dout = self.linear2.backward(dout)
        dout = self.relu1.backward(dout)
        self.linear1.backward(dout)
        grad = {}
        grad['W1'] = self.linear1.dW
        grad['b1'] = self.linear1.db
        grad['W2'] = self.linear2.dW
        grad['b2'] = self.linear2.db
        return grad
