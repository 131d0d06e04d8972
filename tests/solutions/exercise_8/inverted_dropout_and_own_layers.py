"""Inverted dropout of one's own, epochs that go through a new order of all samples, the loss taken before the step."""

import numpy as np
import parts


class Dropout:
    def __init__(self, ratio):
        self.ratio = ratio

    def forward(self, x, training):
        self.keep = (np.random.rand(*x.shape) > self.ratio) / (1 - self.ratio) if training else np.ones(x.shape)
        return x * self.keep

    def backward(self, d):
        return d * self.keep


class DeepConvNet:
    def __init__(self, input_dim=(1, 28, 28), *others):
        *convs, hidden, classes = others or (
            *({"filter_num": n, "filter_size": 3, "pad": 1 + (i == 3), "stride": 1}
              for i, n in enumerate((16, 16, 32, 32, 64, 64))), 50, 10,
        )
        self.params, self.stack, self.weighted = {}, [], []
        c, h, w = input_dim
        for i, p in enumerate(convs):
            self._add(i + 1, (p["filter_num"], c, p["filter_size"], p["filter_size"]), p["filter_num"],
                      lambda W, b, p=p: parts.Convolution(W, b, p["stride"], p["pad"]))
            self.stack.append(parts.Relu())
            c = p["filter_num"]
            h, w = ((n + 2 * p["pad"] - p["filter_size"]) // p["stride"] + 1 for n in (h, w))
            if i % 2:
                self.stack.append(parts.Pooling(2, 2, 2))
                h, w = h // 2, w // 2
        self._add(7, (c * h * w, hidden), hidden, parts.Affine)
        self.stack += [parts.Relu(), Dropout(0.5)]
        self._add(8, (hidden, classes), classes, parts.Affine)
        self.stack.append(Dropout(0.5))
        self.top = parts.SoftmaxWithLoss()

    def _add(self, number, shape, outputs, layer):
        fan_in = np.prod(shape[1:]) if len(shape) == 4 else shape[0]
        W = self.params[f"W{number}"] = np.random.normal(0, np.sqrt(2 / fan_in), shape)
        b = self.params[f"b{number}"] = np.zeros(outputs)
        self.weighted.append(layer(W, b))
        self.stack.append(self.weighted[-1])

    def predict(self, x, train_flg=False):
        for layer in self.stack:
            x = layer.forward(x, train_flg) if type(layer) is Dropout else layer.forward(x)
        return x

    def loss(self, x, t):
        return self.top.forward(self.predict(x, True), t)

    def accuracy(self, x, t, batch_size=100):
        t = np.argmax(t, 1) if np.ndim(t) > 1 else t
        guesses = [np.argmax(self.predict(x[i : i + batch_size]), 1) for i in range(0, len(x), batch_size)]
        return np.mean(np.concatenate(guesses) == t)

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.top.backward()
        for layer in self.stack[::-1]:
            d = layer.backward(d)
        return {f"{kind}{i}": getattr(layer, f"d{kind}") for i, layer in enumerate(self.weighted, 1) for kind in "Wb"}


class Trainer:
    def __init__(self, network, x_train, t_train, x_test, t_test, epochs=20, mini_batch_size=100, optimizer="SGD",
                 optimizer_param=None):
        self.net, self.train_set, self.test_set = network, (x_train, t_train), (x_test, t_test)
        self.epochs, self.size = epochs, mini_batch_size
        names = {"rmsprop": "RMSprop", "adagrad": "AdaGrad", "sgd": "SGD"}
        rule = getattr(parts, names.get(optimizer.lower(), optimizer.capitalize()))
        self.rule = rule(**(optimizer_param or {}))
        self.rng, self.waiting = np.random.default_rng(), []
        self.train_loss_list, self.train_acc_list, self.test_acc_list = [], [], []

    def train_step(self):
        if len(self.waiting) < self.size:
            self.waiting = list(self.rng.permutation(len(self.train_set[0])))
        rows, self.waiting = self.waiting[: self.size], self.waiting[self.size :]
        x, t = self.train_set[0][rows], self.train_set[1][rows]
        self.train_loss_list.append(self.net.loss(x, t))
        self.rule.update(self.net.params, self.net.gradient(x, t))

    def train(self):
        for _ in range(self.epochs):
            for _ in range(max(1, len(self.train_set[0]) // self.size)):
                self.train_step()
            self.train_acc_list.append(self.net.accuracy(*self.train_set))
            self.test_acc_list.append(self.net.accuracy(*self.test_set))


def save_params(params, file):
    np.savez_compressed(file, **params)


def load_params(params, file):
    with np.load(file) as saved:
        if set(saved.files) ^ set(params) or any(saved[name].shape != params[name].shape for name in params):
            raise ValueError("these are another network's parameters")
        for name in params:
            params[name][:] = saved[name]
