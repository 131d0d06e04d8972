"""A small reverse-mode tape; every layer is an expression on it."""
import numpy as np


class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.parents = parents      # pairs (tensor, function from gradient to gradient)
        self.grad = None

    def __add__(self, other):
        def fit(g, shape):
            while g.ndim > len(shape):
                g = g.sum(axis=0)
            return g
        return Tensor(self.data + other.data,
                      ((self, lambda g: fit(g, self.data.shape)), (other, lambda g: fit(g, other.data.shape))))

    def __matmul__(self, other):
        return Tensor(self.data @ other.data,
                      ((self, lambda g: g @ other.data.T), (other, lambda g: self.data.T @ g)))

    def reshape(self, *shape):
        return Tensor(self.data.reshape(*shape), ((self, lambda g: g.reshape(self.data.shape)),))

    def apply(self, value, slope):
        return Tensor(value, ((self, lambda g: g * slope),))

    def sigmoid(self):
        with np.errstate(over="ignore"):
            y = 1.0 / (1.0 + np.exp(-self.data))
        return self.apply(y, y * (1 - y))

    def relu(self):
        return self.apply(self.data.clip(min=0), np.sign(self.data.clip(min=0)))

    def tanh(self):
        y = np.tanh(self.data)
        return self.apply(y, 1 - np.square(y))

    def cross_entropy(self, t):
        z = self.data - self.data.max(axis=1, keepdims=True)
        lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
        p = np.exp(z - lse)
        n = len(z)
        picked = (z - lse)[np.arange(n), t]
        hot = np.zeros_like(p)
        hot[np.arange(n), t] = 1
        return Tensor(-picked.mean(), ((self, lambda g: g * (p - hot) / n),))

    def backward(self, gradient=1.0):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = np.zeros_like(node.data)
        self.grad = self.grad + gradient
        for node in reversed(order):
            for parent, pull in node.parents:
                parent.grad = parent.grad + pull(node.grad)


class Function:
    def forward(self, x):
        self.leaf = Tensor(x)
        self.result = self.graph(self.leaf)
        return self.result.data

    def backward(self, dout):
        self.result.backward(dout)
        return self.leaf.grad


class Sigmoid(Function):
    def graph(self, x):
        return x.sigmoid()


class Relu(Function):
    def graph(self, x):
        return x.relu()


class Tanh(Function):
    def graph(self, x):
        return x.tanh()


class Affine(Function):
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def graph(self, x):
        self.tW, self.tb = Tensor(self.W), Tensor(self.b)
        return x.reshape(x.data.shape[0], -1) @ self.tW + self.tb

    dW = property(lambda self: self.tW.grad)
    db = property(lambda self: self.tb.grad)


def softmax(x):
    return np.exp(x - np.logaddexp.reduce(x, axis=-1, keepdims=True))


def to_index(t):
    return np.where(t == 1)[1] if np.ndim(t) == 2 else t


def cross_entropy_error(y, t):
    rows = np.arange(y.shape[0])
    return np.average(-np.log(y[rows, to_index(t)] + 1e-7))


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.x = Tensor(x)
        self.L = self.x.cross_entropy(to_index(t))
        return self.L.data

    def backward(self, dout=1):
        self.L.backward(dout)
        return self.x.grad


def numerical_gradient(f, x):
    h, out = 1e-4, np.zeros(x.shape)
    with np.nditer([x, out], op_flags=[["readwrite"], ["readwrite"]]) as it:
        for a, g in it:
            old = a.copy()
            a[...] = old + h
            plus = f(x)
            a[...] = old - h
            minus = f(x)
            a[...] = old
            g[...] = (plus - minus) / (h + h)
    return out


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        g = np.random.default_rng(0)
        shapes = dict(W1=(input_size, hidden_size), b1=(hidden_size,), W2=(hidden_size, output_size), b2=(output_size,))
        self.params = {k: g.normal(0, weight_init_std, s) if len(s) == 2 else np.zeros(s) for k, s in shapes.items()}

    def _graph(self, x):
        self._p = {k: Tensor(v) for k, v in self.params.items()}
        p = self._p
        return (Tensor(x) @ p["W1"] + p["b1"]).relu() @ p["W2"] + p["b2"]

    def predict(self, x):
        return self._graph(x).data

    def loss(self, x, t):
        return float(self._graph(x).cross_entropy(to_index(t)).data)

    def accuracy(self, x, t):
        return np.equal(self.predict(x).argmax(1), to_index(t)).sum() / len(x)

    def gradient(self, x, t):
        self._graph(x).cross_entropy(to_index(t)).backward()
        return {k: v.grad for k, v in self._p.items()}
