"""Mistakes in the tiny exercise."""

import numpy as np

from grader.checks import misconception


def _squares(x):
    return x * x


def _in_place(x):
    x *= 2
    return x.copy()


class _Scale:
    def __init__(self, k):
        self.k = k

    def forward(self, x):
        self.x = x
        return self.k * x

    def backward(self, dout):
        self.dk = np.sum(self.x * dout)
        return self.k * dout


class _IgnoresUpstream(_Scale):
    def backward(self, dout):
        super().backward(dout)
        return self.k * np.ones_like(dout)


class _MeanOfProducts(_Scale):
    def backward(self, dout):
        dx = super().backward(dout)
        self.dk = np.mean(self.x * dout)
        return dx


squares = misconception("double", caught_by="values", double=_squares)
changes_argument = misconception("double", caught_by="untouched", double=_in_place)
ignores_upstream = misconception("scale", caught_by="layer_values", Scale=_IgnoresUpstream)
averages_dk = misconception("scale", caught_by="layer_values", Scale=_MeanOfProducts)
