"""The affine layer."""

from __future__ import annotations

from reference.namespace import Array, namespace


class Affine:
    """out = x W + b, where x (N, …) is taken as N rows of D numbers.

    W: (D, K)
    b: (K,)
    x, dx: (N, D), or any (N, …) with D numbers a sample, e.g. images (N, C, H, W)
    out, dout: (N, K)
    dW, db: shapes of W and b; sums over the N samples
    """

    def __init__(self, W: Array, b: Array) -> None:
        self.W = W
        self.b = b

    def forward(self, x: Array) -> Array:
        self.original_x_shape = x.shape
        self.x = namespace(x).reshape(x, (x.shape[0], -1))
        return self.x @ self.W + self.b

    def backward(self, dout: Array) -> Array:
        xp = namespace(dout)
        self.dW = self.x.T @ dout
        self.db = xp.sum(dout, axis=0)
        return xp.reshape(dout @ self.W.T, self.original_x_shape)
