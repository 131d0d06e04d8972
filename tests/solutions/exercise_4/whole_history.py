"""Every gradient is kept, and each sum formed anew by its definition."""

import numpy as np


class _History:
    """Keeps every gradient (a copy) and each rate, and sums anew each time: slow, and the definition to the letter."""

    def _note(self, grads):
        self.past = getattr(self, "past", [])
        self.past.append((self.lr, {k: np.array(g) for k, g in grads.items()}))

    def _of(self, key):
        return [(lr, g[key]) for lr, g in self.past]


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params.keys() & grads.keys():
            np.copyto(params[key], params[key] - self.lr * grads[key])


class Momentum(_History):
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum

    def velocity(self, key):
        steps = self._of(key)[::-1]
        return -sum(self.momentum**age * lr * g for age, (lr, g) in enumerate(steps))

    def update(self, params, grads):
        self._note(grads)
        for key, w in params.items():
            w += self.velocity(key)


class Nesterov(Momentum):
    def update(self, params, grads):
        before = {key: self.velocity(key) if getattr(self, "past", None) else 0 for key in params}
        self._note(grads)
        for key, w in params.items():
            w += self.momentum**2 * before[key] - (1 + self.momentum) * self.lr * grads[key]


class AdaGrad(_History):
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        self._note(grads)
        for key, w in params.items():
            w -= self.lr * grads[key] / (np.linalg.norm([g for _, g in self._of(key)], axis=0) + 1e-7)


class RMSprop(_History):
    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr, self.decay_rate = lr, decay_rate

    def update(self, params, grads):
        self._note(grads)
        n = len(self.past)
        shares = (1 - self.decay_rate) * self.decay_rate ** np.arange(n)[::-1]
        for key, w in params.items():
            h = np.tensordot(shares, np.square([g for _, g in self._of(key)]), 1)
            w -= self.lr * grads[key] / (h**0.5 + 1e-7)


class Adam(_History):
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2

    def update(self, params, grads):
        self._note(grads)
        ages = np.arange(len(self.past))[::-1]
        for key, w in params.items():
            g = np.array([g for _, g in self._of(key)])
            m = np.average(g, axis=0, weights=self.beta1**ages)
            v = np.average(g * g, axis=0, weights=self.beta2**ages)
            w -= self.lr * m / (np.sqrt(v) + 1e-8)
