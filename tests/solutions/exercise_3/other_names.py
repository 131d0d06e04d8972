"""Other names of the class, its arguments and what it keeps, in another order; ε is an argument too."""

import numpy as np


class BatchNorm:
    def __init__(self, scale, shift, epsilon=1e-7, decay=0.9, moving_mean=None, moving_var=None):
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
        self.decay = decay
        self.moving_mean = moving_mean
        self.moving_var = moving_var

    def forward(self, inputs, training=True):
        if inputs.ndim == 4:
            n, c, h, w = inputs.shape
            out = self.forward(inputs.transpose(0, 2, 3, 1).reshape(-1, c), training)
            return out.reshape(n, h, w, c).transpose(0, 3, 1, 2)
        if not training:
            return self.scale * (inputs - self.moving_mean) / (self.moving_var + self.epsilon) ** 0.5 + self.shift
        self.inputs = inputs
        self.mu = np.average(inputs, axis=0)
        self.variance = np.average((inputs - self.mu) ** 2, axis=0)
        if self.moving_mean is None:
            self.moving_mean = np.zeros_like(self.mu)
            self.moving_var = np.zeros_like(self.variance)
        self.moving_mean = self.decay * self.moving_mean + (1 - self.decay) * self.mu
        self.moving_var = self.decay * self.moving_var + (1 - self.decay) * self.variance
        return self.scale * self.normalised() + self.shift

    def normalised(self):
        return (self.inputs - self.mu) * (self.variance + self.epsilon) ** -0.5

    def backward(self, delta):
        if delta.ndim == 4:
            n, c, h, w = delta.shape
            out = self.backward(delta.transpose(0, 2, 3, 1).reshape(-1, c))
            return out.reshape(n, h, w, c).transpose(0, 3, 1, 2)
        m = len(delta)
        x, mu, var = self.inputs, self.mu, self.variance + self.epsilon
        self.d_gamma = (delta * self.normalised()).sum(0)
        self.d_beta = delta.sum(0)
        d_hat = delta * self.scale
        d_var = (d_hat * (x - mu) * -0.5 * var**-1.5).sum(0)
        d_mu = (-d_hat / np.sqrt(var)).sum(0) + d_var * (-2 * (x - mu)).mean(0)
        return d_hat / np.sqrt(var) + d_var * 2 * (x - mu) / m + d_mu / m
