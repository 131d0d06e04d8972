"""Convolution through the Fourier transform, one image at a time; gradients added up, then divided by N."""
import numpy as np

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def correlate(a, b):
    """valid cross-correlation over the last two axes"""
    size = a.shape[-2] + b.shape[-2], a.shape[-1] + b.shape[-1]
    full = np.fft.irfft2(np.fft.rfft2(a, size) * np.conj(np.fft.rfft2(b, size)), size)
    return full[..., : a.shape[-2] - b.shape[-2] + 1, : a.shape[-1] - b.shape[-1] + 1]


def convolve(a, b):
    """full convolution over the last two axes"""
    size = a.shape[-2] + b.shape[-2] - 1, a.shape[-1] + b.shape[-1] - 1
    return np.fft.irfft2(np.fft.rfft2(a, size) * np.fft.rfft2(b, size), size)


def conv(x, W, b, p):
    xp = np.pad(x, ((0, 0), (p["pad"],) * 2, (p["pad"],) * 2))
    full = correlate(xp[None], W).sum(axis=1)
    return full[:, :: p["stride"], :: p["stride"]] + b[:, None, None], xp


def conv_back(d, xp, W, p):
    full = np.zeros((W.shape[0], xp.shape[1] - W.shape[2] + 1, xp.shape[2] - W.shape[3] + 1))
    full[:, :: p["stride"], :: p["stride"]] = d
    dW = correlate(xp[None], full[:, None])
    dx = convolve(full[:, None], W).sum(axis=0)
    k = p["pad"]
    return dx[:, k: dx.shape[1] - k, k: dx.shape[2] - k], dW, d.sum(axis=(1, 2))


def pool(x):
    corners = np.stack([x[:, i: x.shape[1] // 2 * 2: 2, j: x.shape[2] // 2 * 2: 2] for i in (0, 1) for j in (0, 1)])
    return corners.max(axis=0), corners.argmax(axis=0)


def pool_back(d, winner, shape):
    dx = np.zeros(shape)
    for place in range(4):
        i, j = divmod(place, 2)
        dx[:, i: shape[1] // 2 * 2: 2, j: shape[2] // 2 * 2: 2] = np.where(winner == place, d, 0)
    return dx


def output_shapes(input_dim, conv_param_1, conv_param_2):
    from itertools import accumulate
    return list(accumulate(
        [conv_param_1, None, conv_param_2, None],
        lambda s, p: (s[0], s[1] // 2, s[2] // 2) if p is None else (p["filter_num"], *[int(np.floor((n + 2 * p["pad"] - p["filter_size"]) / p["stride"])) + 1 for n in s[1:]]),
        initial=tuple(input_dim)))[1:]


class DoubleConvNet:
    two = True

    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100, output_size=10, weight_init_std=0.01):
        self.p1, self.p2 = conv_param_1, conv_param_2
        n, m, k, q = conv_param_1["filter_num"], conv_param_2["filter_num"], conv_param_1["filter_size"], conv_param_2["filter_size"]
        w = lambda *s: np.random.randn(*s) * weight_init_std
        self.params = {"W1": w(n, input_dim[0], k, k), "b1": np.zeros(n), "W2": w(m, n, q, q), "b2": np.zeros(m)}
        a, _ = conv(np.zeros(input_dim), self.params["W1"], self.params["b1"], self.p1)
        if self.two:
            a, _ = pool(a)
        a, _ = conv(a, self.params["W2"], self.params["b2"], self.p2)
        a, _ = pool(a)
        self.params.update(W3=w(a.size, hidden_size), b3=np.zeros(hidden_size), W4=w(hidden_size, output_size), b4=np.zeros(output_size))

    def one(self, image):
        p = self.params
        s = {}
        s["z1"], s["x1"] = conv(image, p["W1"], p["b1"], self.p1)
        a = np.maximum(s["z1"], 0)
        s["a1"] = a.shape
        if self.two:
            a, s["w1"] = pool(a)
        s["z2"], s["x2"] = conv(a, p["W2"], p["b2"], self.p2)
        a, s["w2"] = pool(np.maximum(s["z2"], 0))
        s["p2"] = a.shape
        s["v"] = a.ravel()
        s["z3"] = s["v"] @ p["W3"] + p["b3"]
        s["h"] = np.maximum(s["z3"], 0)
        s["y"] = s["h"] @ p["W4"] + p["b4"]
        return s

    def predict(self, x):
        return np.array([self.one(image)["y"] for image in x])

    def loss(self, x, t):
        total = 0
        for y, label in zip(self.predict(x), t):
            k = int(np.argmax(label)) if np.ndim(label) else int(label)
            total += np.logaddexp.reduce(y) - y[k]
        return total / len(x)

    def accuracy(self, x, t):
        hits = [np.argmax(y) == (np.argmax(label) if np.ndim(label) else label) for y, label in zip(self.predict(x), t)]
        return sum(hits) / len(hits)

    def gradient(self, x, t):
        p = self.params
        grads = {name: np.zeros_like(array) for name, array in p.items()}
        for image, label in zip(x, t):
            s = self.one(image)
            d = np.exp(s["y"] - np.logaddexp.reduce(s["y"]))
            d[int(np.argmax(label)) if np.ndim(label) else int(label)] -= 1
            grads["W4"] += np.outer(s["h"], d)
            grads["b4"] += d
            d = (p["W4"] @ d) * (s["z3"] > 0)
            grads["W3"] += np.outer(s["v"], d)
            grads["b3"] += d
            d = pool_back((p["W3"] @ d).reshape(s["p2"]), s["w2"], s["z2"].shape) * (s["z2"] > 0)
            d, dW, db = conv_back(d, s["x2"], p["W2"], self.p2)
            grads["W2"] += dW
            grads["b2"] += db
            if self.two:
                d = pool_back(d, s["w1"], s["a1"])
            d = d * (s["z1"] > 0)
            _, dW, db = conv_back(d, s["x1"], p["W1"], self.p1)
            grads["W1"] += dW
            grads["b1"] += db
        return {name: array / len(x) for name, array in grads.items()}


class StackedConvNet(DoubleConvNet):
    two = False
