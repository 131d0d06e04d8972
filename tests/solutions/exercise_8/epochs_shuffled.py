"""An epoch goes through a permutation; the network is written with a table; inverted dropout of its own."""
from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import parts

PLAN = "crcrp" * 3 + "ard" + "ad"
DEFAULT = [(16, 1), (16, 1), (32, 1), (32, 2), (64, 1), (64, 1)]


class InvertedDropout:
    def __init__(self, rate: float):
        self.rate = rate

    def forward(self, x, train_flg):
        self.mask = (np.random.rand(*x.shape) >= self.rate) / (1 - self.rate) if train_flg else np.ones_like(x)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class DeepConvNet:
    def __init__(self, input_dim=(1, 28, 28), *conv_params, hidden_size=50, output_size=10, **named):
        if len(conv_params) > 6:
            *conv_params, hidden_size, output_size = (*conv_params, *(hidden_size, output_size)[len(conv_params) - 6 :])
        convs = [dict(filter_num=f, filter_size=3, pad=p, stride=1) for f, p in DEFAULT]
        for i in range(6):
            if i < len(conv_params):
                convs[i] = conv_params[i]
            convs[i] = named.get(f"conv_param_{i + 1}", convs[i])
        rng = np.random.default_rng()
        self.params: dict[str, np.ndarray] = {}
        self.layers = []
        c, h, w = input_dim
        units = iter([hidden_size, output_size])
        queue = iter(convs)
        number = 0
        flat = None
        for step in PLAN:
            if step == "c":
                p = next(queue)
                number += 1
                k = p["filter_size"]
                W = self.he(rng, (p["filter_num"], c, k, k), c * k * k)
                self.add(number, W, parts.Convolution(W, np.zeros(p["filter_num"]), p["stride"], p["pad"]))
                c, h, w = p["filter_num"], *((n + 2 * p["pad"] - k) // p["stride"] + 1 for n in (h, w))
            elif step == "a":
                number += 1
                flat = flat or c * h * w
                out = next(units)
                W = self.he(rng, (flat, out), flat)
                self.add(number, W, parts.Affine(W, np.zeros(out)))
                flat = out
            elif step == "p":
                self.layers.append(parts.Pooling(2, 2, 2))
                h, w = h // 2, w // 2
            else:
                self.layers.append(parts.Relu() if step == "r" else InvertedDropout(0.5))
        self.head = parts.SoftmaxWithLoss()

    @staticmethod
    def he(rng, shape, fan_in):
        return rng.standard_normal(shape) * math.sqrt(2 / fan_in)

    def add(self, number, W, layer):
        self.params[f"W{number}"] = W
        self.params[f"b{number}"] = layer.b
        self.layers.append(layer)

    def predict(self, x, train_flg=False):
        for layer in self.layers:
            x = layer.forward(x, train_flg) if isinstance(layer, InvertedDropout) else layer.forward(x)
        return x

    def loss(self, x, t):
        return self.head.forward(self.predict(x, True), t)

    def accuracy(self, x, t, batch_size=100):
        t = t.argmax(axis=1) if t.ndim == 2 else t
        starts = range(0, len(x), batch_size)
        guesses = np.concatenate([self.predict(x[s : s + batch_size]).argmax(axis=1) for s in starts])
        return float((guesses == t).mean())

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.head.backward(1)
        for layer in self.layers[::-1]:
            d = layer.backward(d)
        grads = {}
        n = 0
        for layer in self.layers:
            if hasattr(layer, "dW"):
                n += 1
                grads |= {f"W{n}": layer.dW, f"b{n}": layer.db}
        return grads


class Trainer:
    def __init__(self, network, x_train, t_train, x_test, t_test, epochs=20, mini_batch_size=100, optimizer="SGD",
                 optimizer_param=None):  # fmt: skip
        self.network, self.epochs, self.size = network, epochs, mini_batch_size
        self.train_data, self.test_data = (x_train, t_train), (x_test, t_test)
        rules = {name.lower(): getattr(parts, name) for name in ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam"]}
        self.optimizer = rules[optimizer.lower()](**(optimizer_param or {"lr": 0.01}))
        self.train_loss_list: list[float] = []
        self.train_acc_list: list[float] = []
        self.test_acc_list: list[float] = []
        self.batches: Iterator = iter(())

    def epoch(self):
        order = np.random.permutation(len(self.train_data[0]))
        for i in range(max(len(order) // self.size, 1)):
            yield order[i * self.size : (i + 1) * self.size]

    def train_step(self):
        batch = next(self.batches, None)
        if batch is None:
            self.batches = self.epoch()
            batch = next(self.batches)
        x, t = (a[batch] for a in self.train_data)
        self.train_loss_list.append(self.network.loss(x, t))
        self.optimizer.update(self.network.params, self.network.gradient(x, t))

    def train(self):
        steps = max(len(self.train_data[0]) // self.size, 1)
        for _ in range(self.epochs):
            for _ in range(steps):
                self.train_step()
            self.train_acc_list.append(self.network.accuracy(*self.train_data))
            self.test_acc_list.append(self.network.accuracy(*self.test_data))


def save_params(params, file):
    np.savez_compressed(file, **params)


def load_params(params, file):
    with np.load(file) as archive:
        stored = {name: archive[name] for name in archive.files}
    if {k: v.shape for k, v in stored.items()} != {k: v.shape for k, v in params.items()}:
        raise ValueError("names or shapes differ")
    for name, array in params.items():
        np.copyto(array, stored[name])
