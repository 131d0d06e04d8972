"""The definitions of torch.optim: the rate outside the momentum buffer, eps 1e-8 (Adagrad 1e-10), m̂ and v̂.

The buffer starts as a copy of the first gradient, which is what momentum · 0 + g gives.
"""

import numpy as np


class Optimizer:
    def __init__(self, lr):
        self.lr = lr
        self.state = {}

    def update(self, params, grads):
        for name, param in params.items():
            self.step(param, grads[name], self.state.setdefault(name, {"step": 0}))

    def step(self, param, grad, state):
        raise NotImplementedError


class SGD(Optimizer):
    def __init__(self, lr=0.01):
        super().__init__(lr)

    def step(self, param, grad, _state):
        param += -self.lr * grad


class Momentum(Optimizer):
    nesterov = False

    def __init__(self, lr=0.01, momentum=0.9, dampening=0.0):
        super().__init__(lr)
        self.momentum = momentum
        self.dampening = dampening

    def step(self, param, grad, state):
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = grad.copy()
        else:
            state["momentum_buffer"] *= self.momentum
            state["momentum_buffer"] += (1 - self.dampening) * grad
        buffer = state["momentum_buffer"]
        direction = grad + self.momentum * buffer if self.nesterov else buffer
        param += -self.lr * direction


class Nesterov(Momentum):
    nesterov = True


class AdaGrad(Optimizer):
    def __init__(self, lr=0.01, eps=1e-10):
        super().__init__(lr)
        self.eps = eps

    def step(self, param, grad, state):
        state["sum"] = state.get("sum", np.zeros_like(param)) + grad * grad
        param += -self.lr * grad / (np.sqrt(state["sum"]) + self.eps)


class RMSprop(Optimizer):
    def __init__(self, lr=0.01, decay_rate=0.99, eps=1e-8):
        super().__init__(lr)
        self.alpha = decay_rate
        self.eps = eps

    def step(self, param, grad, state):
        square_avg = state.setdefault("square_avg", np.zeros_like(param))
        square_avg *= self.alpha
        square_avg += (1 - self.alpha) * grad * grad
        param += -self.lr * grad / (np.sqrt(square_avg) + self.eps)


class Adam(Optimizer):
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr)
        self.betas = (beta1, beta2)
        self.eps = eps

    def step(self, param, grad, state):
        beta1, beta2 = self.betas
        exp_avg = state.setdefault("exp_avg", np.zeros_like(param))
        exp_avg_sq = state.setdefault("exp_avg_sq", np.zeros_like(param))
        state["step"] += 1
        exp_avg += (grad - exp_avg) * (1 - beta1)
        exp_avg_sq *= beta2
        exp_avg_sq += (1 - beta2) * grad * grad
        bias_correction1 = 1 - beta1 ** state["step"]
        bias_correction2 = 1 - beta2 ** state["step"]
        denominator = np.sqrt(exp_avg_sq) / np.sqrt(bias_correction2) + self.eps
        param += -(self.lr / bias_correction1) * exp_avg / denominator
