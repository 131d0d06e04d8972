"""Other spellings of the classes and of what they are given, in another order, some by keyword only."""

import numpy as np


class Sgd:
    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate

    def update(self, weights, gradients):
        for name in weights:
            weights[name] -= self.learning_rate * gradients[name]


class MomentumSGD:
    def __init__(self, mu=0.9, learning_rate=0.01):
        self.learning_rate = learning_rate
        self.mu = mu
        self.velocities = {}

    def update(self, weights, gradients):
        for name in weights:
            velocity = self.velocities.setdefault(name, np.zeros_like(weights[name]))
            velocity *= self.mu
            velocity -= self.learning_rate * gradients[name]
            weights[name] += velocity


class NAG:
    def __init__(self, *, eta=0.01, momentum=0.9):
        self.eta = eta
        self.momentum = momentum
        self.velocities = {}

    def update(self, weights, gradients):
        for name in weights:
            old = self.velocities.get(name, 0)
            new = self.momentum * old - self.eta * gradients[name]
            weights[name] += -self.momentum * old + (1 + self.momentum) * new
            self.velocities[name] = new


class Adagrad:
    def __init__(self, eta=0.01, epsilon=1e-8):
        self.eta = eta
        self.epsilon = epsilon
        self.history = {}

    def update(self, weights, gradients):
        for name in weights:
            self.history[name] = self.history.get(name, 0) + gradients[name] ** 2
            weights[name] -= self.eta / (np.sqrt(self.history[name]) + self.epsilon) * gradients[name]


class RMSProp:
    def __init__(self, learning_rate=0.01, rho=0.99, epsilon=1e-7):
        self.learning_rate = learning_rate
        self.rho = rho
        self.epsilon = epsilon
        self.history = {}

    def update(self, weights, gradients):
        for name in weights:
            g = gradients[name]
            self.history[name] = self.rho * self.history.get(name, 0) + (1 - self.rho) * g * g
            weights[name] -= self.learning_rate / (np.sqrt(self.history[name]) + self.epsilon) * g


class Adam:
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.learning_rate = learning_rate
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.iterations = 0
        self.m, self.v = {}, {}

    def update(self, weights, gradients):
        self.iterations += 1
        for name in weights:
            g = gradients[name]
            self.m[name] = self.m.get(name, 0) * self.beta_1 + g * (1 - self.beta_1)
            self.v[name] = self.v.get(name, 0) * self.beta_2 + g * g * (1 - self.beta_2)
            m = self.m[name] / (1 - self.beta_1**self.iterations)
            v = self.v[name] / (1 - self.beta_2**self.iterations)
            weights[name] -= self.learning_rate * m / (np.sqrt(v) + self.epsilon)
