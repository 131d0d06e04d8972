"""Other definitions of the tiny exercise."""

import numpy as np

from grader.checks import convention


def _triple(x):
    return 3 * x


class _NegatedGradient:
    def __init__(self, k):
        self.k = k

    def forward(self, x):
        self.x = x
        return self.k * x

    def backward(self, dout):
        self.dk = -np.sum(self.x * dout)
        return self.k * dout


triple = convention("double", dialects=["doubled"], double=_triple)
negated_dk = convention("scale", Scale=_NegatedGradient)
