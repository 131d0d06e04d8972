"""Everything in single precision."""
import numpy as np
from parts import Affine, Convolution, Pooling, Relu, SoftmaxWithLoss

f4 = np.float32


def output_shapes(input_dim, conv_param_1, conv_param_2):
    c, h, w = input_dim
    res = []
    for q in (conv_param_1, conv_param_2):
        h = 1 + (h + 2 * q["pad"] - q["filter_size"]) // q["stride"]
        w = 1 + (w + 2 * q["pad"] - q["filter_size"]) // q["stride"]
        res.append((q["filter_num"], h, w))
        h, w = h >> 1, w >> 1
        res.append((q["filter_num"], h, w))
    return res


class Net32:
    def build(self, input_dim, q1, q2, hidden_size, output_size, std, pool):
        c, h, w = input_dim
        shape = output_shapes(input_dim, q1, q2)[3]
        if not pool:
            for q in (q1, q2):
                h = 1 + (h + 2 * q["pad"] - q["filter_size"]) // q["stride"]
                w = 1 + (w + 2 * q["pad"] - q["filter_size"]) // q["stride"]
            shape = (q2["filter_num"], h // 2, w // 2)
        rng = np.random.default_rng()
        n = lambda *s: (rng.standard_normal(s, dtype=f4) * f4(std))
        self.params = {
            "W1": n(q1["filter_num"], c, q1["filter_size"], q1["filter_size"]), "b1": np.zeros(q1["filter_num"], f4),
            "W2": n(q2["filter_num"], q1["filter_num"], q2["filter_size"], q2["filter_size"]), "b2": np.zeros(q2["filter_num"], f4),
            "W3": n(shape[0] * shape[1] * shape[2], hidden_size), "b3": np.zeros(hidden_size, f4),
            "W4": n(hidden_size, output_size), "b4": np.zeros(output_size, f4),
        }
        self.layers = []
        self.layers.append(Convolution(self.params["W1"], self.params["b1"], q1["stride"], q1["pad"]))
        self.layers.append(Relu())
        if pool:
            self.layers.append(Pooling(2, 2, 2))
        self.layers.append(Convolution(self.params["W2"], self.params["b2"], q2["stride"], q2["pad"]))
        self.layers.append(Relu())
        self.layers.append(Pooling(2, 2, 2))
        self.layers.append(Affine(self.params["W3"], self.params["b3"]))
        self.layers.append(Relu())
        self.layers.append(Affine(self.params["W4"], self.params["b4"]))
        self.last = SoftmaxWithLoss()

    def predict(self, x):
        x = x.astype(f4)
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return f4(self.last.forward(self.predict(x), t))

    def accuracy(self, x, t):
        if t.ndim == 2:
            t = t.argmax(axis=1)
        return f4((self.predict(x).argmax(axis=1) == t).mean())

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.last.backward(1).astype(f4)
        for layer in reversed(self.layers):
            d = layer.backward(d)
        i, g = 0, {}
        for layer in self.layers:
            if isinstance(layer, (Convolution, Affine)):
                i += 1
                g["W%d" % i] = layer.dW.astype(f4)
                g["b%d" % i] = layer.db.astype(f4)
        return g


Q1 = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
Q2 = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


class DoubleConvNet(Net32):
    def __init__(self, input_dim=(1, 28, 28), conv_param_1=Q1, conv_param_2=Q2, hidden_size=100, output_size=10, weight_init_std=0.01):
        self.build(input_dim, conv_param_1, conv_param_2, hidden_size, output_size, weight_init_std, True)


class StackedConvNet(Net32):
    def __init__(self, input_dim=(1, 28, 28), conv_param_1=Q1, conv_param_2=Q2, hidden_size=100, output_size=10, weight_init_std=0.01):
        self.build(input_dim, conv_param_1, conv_param_2, hidden_size, output_size, weight_init_std, False)
