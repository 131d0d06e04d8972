# 要素ごとに for 文で計算する。状態は配列の id で覚える。
import math

import numpy as np


class SGD:
    def __init__(self, eta=0.01):
        self.eta = eta

    def update(self, params, grads):
        for name in params:
            w = params[name]
            g = grads[name]
            for i in np.ndindex(w.shape):
                w[i] -= self.eta * g[i]


class Momentum:
    def __init__(self, eta=0.01, alpha=0.9):
        self.eta = eta
        self.alpha = alpha
        self.state = {}

    def update(self, params, grads):
        for name, w in params.items():
            if id(w) not in self.state:
                # 参照も持っておく(idが再利用されないように)
                self.state[id(w)] = (w, np.zeros(w.shape))
            v = self.state[id(w)][1]
            for i in np.ndindex(w.shape):
                v[i] = self.alpha * v[i] - self.eta * grads[name][i]
                w[i] += v[i]


class Nesterov:
    def __init__(self, eta=0.01, alpha=0.9):
        self.eta = eta
        self.alpha = alpha
        self.state = {}

    def update(self, params, grads):
        for name, w in params.items():
            if id(w) not in self.state:
                self.state[id(w)] = (w, np.zeros(w.shape))
            v = self.state[id(w)][1]
            for i in np.ndindex(w.shape):
                step = self.eta * grads[name][i]
                w[i] += self.alpha * self.alpha * v[i] - (1 + self.alpha) * step
                v[i] = self.alpha * v[i] - step


class AdaGrad:
    def __init__(self, eta=0.01, eps=1e-7):
        self.eta = eta
        self.eps = eps
        self.state = {}

    def update(self, params, grads):
        for name, w in params.items():
            if id(w) not in self.state:
                self.state[id(w)] = (w, np.zeros(w.shape))
            h = self.state[id(w)][1]
            for i in np.ndindex(w.shape):
                h[i] += grads[name][i] ** 2
                w[i] -= self.eta * grads[name][i] / (math.sqrt(h[i]) + self.eps)


class RMSprop:
    def __init__(self, eta=0.01, rho=0.99, eps=1e-7):
        self.eta = eta
        self.rho = rho
        self.eps = eps
        self.state = {}

    def update(self, params, grads):
        for name, w in params.items():
            if id(w) not in self.state:
                self.state[id(w)] = (w, np.zeros(w.shape))
            h = self.state[id(w)][1]
            for i in np.ndindex(w.shape):
                h[i] = self.rho * h[i] + (1 - self.rho) * grads[name][i] ** 2
                w[i] -= self.eta * grads[name][i] / (math.sqrt(h[i]) + self.eps)


class Adam:
    def __init__(self, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.eta = eta
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.t = 0
        self.state = {}

    def update(self, params, grads):
        self.t += 1
        for name, w in params.items():
            if id(w) not in self.state:
                self.state[id(w)] = (w, np.zeros(w.shape), np.zeros(w.shape))
            _, m, v = self.state[id(w)]
            for i in np.ndindex(w.shape):
                g = grads[name][i]
                m[i] = self.beta1 * m[i] + (1 - self.beta1) * g
                v[i] = self.beta2 * v[i] + (1 - self.beta2) * g * g
                m_hat = m[i] / (1 - self.beta1**self.t)
                v_hat = v[i] / (1 - self.beta2**self.t)
                w[i] -= self.eta * m_hat / (math.sqrt(v_hat) + self.eps)
