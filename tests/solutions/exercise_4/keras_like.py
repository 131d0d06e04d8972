import numpy as np


class Optimizer:
    def __init__(self, learning_rate):
        self._learning_rate = learning_rate
        self.iterations = 0
        self.slots = {}
        self.epsilon = 1e-7

    @property
    def learning_rate(self):
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._learning_rate = value

    lr = learning_rate

    def slot(self, var_name, slot_name, var):
        return self.slots.setdefault(slot_name, {}).setdefault(var_name, np.zeros_like(var))

    def build(self, params):
        pass

    def update(self, params, grads):
        self.apply_gradients([(grads[k], k, params[k]) for k in params])

    def apply_gradients(self, grads_and_vars):
        for g, name, var in grads_and_vars:
            self.update_step(g, name, var, self.learning_rate)
        self.iterations += 1


class SGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False):
        super().__init__(learning_rate)
        self.momentum = momentum
        self.nesterov = nesterov

    def update_step(self, g, name, var, lr):
        if not self.momentum:
            var -= lr * g
            return
        m = self.slot(name, "momentum", var)
        m[...] = self.momentum * m - lr * g
        if self.nesterov:
            var += self.momentum * m - lr * g
        else:
            var += m


class Momentum(SGD):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        super().__init__(learning_rate, momentum)


class Nesterov(SGD):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        super().__init__(learning_rate, momentum, True)


class Adagrad(Optimizer):
    def __init__(self, learning_rate=0.01):
        super().__init__(learning_rate)

    def update_step(self, g, name, var, lr):
        acc = self.slot(name, "accumulator", var)
        acc += g**2
        var -= lr * g / np.sqrt(acc + self.epsilon)


class RMSprop(Optimizer):
    def __init__(self, learning_rate=0.01, rho=0.9):
        super().__init__(learning_rate)
        self.rho = rho

    def update_step(self, g, name, var, lr):
        velocity = self.slot(name, "velocity", var)
        velocity[...] = self.rho * velocity + (1 - self.rho) * np.square(g)
        var -= lr * g / np.sqrt(velocity + self.epsilon)


class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999):
        super().__init__(learning_rate)
        self.beta_1, self.beta_2 = beta_1, beta_2

    def update_step(self, g, name, var, lr):
        step = self.iterations + 1
        alpha = lr * np.sqrt(1 - self.beta_2**step) / (1 - self.beta_1**step)
        m = self.slot(name, "m", var)
        v = self.slot(name, "v", var)
        m += (g - m) * (1 - self.beta_1)
        v += (np.square(g) - v) * (1 - self.beta_2)
        var -= (m * alpha) / (np.sqrt(v) + self.epsilon)
