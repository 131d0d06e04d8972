"""In the book's way: an ordered dict of layers, one-hot or class numbers, gradients by name."""

from collections import OrderedDict

import numpy as np
from parts import Affine, Convolution, Pooling, Relu, SoftmaxWithLoss


def output_shapes(input_dim, conv_param_1, conv_param_2):
    shapes = []
    channels, h, w = input_dim
    for param in (conv_param_1, conv_param_2):
        channels = param["filter_num"]
        h, w = (int((n + 2 * param["pad"] - param["filter_size"]) / param["stride"] + 1) for n in (h, w))
        shapes.append([channels, h, w])
        h, w = int(h / 2), int(w / 2)
        shapes.append([channels, h, w])
    return shapes


class DoubleConvNet:
    between = True

    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1={"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1},  # noqa: B006
        conv_param_2={"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1},  # noqa: B006
        hidden_size=100,
        output_size=10,
        weight_init_std=0.01,
    ):
        one, two = conv_param_1, conv_param_2
        sizes = np.array(input_dim[1:])
        sizes = (sizes + 2 * one["pad"] - one["filter_size"]) // one["stride"] + 1
        if self.between:
            sizes = sizes // 2
        sizes = ((sizes + 2 * two["pad"] - two["filter_size"]) // two["stride"] + 1) // 2
        flat = two["filter_num"] * int(sizes.prod())
        p = self.params = {}
        side = one["filter_size"], one["filter_size"]
        p["W1"] = weight_init_std * np.random.randn(one["filter_num"], input_dim[0], *side)
        p["b1"] = np.zeros(one["filter_num"])
        side = two["filter_size"], two["filter_size"]
        p["W2"] = weight_init_std * np.random.randn(two["filter_num"], one["filter_num"], *side)
        p["b2"] = np.zeros(two["filter_num"])
        p["W3"] = weight_init_std * np.random.randn(flat, hidden_size)
        p["b3"] = np.zeros(hidden_size)
        p["W4"] = weight_init_std * np.random.randn(hidden_size, output_size)
        p["b4"] = np.zeros(output_size)

        self.layers = OrderedDict()
        self.layers["Conv1"] = Convolution(p["W1"], p["b1"], one["stride"], one["pad"])
        self.layers["Relu1"] = Relu()
        if self.between:
            self.layers["Pool1"] = Pooling(pool_h=2, pool_w=2, stride=2)
        self.layers["Conv2"] = Convolution(p["W2"], p["b2"], two["stride"], two["pad"])
        self.layers["Relu2"] = Relu()
        self.layers["Pool2"] = Pooling(pool_h=2, pool_w=2, stride=2)
        self.layers["Affine1"] = Affine(p["W3"], p["b3"])
        self.layers["Relu3"] = Relu()
        self.layers["Affine2"] = Affine(p["W4"], p["b4"])
        self.last_layer = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def loss(self, x, d):
        return self.last_layer.forward(self.predict(x), d)

    def accuracy(self, x, d):
        if d.ndim != 1:
            d = np.argmax(d, axis=1)
        return np.sum(np.argmax(self.predict(x), axis=1) == d) / float(x.shape[0])

    def gradient(self, x, d):
        self.loss(x, d)
        dout = self.last_layer.backward(1)
        layers = list(self.layers.values())
        layers.reverse()
        for layer in layers:
            dout = layer.backward(dout)
        grads = {}
        for number, name in enumerate(("Conv1", "Conv2", "Affine1", "Affine2"), 1):
            grads[f"W{number}"], grads[f"b{number}"] = self.layers[name].dW, self.layers[name].db
        return grads


class StackedConvNet(DoubleConvNet):
    between = False
