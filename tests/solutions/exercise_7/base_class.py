"""One base class; the subclasses say only whether there is a first pooling."""
import math

import numpy as np
import parts

A = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
B = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def _walk(dim, *stages):
    for stage in stages:
        c, h, w = dim
        if stage is None:
            dim = (c, h // 2, w // 2)
        else:
            f, k, p, s = (stage[key] for key in ("filter_num", "filter_size", "pad", "stride"))
            dim = (f, (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1)
        yield dim


def output_shapes(input_dim, conv_param_1, conv_param_2):
    return list(_walk(tuple(input_dim), conv_param_1, None, conv_param_2, None))


class _Net:
    first_pool: bool

    def __init__(self, input_dim=(1, 28, 28), conv_param_1=A, conv_param_2=B, hidden_size=100, output_size=10,
                 weight_init_std=0.01):
        rng = np.random.default_rng()
        stages = [conv_param_1, *([None] if self.first_pool else []), conv_param_2, None]
        *_, last = _walk(input_dim, *stages)
        sizes = [
            (conv_param_1["filter_num"], input_dim[0], conv_param_1["filter_size"], conv_param_1["filter_size"]),
            (conv_param_2["filter_num"], conv_param_1["filter_num"], conv_param_2["filter_size"], conv_param_2["filter_size"]),
            (math.prod(last), hidden_size),
            (hidden_size, output_size),
        ]
        self.params = {}
        for i, size in enumerate(sizes, 1):
            self.params[f"W{i}"] = rng.normal(0.0, weight_init_std, size)
            self.params[f"b{i}"] = np.zeros(size[0] if len(size) == 4 else size[1])
        p = self.params
        c1 = parts.Convolution(p["W1"], p["b1"], conv_param_1["stride"], conv_param_1["pad"])
        c2 = parts.Convolution(p["W2"], p["b2"], conv_param_2["stride"], conv_param_2["pad"])
        a1, a2 = parts.Affine(p["W3"], p["b3"]), parts.Affine(p["W4"], p["b4"])
        self.learning = [c1, c2, a1, a2]
        self.chain = [c1, parts.Relu(), *([parts.Pooling(2, 2, 2)] if self.first_pool else []), c2, parts.Relu(),
                      parts.Pooling(2, 2, 2), a1, parts.Relu(), a2]
        self.head = parts.SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.chain:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return self.head.forward(self.predict(x), t)

    def accuracy(self, x, t):
        truth = t.argmax(-1) if t.ndim == 2 else t
        return float((self.predict(x).argmax(-1) == truth).mean())

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.head.backward()
        for layer in self.chain[::-1]:
            d = layer.backward(d)
        return {f"{kind}{i}": getattr(layer, "d" + kind) for i, layer in enumerate(self.learning, 1) for kind in "Wb"}


class DoubleConvNet(_Net):
    first_pool = True


class StackedConvNet(_Net):
    first_pool = False
