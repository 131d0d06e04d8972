import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def conv(x, W, b, stride, pad):
    k = W.shape[-1]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    out = np.einsum("nchwkl,fckl->nfhw", windows, W, optimize=True) + b[:, None, None]

    def back(dout):
        dW = np.einsum("nchwkl,nfhw->fckl", windows, dout, optimize=True)
        db = np.einsum("nfhw->f", dout)
        dpadded = np.zeros(padded.shape, dtype=dout.dtype)
        for i, j in np.ndindex(k, k):
            h, w = dout.shape[2:]
            dpadded[:, :, i:i + stride * h:stride, j:j + stride * w:stride] += np.einsum("nfhw,fc->nchw", dout, W[:, :, i, j])
        return dpadded[:, :, pad:dpadded.shape[2] - pad, pad:dpadded.shape[3] - pad], dW, db

    return out, back


def relu(x):
    return np.maximum(x, 0), lambda d: d * (x > 0)


def pool(x):
    n, c, h, w = x.shape
    cut = x[:, :, :h // 2 * 2, :w // 2 * 2].reshape(n, c, h // 2, 2, w // 2, 2)
    out = cut.max(axis=(3, 5))

    def back(dout):
        hits = cut == out[:, :, :, None, :, None]
        share = hits / hits.sum(axis=(3, 5), keepdims=True)
        dx = np.zeros_like(x)
        dx[:, :, :h // 2 * 2, :w // 2 * 2] = (share * dout[:, :, :, None, :, None]).reshape(n, c, h // 2 * 2, w // 2 * 2)
        return dx

    return out, back


def affine(x, W, b):
    flat = x.reshape(len(x), -1)
    return flat @ W + b, lambda d: ((d @ W.T).reshape(x.shape), flat.T @ d, d.sum(0))


def output_shapes(input_dim, conv_param_1, conv_param_2):
    def after(shape, p):
        return (p["filter_num"], *((n + 2 * p["pad"] - p["filter_size"]) // p["stride"] + 1 for n in shape[1:]))

    def halved(shape):
        return (shape[0], *(n // 2 for n in shape[1:]))

    a = after(input_dim, conv_param_1)
    b = halved(a)
    c = after(b, conv_param_2)
    return [a, b, c, halved(c)]


class DoubleConvNet:
    between = staticmethod(pool)

    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100, output_size=10,
                 weight_init_std=0.01):
        self.first, self.second = conv_param_1, conv_param_2
        normal = lambda *shape: weight_init_std * np.random.standard_normal(shape)
        f, g = conv_param_1["filter_num"], conv_param_2["filter_num"]
        k, m = conv_param_1["filter_size"], conv_param_2["filter_size"]
        self.params = {"W1": normal(f, input_dim[0], k, k), "b1": np.zeros(f), "W2": normal(g, f, m, m), "b2": np.zeros(g)}
        probe = self.features(np.zeros((1, *input_dim)))[0]
        self.params |= {"W3": normal(probe[0].size, hidden_size), "b3": np.zeros(hidden_size),
                        "W4": normal(hidden_size, output_size), "b4": np.zeros(output_size)}

    def features(self, x):
        p, tape = self.params, []
        for op, args in ((conv, (p["W1"], p["b1"], self.first["stride"], self.first["pad"])), (relu, ()),
                         (self.between, ()), (conv, (p["W2"], p["b2"], self.second["stride"], self.second["pad"])),
                         (relu, ()), (pool, ())):
            x, back = op(x, *args)
            tape.append(back)
        return x, tape

    def _run(self, x):
        p = self.params
        x, tape = self.features(x)
        for op, args in ((affine, (p["W3"], p["b3"])), (relu, ()), (affine, (p["W4"], p["b4"]))):
            x, back = op(x, *args)
            tape.append(back)
        return x, tape

    def predict(self, x):
        return self._run(x)[0]

    @staticmethod
    def _logp(s):
        s = s - s.max(axis=1, keepdims=True)
        return s - np.log(np.exp(s).sum(axis=1, keepdims=True))

    def loss(self, x, t):
        logp = self._logp(self.predict(x))
        if t.ndim == 2:
            return -np.sum(t * logp) / len(x)
        return -np.mean(np.take_along_axis(logp, t.reshape(-1, 1).astype(int), 1))

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(1) == (t.argmax(1) if t.ndim == 2 else t))

    def gradient(self, x, t):
        scores, tape = self._run(x)
        p = np.exp(self._logp(scores))
        target = t if t.ndim == 2 else np.eye(scores.shape[1])[t.astype(int)]
        d = (p - target) / len(x)
        grads, number = {}, 4
        for back in reversed(tape):
            d = back(d)
            if isinstance(d, tuple):
                d, grads[f"W{number}"], grads[f"b{number}"] = d
                number -= 1
        return grads


class StackedConvNet(DoubleConvNet):
    between = staticmethod(lambda x: (x, lambda d: d))
