"""Exercise 5: regularisers. Formulas, an example: README.en.md, or `grade show exercise_5`.

Write NumPy in place of every `raise` line. No function changes an array that it was given.

W: weights, a float array of any shape
lam: λ, how strongly to regularise, a number of 0 or more

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np


def l1_penalty(W, lam):
    """λ · Σ |w|, one number"""
    raise NotImplementedError("l1_penalty")


def l1_gradient(W, lam):
    """∂(λ · Σ |w|)/∂W = λ · sign(w), the shape of W; 0 where w is 0"""
    raise NotImplementedError("l1_gradient")


def l2_penalty(W, lam):
    """½ · λ · Σ w², one number"""
    raise NotImplementedError("l2_penalty")


def l2_gradient(W, lam):
    """∂(½ · λ · Σ w²)/∂W = λ · w, the shape of W"""
    raise NotImplementedError("l2_gradient")


def p_norm(W, p):
    """(Σ |w|^p)^(1/p) over all entries, one number

    p: a number of 1 or more
    """
    raise NotImplementedError("p_norm")


class Dropout:
    """In training switches off every entry with probability dropout_ratio; otherwise scales by 1 − ratio."""

    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.mask = None

    def forward(self, x, train_flg=True):
        """Training: y = x where the mask keeps, else 0; a new mask at each call, one draw for each entry.
        Otherwise: y = x · (1 − dropout_ratio).

        x: any shape; returns: the same shape
        """
        raise NotImplementedError("Dropout.forward")

    def backward(self, dout):
        """dx = dout where the mask of the last forward in training kept, else 0"""
        raise NotImplementedError("Dropout.backward")


def regularized_gradients(params, grads, lam, kind):
    """Gradients of loss + penalty: the penalty's gradient on top of every weight's, biases as they are.

    params, grads: dicts with the same names and shapes; names of weights begin with W: W1, W2, …
    kind: "l1" or "l2"
    returns: a new dict with the same names and shapes
    """
    raise NotImplementedError("regularized_gradients")
