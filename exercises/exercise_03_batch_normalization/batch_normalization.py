"""Exercise 3: batch normalisation. Formulas, an example: README.en.md, or `grade show exercise_3`.

Write NumPy in place of every `raise` line.

N: samples in a batch, one per row; D: features; images: (N, C, H, W) with C channels

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np


class BatchNormalization:
    """y = γ·x̂ + β with x̂ = (x − μ) / √(σ² + ε), for every feature by itself; ε = 1e-6

    gamma, beta: (D,), for images (C,)
    momentum: the share of the old running value that each batch leaves
    running_mean, running_var: (D,), for images (C,); they begin at 0 where None is given
    """

    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = running_mean
        self.running_var = running_var
        self.dgamma = None
        self.dbeta = None

    def forward(self, x, train_flg=True):
        """Training: μ and σ² of this batch, and both running values move on. Otherwise: the running values.

        x: (N, D) or (N, C, H, W)
        returns: the shape of x
        """
        raise NotImplementedError("BatchNormalization.forward")

    def backward(self, dout):
        """Back through the last forward in training.

        dout: ∂loss/∂y, the shape of y
        sets: self.dgamma and self.dbeta, the shapes of gamma and beta
        returns: ∂loss/∂x, the shape of x
        """
        raise NotImplementedError("BatchNormalization.backward")
