import numpy as np
from parts import (SGD, AdaGrad, Adam, Affine, Convolution, Dropout, Momentum, Nesterov, Pooling, Relu, RMSprop,
                   SoftmaxWithLoss)

CONVS = [dict(filter_num=n, filter_size=3, pad=p, stride=1) for n, p in ((16, 1), (16, 1), (32, 1), (32, 2), (64, 1), (64, 1))]


def _conv(x, W, b, p):
    s, q, k = p["stride"], p["pad"], W.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (q, q), (q, q)))
    win = np.lib.stride_tricks.sliding_window_view(xp, (k, k), axis=(2, 3))[:, :, ::s, ::s]
    out = np.einsum("ncijkl,fckl->nfij", win, W, optimize=True) + b.reshape(1, -1, 1, 1)

    def back(d):
        dxp = np.zeros_like(xp)
        h, w = d.shape[2:]
        for i in range(k):
            for j in range(k):
                dxp[:, :, i:i + h * s:s, j:j + w * s:s] += np.einsum("nfij,fc->ncij", d, W[:, :, i, j], optimize=True)
        return dxp[:, :, q:xp.shape[2] - q, q:xp.shape[3] - q], np.einsum("ncijkl,nfij->fckl", win, d, optimize=True), d.sum((0, 2, 3))

    return out, back


def _pool(x):
    n, c, h, w = x.shape
    v = x[:, :, : h // 2 * 2, : w // 2 * 2].reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)
    best = v.argmax(-1)

    def back(d):
        g = np.zeros(v.shape)
        np.put_along_axis(g, best[..., None], d[..., None], -1)
        dx = np.zeros(x.shape)
        dx[:, :, : h // 2 * 2, : w // 2 * 2] = g.reshape(n, c, h // 2, w // 2, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2 * 2, w // 2 * 2)
        return (dx,)

    return v.max(-1), back


def _relu(x):
    return np.where(x > 0, x, 0.0), lambda d: (np.where(x > 0, d, 0.0),)


def _affine(x, W, b):
    f = x.reshape(x.shape[0], -1)
    return f @ W + b, lambda d: ((d @ W.T).reshape(x.shape), f.T @ d, d.sum(0))


def _dropout(x, on, rng):
    """Inverted."""
    if not on:
        return x, lambda d: (d,)
    keep = (rng.random(x.shape) < 0.5) * 2.0
    return x * keep, lambda d: (d * keep,)


class DeepConvNet:
    def __init__(self, input_dim=(1, 28, 28), conv_param_1=CONVS[0], conv_param_2=CONVS[1], conv_param_3=CONVS[2],
                 conv_param_4=CONVS[3], conv_param_5=CONVS[4], conv_param_6=CONVS[5], hidden_size=50, output_size=10):
        self.convs = (conv_param_1, conv_param_2, conv_param_3, conv_param_4, conv_param_5, conv_param_6)
        self.rng = np.random.default_rng()
        self.params = {}
        c = input_dim[0]
        for i, p in enumerate(self.convs, 1):
            self._draw(i, (p["filter_num"], c, p["filter_size"], p["filter_size"]), c * p["filter_size"] ** 2, p["filter_num"])
            c = p["filter_num"]
        n = self._images(np.zeros((1, *input_dim)), [])[0].size
        self._draw(7, (n, hidden_size), n, hidden_size)
        self._draw(8, (hidden_size, output_size), hidden_size, output_size)

    def _draw(self, i, shape, fan_in, n):
        self.params[f"W{i}"] = self.rng.normal(0, (2 / fan_in) ** 0.5, shape)
        self.params[f"b{i}"] = np.zeros(n)

    def _images(self, x, tape):
        for i, p in enumerate(self.convs, 1):
            for op, args, number in ((_conv, (self.params[f"W{i}"], self.params[f"b{i}"], p), i), (_relu, (), 0), (_pool, (), 0)):
                if op is _pool and i % 2:
                    continue
                x, back = op(x, *args)
                tape.append((number, back))
        return x, tape

    def _run(self, x, on):
        x, tape = self._images(x, [])
        P = self.params
        for op, args, number in ((_affine, (P["W7"], P["b7"]), 7), (_relu, (), 0), (_dropout, (on, self.rng), 0),
                                 (_affine, (P["W8"], P["b8"]), 8), (_dropout, (on, self.rng), 0)):
            x, back = op(x, *args)
            tape.append((number, back))
        return x, tape

    def predict(self, x, train_flg=False):
        return self._run(x, train_flg)[0]

    @staticmethod
    def _logp(y):
        y = y - y.max(1, keepdims=True)
        return y - np.log(np.exp(y).sum(1, keepdims=True))

    def _hot(self, t):
        return t if t.ndim == 2 else np.eye(self.params["b8"].size)[np.asarray(t, int)]

    def loss(self, x, t):
        return float(-(self._hot(t) * self._logp(self.predict(x, True))).sum() / len(x))

    def accuracy(self, x, t, batch_size=100):
        t = t.argmax(1) if t.ndim == 2 else t
        parts_ = np.array_split(np.arange(len(x)), range(batch_size, len(x), batch_size))
        return float(np.concatenate([self.predict(x[i]).argmax(1) == t[i] for i in parts_]).mean())

    def gradient(self, x, t):
        y, tape = self._run(x, True)
        d = (np.exp(self._logp(y)) - self._hot(t)) / len(x)
        g = {}
        for number, back in tape[::-1]:
            d, *own = back(d)
            if own:
                g[f"W{number}"], g[f"b{number}"] = own
        return g


class Trainer:
    """Batches come from a generator that goes on for ever; accuracies are taken at an epoch's start."""

    def __init__(self, network, x_train, t_train, x_test, t_test, epochs=20, mini_batch_size=100, optimizer="SGD", optimizer_param=None):
        vars(self).update(network=network, x_train=x_train, t_train=t_train, x_test=x_test, t_test=t_test, epochs=epochs)
        known = {"SGD": SGD, "MOMENTUM": Momentum, "NESTEROV": Nesterov, "ADAGRAD": AdaGrad, "RMSPROP": RMSprop, "ADAM": Adam}
        self._update = known[optimizer.upper()](**(optimizer_param or {})).update
        self._batches = self._draw(mini_batch_size)
        self._steps = max(len(x_train) // mini_batch_size, 1)
        self.train_loss_list, self.train_acc_list, self.test_acc_list = [], [], []

    def _draw(self, size):
        rng = np.random.default_rng()
        while True:
            index = rng.integers(0, len(self.x_train), size)
            yield np.take(self.x_train, index, axis=0), np.take(self.t_train, index, axis=0)

    def train_step(self):
        if len(self.train_loss_list) % self._steps == 0:
            self.train_acc_list.append(self.network.accuracy(self.x_train, self.t_train))
            self.test_acc_list.append(self.network.accuracy(self.x_test, self.t_test))
        x, t = next(self._batches)
        self._update(self.network.params, self.network.gradient(x, t))
        self.train_loss_list.append(self.network.loss(x, t))

    def train(self):
        while len(self.train_loss_list) < self.epochs * self._steps:
            self.train_step()


class ParamsError(KeyError, ValueError):
    pass


def save_params(params, file):
    np.savez(file, **{k: params[k] for k in sorted(params)})


def load_params(params, file):
    data = dict(np.load(file))
    for name in list(params) + list(data):
        if name not in data:
            raise ParamsError("missing: " + name)
        if name not in params:
            raise ParamsError("unknown: " + name)
        if np.shape(data[name]) != np.shape(params[name]):
            raise ParamsError("shape: " + name)
    for name in params:
        params[name][:] = data[name]
