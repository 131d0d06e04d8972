"""Each parameter gets its own coroutine, which remembers its state in local variables."""
import numpy as np


class _Coroutines:
    def _setup(self):
        self._running = {}

    def update(self, params, grads):
        for name, w in params.items():
            if name not in self._running:
                gen = self._rule(w)
                next(gen)
                self._running[name] = gen
            step = self._running[name].send(grads[name])
            w -= step


class SGD(_Coroutines):
    def __init__(self, lr=0.01):
        self.lr = lr
        self._setup()

    def _rule(self, w):
        step = None
        while True:
            g = yield step
            step = self.lr * g


class Momentum(_Coroutines):
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self._setup()

    def _rule(self, w):
        v, step = np.zeros(w.shape), None
        while True:
            g = yield step
            v = self.momentum * v - self.lr * g
            step = -v


class Nesterov(_Coroutines):
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self._setup()

    def _rule(self, w):
        v, step = np.zeros(w.shape), None
        while True:
            g = yield step
            step = (1 + self.momentum) * self.lr * g - self.momentum ** 2 * v
            v = self.momentum * v - self.lr * g


class AdaGrad(_Coroutines):
    def __init__(self, lr=0.01):
        self.lr = lr
        self._setup()

    def _rule(self, w):
        h, step = np.zeros(w.shape), None
        while True:
            g = yield step
            h = h + g * g
            step = self.lr * g / (np.sqrt(h) + 1e-7)


class RMSprop(_Coroutines):
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self._setup()

    def _rule(self, w):
        h, step = np.zeros(w.shape), None
        while True:
            g = yield step
            h = self.decay_rate * h + (1 - self.decay_rate) * g * g
            step = self.lr * g / (np.sqrt(h) + 1e-7)


class Adam(_Coroutines):
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self._setup()

    def _rule(self, w):
        m, v, t, step = np.zeros(w.shape), np.zeros(w.shape), 0, None
        while True:
            g = yield step
            t += 1
            m = self.beta1 * m + (1 - self.beta1) * g
            v = self.beta2 * v + (1 - self.beta2) * g * g
            step = self.lr * (m / (1 - self.beta1 ** t)) / (np.sqrt(v / (1 - self.beta2 ** t)) + 1e-8)
