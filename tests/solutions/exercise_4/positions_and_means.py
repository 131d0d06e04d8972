import numpy as np


class _O:
    def __init__(self, **kw):
        for k, v in kw.items():
            setattr(self, k, v)
        self.n = 0
        self.s = {}


class SGD(_O):
    def __init__(self, lr=0.01):
        super().__init__(lr=lr)

    def update(self, params, grads):
        for k in params:
            params[k] += -self.lr * grads[k]


class Momentum(_O):
    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr=lr, momentum=momentum)

    def update(self, params, grads):
        for k in params:
            prev = self.s.get(k)
            # p_t+1 = p_t - lr g + mu (p_t - p_{t-1})
            now = params[k].copy()
            params[k] -= self.lr * grads[k]
            if prev is not None:
                params[k] += self.momentum * (now - prev)
            self.s[k] = now


class Nesterov(_O):
    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr=lr, momentum=momentum)

    def update(self, params, grads):
        for k in params:
            # y_t: sgd result; x = y + mu (y - y_prev)
            y = params[k] - self.lr * grads[k]
            y_prev = self.s.get(k, params[k].copy())
            params[k][...] = y + self.momentum * (y - y_prev)
            self.s[k] = y


class AdaGrad(_O):
    def __init__(self, lr=0.01):
        super().__init__(lr=lr)

    def update(self, params, grads):
        for k in params:
            self.s.setdefault(k, []).append(grads[k].copy())
            params[k] -= self.lr * grads[k] / (np.linalg.norm(self.s[k], axis=0) + 1e-7)


class RMSprop(_O):
    def __init__(self, lr=0.01, decay_rate=0.99):
        super().__init__(lr=lr, decay_rate=decay_rate)

    def update(self, params, grads):
        for k in params:
            h = self.s.get(k, np.zeros_like(params[k]))
            self.s[k] = np.average([h, np.square(grads[k])], axis=0, weights=[self.decay_rate, 1 - self.decay_rate])
            params[k] -= self.lr * grads[k] / (np.sqrt(self.s[k]) + 1e-7)


class Adam(_O):
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        super().__init__(lr=lr, beta1=beta1, beta2=beta2)

    def update(self, params, grads):
        self.n += 1
        for k in params:
            m, v = self.s.get(k, (0.0, 0.0))
            # keep the corrected averages themselves, by running weights
            a = (1 - self.beta1) / (1 - self.beta1**self.n)
            b = (1 - self.beta2) / (1 - self.beta2**self.n)
            m = m + a * (grads[k] - m)
            v = v + b * (grads[k] ** 2 - v)
            self.s[k] = m, v
            params[k] -= self.lr * m / (np.sqrt(v) + 1e-8)
