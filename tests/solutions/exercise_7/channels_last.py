"""Channels last inside; W and the flattened order stay as asked."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view as swv

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def output_shapes(input_dim, conv_param_1, conv_param_2):
    c, h, w = input_dim
    ans = []
    for p in [conv_param_1, conv_param_2]:
        h, w = ((s + 2 * p["pad"] - p["filter_size"]) // p["stride"] + 1 for s in (h, w))
        ans += [(p["filter_num"], h, w), (p["filter_num"], h // 2, w // 2)]
        h //= 2
        w //= 2
    return ans


class Net:
    def __init__(self, pool_first, input_dim, p, q, hidden_size, output_size, std):
        self.pool_first, self.p, self.q = pool_first, p, q
        c, h, w = input_dim
        h, w = ((s + 2 * p["pad"] - p["filter_size"]) // p["stride"] + 1 for s in (h, w))
        if pool_first:
            h, w = h // 2, w // 2
        h, w = ((s + 2 * q["pad"] - q["filter_size"]) // q["stride"] + 1 for s in (h, w))
        n = q["filter_num"] * (h // 2) * (w // 2)
        g = np.random.default_rng()
        self.params = {
            "W1": g.normal(0, std, (p["filter_num"], c, p["filter_size"], p["filter_size"])), "b1": np.zeros(p["filter_num"]),
            "W2": g.normal(0, std, (q["filter_num"], p["filter_num"], q["filter_size"], q["filter_size"])), "b2": np.zeros(q["filter_num"]),
            "W3": g.normal(0, std, (n, hidden_size)), "b3": np.zeros(hidden_size),
            "W4": g.normal(0, std, (hidden_size, output_size)), "b4": np.zeros(output_size)}

    @staticmethod
    def conv(x, W, b, p):
        k = p["pad"]
        x = np.pad(x, ((0, 0), (k, k), (k, k), (0, 0)))
        win = swv(x, W.shape[2:], axis=(1, 2))[:, ::p["stride"], ::p["stride"]]  # n h w c k l
        return np.tensordot(win, W, ((3, 4, 5), (1, 2, 3))) + b, (x.shape, win)

    @staticmethod
    def conv_back(d, cache, W, p):
        shape, win = cache
        dW = np.tensordot(d, win, ((0, 1, 2), (0, 1, 2)))
        dx = np.zeros(shape)
        s = p["stride"]
        for i in range(W.shape[2]):
            for j in range(W.shape[3]):
                dx[:, i:i + s * d.shape[1]:s, j:j + s * d.shape[2]:s] += d @ W[:, :, i, j]
        k = p["pad"]
        return dx[:, k:shape[1] - k, k:shape[2] - k], dW, d.sum((0, 1, 2))

    @staticmethod
    def pool(x):
        h, w = x.shape[1] // 2 * 2, x.shape[2] // 2 * 2
        quads = np.stack([x[:, 0:h:2, 0:w:2], x[:, 0:h:2, 1:w:2], x[:, 1:h:2, 0:w:2], x[:, 1:h:2, 1:w:2]], -1)
        return quads.max(-1), (x.shape, quads.argmax(-1))

    @staticmethod
    def pool_back(d, cache):
        shape, arg = cache
        dx = np.zeros(shape)
        h, w = shape[1] // 2 * 2, shape[2] // 2 * 2
        for place, (i, j) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
            dx[:, i:h:2, j:w:2] += d * (arg == place)
        return dx

    def _forward(self, x):
        P = self.params
        z1, self.c1 = self.conv(x.transpose(0, 2, 3, 1), P["W1"], P["b1"], self.p)
        self.m1 = z1 > 0
        a = z1 * self.m1
        if self.pool_first:
            a, self.k1 = self.pool(a)
        z2, self.c2 = self.conv(a, P["W2"], P["b2"], self.q)
        self.m2 = z2 > 0
        a, self.k2 = self.pool(z2 * self.m2)
        a = a.transpose(0, 3, 1, 2)
        self.img = a.shape
        self.flat = a.reshape(len(a), -1)
        z3 = self.flat @ P["W3"] + P["b3"]
        self.m3 = z3 > 0
        self.h = z3 * self.m3
        return self.h @ P["W4"] + P["b4"]

    predict = _forward

    def _onehot(self, t):
        if t.ndim == 2:
            return t
        out = np.zeros((t.size, self.params["b4"].size))
        out[np.arange(t.size), t] = 1
        return out

    def loss(self, x, t):
        y = self._forward(x)
        y = y - y.max(1)[:, None]
        self.prob = np.exp(y) / np.exp(y).sum(1)[:, None]
        return -(self._onehot(t) * np.log(self.prob + 1e-10)).sum(1).mean()

    def accuracy(self, x, t):
        return (self.predict(x).argmax(1) == self._onehot(t).argmax(1)).mean()

    def gradient(self, x, t):
        self.loss(x, t)
        P, G = self.params, {}
        d = (self.prob - self._onehot(t)) / len(x)
        G["b4"], G["W4"] = d.sum(0), self.h.T @ d
        d = d @ P["W4"].T * self.m3
        G["b3"], G["W3"] = d.sum(0), self.flat.T @ d
        d = (d @ P["W3"].T).reshape(self.img).transpose(0, 2, 3, 1)
        d = self.pool_back(d, self.k2) * self.m2
        d, G["W2"], G["b2"] = self.conv_back(d, self.c2, P["W2"], self.q)
        if self.pool_first:
            d = self.pool_back(d, self.k1)
        _, G["W1"], G["b1"] = self.conv_back(d * self.m1, self.c1, P["W1"], self.p)
        return G


class DoubleConvNet(Net):
    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100, output_size=10, weight_init_std=0.01):
        super().__init__(True, input_dim, conv_param_1, conv_param_2, hidden_size, output_size, weight_init_std)


class StackedConvNet(Net):
    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100, output_size=10, weight_init_std=0.01):
        super().__init__(False, input_dim, conv_param_1, conv_param_2, hidden_size, output_size, weight_init_std)
