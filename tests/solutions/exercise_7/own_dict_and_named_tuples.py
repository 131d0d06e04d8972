"""Networks made by type(), of parameters in a dict with attributes; sizes as named tuples."""

import collections
import functools
import itertools
import math
import numpy as np
import parts as layers

Size = collections.namedtuple("Size", "channels height width")


class P(dict):
    """attribute access too"""

    __getattr__ = dict.__getitem__


D1 = dict(filter_num=10, filter_size=7, pad=1, stride=1)
D2 = dict(filter_num=20, filter_size=3, pad=1, stride=1)


def _side(n, c):
    return 1 + (n - c["filter_size"] + 2 * c["pad"]) // c["stride"]


def _stages(dim, first, second, both=True):
    def step(d, s):
        return (d[0], d[1] // 2, d[2] // 2) if s == "pool" else (s["filter_num"], *(_side(n, s) for n in d[1:]))

    plan = [first, "pool", second, "pool"] if both else [first, second, "pool"]
    return [*itertools.accumulate(plan, step, initial=tuple(dim))][1:]


def output_shapes(input_dim, conv_param_1, conv_param_2):
    return [Size(*s) for s in _stages(input_dim, conv_param_1, conv_param_2)]


def _make(both):
    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1=D1,
        conv_param_2=D2,
        hidden_size=100,
        output_size=10,
        weight_init_std=0.01,
    ):
        last = _stages(input_dim, conv_param_1, conv_param_2, both)[-1]
        f1, f2 = conv_param_1["filter_num"], conv_param_2["filter_num"]
        k1, k2 = conv_param_1["filter_size"], conv_param_2["filter_size"]
        dims = {
            1: (f1, input_dim[0], k1, k1),
            2: (f2, f1, k2, k2),
            3: (math.prod(last), hidden_size),
            4: (hidden_size, output_size),
        }
        p = self.params = P()
        for i in (4, 3, 2, 1):
            p[f"W{i}"] = weight_init_std * np.random.standard_normal(dims[i])
            p[f"b{i}"] = np.zeros((dims[i][0] if i < 3 else dims[i][1],))
        self.cfg = conv_param_1, conv_param_2

    def _chain(self):
        p, (a, b) = self.params, self.cfg
        c1 = layers.Convolution(p.W1, p.b1, a["stride"], a["pad"])
        c2 = layers.Convolution(p.W2, p.b2, b["stride"], b["pad"])
        d3, d4 = layers.Affine(p.W3, p.b3), layers.Affine(p.W4, p.b4)
        seq = (
            [c1, layers.Relu()]
            + ([layers.Pooling(2, 2, 2)] if both else [])
            + [c2, layers.Relu(), layers.Pooling(2, 2, stride=2), d3, layers.Relu(), d4]
        )
        return seq, {1: c1, 2: c2, 3: d3, 4: d4}

    def predict(self, x):
        return functools.reduce(lambda v, layer: layer.forward(v), self._chain()[0], x)

    def loss(self, x, t):
        return np.asarray(layers.SoftmaxWithLoss().forward(self.predict(x), t))

    def accuracy(self, x, t):
        y = np.concatenate([self.predict(x[i : i + 1]) for i in range(len(x))]).argmax(1)
        return np.count_nonzero(y == (t.argmax(1) if np.ndim(t) > 1 else t)) / y.size

    def gradient(self, x, t):
        seq, own = self._chain()
        last = layers.SoftmaxWithLoss()
        last.forward(functools.reduce(lambda v, layer: layer.forward(v), seq, x), t)
        functools.reduce(lambda d, layer: layer.backward(d), reversed(seq), last.backward(1))
        return {k + str(i): getattr(layer, "d" + k) for k in "bW" for i, layer in own.items()}

    return {k: v for k, v in locals().items() if callable(v)}


DoubleConvNet = type("DoubleConvNet", (), _make(True))
StackedConvNet = type("StackedConvNet", (), _make(False))
