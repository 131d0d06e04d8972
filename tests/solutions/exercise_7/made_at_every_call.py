"""Layers are made anew at every call from whatever params holds."""
from functools import reduce

import numpy as np
from parts import Affine, Convolution, Pooling, Relu, SoftmaxWithLoss

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def output_shapes(input_dim, conv_param_1, conv_param_2):
    channels, *sides = input_dim
    shapes = []
    for param in (conv_param_1, conv_param_2):
        channels = param["filter_num"]
        sides = [(side + 2 * param["pad"] - param["filter_size"]) // param["stride"] + 1 for side in sides]
        shapes.append((channels, *sides))
        sides = [(side - 2) // 2 + 1 for side in sides]
        shapes.append((channels, *sides))
    return shapes


class StackedConvNet:
    def __init__(self, input_dim=(1, 28, 28), conv_param_1=FIRST, conv_param_2=SECOND, hidden_size=100, output_size=10,
                 weight_init_std=0.01):
        self.conv_params = conv_param_1, conv_param_2
        self.params = {}
        channels = input_dim[0]
        for i, param in enumerate(self.conv_params, start=1):
            self.params[f"W{i}"] = np.random.normal(0, weight_init_std, (param["filter_num"], channels, param["filter_size"], param["filter_size"]))
            self.params[f"b{i}"] = np.zeros((param["filter_num"],))
            channels = param["filter_num"]
        inputs = reduce(lambda a, layer: layer.forward(a), self._front(), np.zeros((1,) + tuple(input_dim))).size
        for i, (rows, columns) in enumerate(((inputs, hidden_size), (hidden_size, output_size)), start=3):
            self.params[f"W{i}"] = np.random.normal(0, weight_init_std, (rows, columns))
            self.params[f"b{i}"] = np.zeros((columns,))

    def _conv(self, i):
        param = self.conv_params[i - 1]
        return Convolution(self.params[f"W{i}"], self.params[f"b{i}"], param["stride"], param["pad"])

    def _front(self):
        return [self._conv(1), Relu(), self._conv(2), Relu(), Pooling(2, 2, 2)]

    def _layers(self):
        p = self.params
        return [*self._front(), Affine(p["W3"], p["b3"]), Relu(), Affine(p["W4"], p["b4"])]

    def predict(self, x):
        return reduce(lambda a, layer: layer.forward(a), self._layers(), x)

    def loss(self, x, t):
        return SoftmaxWithLoss().forward(self.predict(x), t)

    def accuracy(self, x, t):
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        return np.count_nonzero(np.argmax(self.predict(x), axis=1) == t) / t.size

    def gradient(self, x, t):
        layers = self._layers()
        last = SoftmaxWithLoss()
        last.forward(reduce(lambda a, layer: layer.forward(a), layers, x), t)
        reduce(lambda d, layer: layer.backward(d), reversed(layers), last.backward())
        found = [layer for layer in layers if hasattr(layer, "dW")]
        grads = {}
        for i, layer in enumerate(found, start=1):
            grads.update({f"W{i}": layer.dW, f"b{i}": layer.db})
        return grads


class DoubleConvNet(StackedConvNet):
    def _front(self):
        front = super()._front()
        front.insert(2, Pooling(2, 2, 2))
        return front
