# ruff: noqa: SIM118
# Plain classes whose state is None until the first update shows the shapes.
import numpy as np


class SGD:

    """Stochastic gradient descent"""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params.keys():
            params[key] -= self.lr * grads[key]


class Momentum:

    """Momentum SGD"""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = {}
            for name, array in params.items():
                self.v[name] = np.zeros_like(array)

        for name in params.keys():
            self.v[name] *= self.momentum
            self.v[name] -= self.lr * grads[name]
            params[name] += self.v[name]


class Nesterov:

    """Nesterov's accelerated gradient"""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = {}
            for name, array in params.items():
                self.v[name] = np.zeros_like(array)

        for name in params.keys():
            params[name] += self.momentum * self.momentum * self.v[name]
            params[name] -= (1 + self.momentum) * self.lr * grads[name]
            self.v[name] *= self.momentum
            self.v[name] -= self.lr * grads[name]


class AdaGrad:

    """AdaGrad"""

    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = {}
            for name, array in params.items():
                self.h[name] = np.zeros_like(array)

        for name in params.keys():
            self.h[name] += grads[name] * grads[name]
            params[name] -= self.lr * grads[name] / (np.sqrt(self.h[name]) + 1e-7)


class RMSprop:

    """RMSProp"""

    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = None

    def update(self, params, grads):
        if self.h is None:
            self.h = {}
            for name, array in params.items():
                self.h[name] = np.zeros_like(array)

        for name in params.keys():
            self.h[name] *= self.decay_rate
            self.h[name] += (1 - self.decay_rate) * grads[name] * grads[name]
            params[name] -= self.lr * grads[name] / (np.sqrt(self.h[name]) + 1e-7)


class Adam:

    """Adam, the correction folded into the learning rate; averages move by a share of their distance to g"""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.iter = 0
        self.m = None
        self.v = None

    def update(self, params, grads):
        if self.m is None:
            self.m, self.v = {}, {}
            for name, array in params.items():
                self.m[name] = np.zeros_like(array)
                self.v[name] = np.zeros_like(array)

        self.iter += 1
        lr_t = self.lr * np.sqrt(1.0 - self.beta2**self.iter) / (1.0 - self.beta1**self.iter)

        for name in params.keys():
            self.m[name] += (1 - self.beta1) * (grads[name] - self.m[name])
            self.v[name] += (1 - self.beta2) * (grads[name] ** 2 - self.v[name])
            params[name] -= lr_t * self.m[name] / (np.sqrt(self.v[name]) + 1e-7)
