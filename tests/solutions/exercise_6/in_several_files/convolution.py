"""The network; everything else is imported from files beside this one."""

import numpy as np

from layers import AveragePooling, Convolution, GlobalAveragePooling, GlobalMaxPooling, Pooling, Relu, Affine
from windows import col2im, im2col

__all__ = [
    "AveragePooling", "Convolution", "GlobalAveragePooling", "GlobalMaxPooling", "Pooling", "SimpleConvNet", "col2im", "im2col",
]


class SimpleConvNet:
    def __init__(self, input_dim=(1, 28, 28), conv_param=None, hidden_size=100, output_size=10, weight_init_std=0.01):
        conv_param = conv_param or {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1}
        filters, side = conv_param["filter_num"], conv_param["filter_size"]
        pooled = [((n + 2 * conv_param["pad"] - side) // conv_param["stride"] + 1) // 2 for n in input_dim[1:]]
        self.params = {}
        self._make(1, (filters, input_dim[0], side, side), filters, weight_init_std)
        self._make(2, (filters * pooled[0] * pooled[1], hidden_size), hidden_size, weight_init_std)
        self._make(3, (hidden_size, output_size), output_size, weight_init_std)
        p = self.params
        self.layers = [
            Convolution(p["W1"], p["b1"], conv_param["stride"], conv_param["pad"]),
            Relu(),
            Pooling(2, 2, 2),
            Affine(p["W2"], p["b2"]),
            Relu(),
            Affine(p["W3"], p["b3"]),
        ]

    def _make(self, i, shape, width, std):
        self.params[f"W{i}"] = np.random.standard_normal(shape) * std
        self.params[f"b{i}"] = np.zeros(width)

    def predict(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def _log_probabilities(self, x):
        scores = self.predict(x)
        top = scores.max(axis=1, keepdims=True)
        return scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))

    def _one_hot(self, t):
        return t if t.ndim == 2 else np.eye(self.params["b3"].size)[t]

    def loss(self, x, t):
        return float(-(self._one_hot(t) * self._log_probabilities(x)).sum() / len(x))

    def accuracy(self, x, t):
        return float((self.predict(x).argmax(axis=1) == self._one_hot(t).argmax(axis=1)).mean())

    def gradient(self, x, t):
        dout = (np.exp(self._log_probabilities(x)) - self._one_hot(t)) / len(x)
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        learning = [layer for layer in self.layers if layer.weights]
        return {f"{name}{i}": getattr(layer, f"d{name}") for i, layer in enumerate(learning, 1) for name in layer.weights}
