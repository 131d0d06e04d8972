"""Update rules as pure functions from (w, dw, config) to (new w, config); the classes only carry the configs."""

import numpy as np


def sgd(w, dw, config):
    config.setdefault("learning_rate", 1e-2)
    return w - config["learning_rate"] * dw, config


def sgd_momentum(w, dw, config):
    v = config.get("velocity", np.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


def nesterov_momentum(w, dw, config):
    mu = config["momentum"]
    v_prev = config.get("velocity", np.zeros_like(w))
    v = mu * v_prev - config["learning_rate"] * dw
    config["velocity"] = v
    return w - mu * v_prev + (1 + mu) * v, config


def adagrad(w, dw, config):
    cache = config.get("cache", np.zeros_like(w)) + dw**2
    config["cache"] = cache
    return w - config["learning_rate"] * dw / (np.sqrt(cache) + config["epsilon"]), config


def rmsprop(w, dw, config):
    rate = config["decay_rate"]
    cache = rate * config.get("cache", np.zeros_like(w)) + (1 - rate) * dw**2
    config["cache"] = cache
    return w - config["learning_rate"] * dw / (np.sqrt(cache) + config["epsilon"]), config


def adam(w, dw, config):
    config["t"] = config.get("t", 0) + 1
    config["m"] = config["beta1"] * config.get("m", np.zeros_like(w)) + (1 - config["beta1"]) * dw
    config["v"] = config["beta2"] * config.get("v", np.zeros_like(w)) + (1 - config["beta2"]) * (dw**2)
    mb = config["m"] / (1 - config["beta1"] ** config["t"])
    vb = config["v"] / (1 - config["beta2"] ** config["t"])
    return w - config["learning_rate"] * mb / (np.sqrt(vb) + config["epsilon"]), config


class _Wrapped:
    rule = None

    def __init__(self, lr, **config):
        self.lr = lr
        self.config = config
        self.configs = {}

    def update(self, params, grads):
        for p, w in params.items():
            config = self.configs.setdefault(p, dict(self.config))
            config["learning_rate"] = self.lr
            next_w, self.configs[p] = type(self).rule(w, grads[p], config)
            w[...] = next_w


class SGD(_Wrapped):
    rule = staticmethod(sgd)

    def __init__(self, lr=0.01):
        super().__init__(lr)


class Momentum(_Wrapped):
    rule = staticmethod(sgd_momentum)

    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr, momentum=momentum)


class Nesterov(_Wrapped):
    rule = staticmethod(nesterov_momentum)

    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr, momentum=momentum)


class AdaGrad(_Wrapped):
    rule = staticmethod(adagrad)

    def __init__(self, lr=0.01):
        super().__init__(lr, epsilon=1e-7)


class RMSprop(_Wrapped):
    rule = staticmethod(rmsprop)

    def __init__(self, lr=0.01, decay_rate=0.99):
        super().__init__(lr, decay_rate=decay_rate, epsilon=1e-8)


class Adam(_Wrapped):
    rule = staticmethod(adam)

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        super().__init__(lr, beta1=beta1, beta2=beta2, epsilon=1e-8)
