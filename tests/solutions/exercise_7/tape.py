"""A small tape: every operation notes how to go back."""
import numpy as np

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


class V:
    def __init__(self, data, parents=(), back=None):
        self.data, self.parents, self.back, self.grad = data, parents, back, 0

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if id(v) not in seen:
                seen.add(id(v))
                for parent in v.parents:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = np.ones_like(self.data)
        for v in reversed(order):
            if v.back:
                for parent, g in zip(v.parents, v.back(v.grad)):
                    parent.grad = parent.grad + g


def matmul(a, b):
    return V(a.data @ b.data, (a, b), lambda g: (g @ b.data.T, a.data.T @ g))


def add_bias(a, b, axes):
    shape = [1] * a.data.ndim
    shape[1] = -1
    return V(a.data + b.data.reshape(shape), (a, b), lambda g: (g, g.sum(axis=axes)))


def relu(a):
    return V(a.data.clip(min=0), (a,), lambda g: (g * (a.data > 0),))


def reshape(a, shape):
    return V(a.data.reshape(shape), (a,), lambda g: (g.reshape(a.data.shape),))


def unfold(x, k, stride, pad):
    n, c, h, w = x.data.shape
    oh, ow = (h + 2 * pad - k) // stride + 1, (w + 2 * pad - k) // stride + 1
    rows = stride * np.arange(oh)[:, None] + np.arange(k)
    cols = stride * np.arange(ow)[:, None] + np.arange(k)
    place = (slice(None), slice(None), rows[:, None, :, None], cols[None, :, None, :])
    padded = np.pad(x.data, ((0, 0), (0, 0), (pad, pad), (pad, pad)))

    def back(g):
        d = np.zeros_like(padded)
        np.add.at(d, place, g)
        return (d[:, :, pad:pad + h, pad:pad + w],)

    return V(padded[place], (x,), back)  # n c oh ow k k


def conv(x, W, b, p):
    windows = unfold(x, W.data.shape[-1], p["stride"], p["pad"])
    out = V(np.tensordot(windows.data, W.data, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2), (windows, W),
            lambda g: (np.einsum("nfhw,fckl->nchwkl", g, W.data), np.einsum("nfhw,nchwkl->fckl", g, windows.data)))
    return add_bias(out, b, (0, 2, 3))


def pool(x):
    windows = unfold(x, 2, 2, 0)
    flat = windows.data.reshape(*windows.data.shape[:4], 4)
    chosen = np.eye(4)[flat.argmax(-1)]
    return V(flat.max(-1), (windows,), lambda g: ((g[..., None] * chosen).reshape(windows.data.shape),))


def cross_entropy(y, onehot):
    m = y.data - y.data.max(1, keepdims=True)
    p = np.exp(m) / np.exp(m).sum(1, keepdims=True)
    return V(-(onehot * np.log(p + 1e-8)).sum() / len(p), (y,), lambda g: (g * (p - onehot) / len(p),))


def output_shapes(input_dim, conv_param_1, conv_param_2):
    x = V(np.zeros((1, *input_dim)))
    shapes = []
    for p in (conv_param_1, conv_param_2):
        k = p["filter_size"]
        x = conv(x, V(np.zeros((p["filter_num"], x.data.shape[1], k, k))), V(np.zeros(p["filter_num"])), p)
        shapes.append(x.data.shape[1:])
        x = pool(x)
        shapes.append(x.data.shape[1:])
    return shapes


class DoubleConvNet:
    stages = "cpcp"

    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100, output_size=10, weight_init_std=0.01):
        self.ps = [conv_param_1, conv_param_2]
        self.params = {}
        c = input_dim[0]
        for i, p in enumerate(self.ps):
            self.params[f"W{i + 1}"] = np.random.randn(p["filter_num"], c, p["filter_size"], p["filter_size"]) * weight_init_std
            self.params[f"b{i + 1}"] = np.zeros(p["filter_num"])
            c = p["filter_num"]
        n = self._images(np.zeros((1, *input_dim)), {k: V(v) for k, v in self.params.items()}).data.size
        self.params["W3"] = np.random.randn(n, hidden_size) * weight_init_std
        self.params["b3"] = np.zeros(hidden_size)
        self.params["W4"] = np.random.randn(hidden_size, output_size) * weight_init_std
        self.params["b4"] = np.zeros(output_size)

    def _images(self, x, v):
        x, i = V(x), 0
        for stage in self.stages:
            if stage == "c":
                i += 1
                x = relu(conv(x, v[f"W{i}"], v[f"b{i}"], self.ps[i - 1]))
            else:
                x = pool(x)
        return x

    def _scores(self, x, v):
        x = self._images(x, v)
        x = reshape(x, (x.data.shape[0], -1))
        x = relu(add_bias(matmul(x, v["W3"]), v["b3"], 0))
        return add_bias(matmul(x, v["W4"]), v["b4"], 0)

    def _vars(self):
        return {k: V(a) for k, a in self.params.items()}

    def _onehot(self, t):
        return t if t.ndim == 2 else (t[:, None] == np.arange(self.params["b4"].size)).astype(float)

    def predict(self, x):
        return self._scores(x, self._vars()).data

    def loss(self, x, t):
        return float(cross_entropy(self._scores(x, self._vars()), self._onehot(t)).data)

    def accuracy(self, x, t):
        return float((self.predict(x).argmax(1) == self._onehot(t).argmax(1)).mean())

    def gradient(self, x, t):
        v = self._vars()
        cross_entropy(self._scores(x, v), self._onehot(t)).backward()
        return {k: a.grad for k, a in v.items()}


class StackedConvNet(DoubleConvNet):
    stages = "ccp"
