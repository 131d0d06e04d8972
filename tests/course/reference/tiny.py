"""Right answers of the tiny exercise."""

import numpy as np


def double(x):
    """Twice x."""
    return 2 * x


class Scale:
    """y = k x"""

    def __init__(self, k):
        self.k = k

    def forward(self, x):
        self.x = x
        return self.k * x

    def backward(self, dout):
        self.dk = np.sum(self.x * dout)
        return self.k * dout
