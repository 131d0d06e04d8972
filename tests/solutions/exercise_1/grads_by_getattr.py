import numpy as np
import abc


class Layer(abc.ABC):
    def __init__(self, **params):
        self.params = params
        self.grads = {}

    def __getattr__(self, name):
        if name in ("params", "grads"):
            raise AttributeError(name)
        if name.startswith("d") and name[1:] in self.grads:
            return self.grads[name[1:]]
        if name in self.params:
            return self.params[name]
        raise AttributeError(name)

    @abc.abstractmethod
    def forward(self, x): ...
    @abc.abstractmethod
    def backward(self, dout): ...


class Elementwise(Layer):
    def forward(self, x):
        self.saved = self.f(x)
        return self.saved.copy()

    def backward(self, dout):
        return dout * self.slope(self.saved)


class Sigmoid(Elementwise):
    f = staticmethod(lambda x: np.exp(-np.logaddexp(0, -x)))
    slope = staticmethod(lambda y: y - y**2)


class Tanh(Elementwise):
    f = staticmethod(lambda x: np.tanh(x))
    slope = staticmethod(lambda y: (1 - y) * (1 + y))


class Relu(Elementwise):
    f = staticmethod(lambda x: np.where(x > 0, x, 0.0))
    slope = staticmethod(lambda y: np.sign(y))


class Affine(Layer):
    def __init__(self, W, b):
        super().__init__(W=W, b=b)

    def forward(self, x):
        self.shape = x.shape
        self.x2 = np.ascontiguousarray(x).reshape(x.shape[0], -1)
        return self.x2.dot(self.params["W"]) + self.params["b"]

    def backward(self, dout):
        self.grads["W"] = self.x2.T.dot(dout)
        self.grads["b"] = dout.sum(axis=0)
        return dout.dot(self.params["W"].T).reshape(self.shape)


def softmax(x, axis=-1):
    return np.exp(x - np.logaddexp.reduce(x, axis=axis, keepdims=True))


def cross_entropy_error(y, t):
    idx = t if t.ndim == 1 else np.argmax(t, 1)
    return -np.mean(np.log(np.take_along_axis(y, idx[:, None], 1) + 1e-7))


class SoftmaxWithLoss(Layer):
    def forward(self, x, t):
        self.t = t.argmax(axis=1) if t.ndim > 1 else t
        self.logp = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
        return -self.logp[np.arange(len(x)), self.t].mean()

    def backward(self, dout=1):
        d = np.exp(self.logp)
        d[np.arange(len(d)), self.t] -= 1
        return d * (dout / len(d))


def numerical_gradient(f, x):
    g = np.zeros(x.shape)
    flat = x.reshape(-1)
    for i in range(flat.size):
        old = flat[i]
        vals = []
        for s in (1, -1):
            flat[i] = old + s * 1e-4
            vals.append(f(x))
        flat[i] = old
        g.flat[i] = (vals[0] - vals[1]) / 2e-4
    return g


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        rng = np.random.default_rng()
        draw = lambda *s: weight_init_std * rng.standard_normal(s)
        self.layers = [
            Affine(draw(input_size, hidden_size), np.zeros(hidden_size)),
            Relu(),
            Affine(draw(hidden_size, output_size), np.zeros(output_size)),
        ]
        self.last = SoftmaxWithLoss()

    @property
    def params(self):
        return {
            "W1": self.layers[0].params["W"],
            "b1": self.layers[0].params["b"],
            "W2": self.layers[2].params["W"],
            "b2": self.layers[2].params["b"],
        }

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return self.last.forward(self.predict(x), t)

    def accuracy(self, x, t):
        p = self.predict(x).argmax(-1)
        t = t.argmax(-1) if t.ndim == 2 else t
        return np.count_nonzero(p == t) / len(x)

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.last.backward()
        for layer in self.layers[::-1]:
            d = layer.backward(d)
        a, _, b = self.layers
        return {"W1": a.dW, "b1": a.db, "W2": b.dW, "b2": b.db}
