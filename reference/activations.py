"""Activation functions, entry by entry. x and dout may have any shape; results have the same."""

from __future__ import annotations

from reference.namespace import Array, namespace


class Sigmoid:
    """y = 1 / (1 + e⁻ˣ),  dy/dx = y (1 − y)"""

    def forward(self, x: Array) -> Array:
        xp = namespace(x)
        e = xp.exp(-xp.abs(x))  # never above 1, so that it cannot overflow on either side
        self.out = xp.where(x >= 0, 1 / (1 + e), e / (1 + e))
        return self.out

    def backward(self, dout: Array) -> Array:
        return dout * self.out * (1 - self.out)


class Relu:
    """y = max(x, 0),  dy/dx = 1 where x > 0, else 0; the slope at 0 itself is taken as 0"""

    def forward(self, x: Array) -> Array:
        xp = namespace(x)
        self.open = x > 0
        return xp.maximum(x, xp.zeros((), dtype=x.dtype, device=x.device))

    def backward(self, dout: Array) -> Array:
        return dout * namespace(dout).astype(self.open, dout.dtype)


class Tanh:
    """y = tanh x,  dy/dx = 1 − y²"""

    def forward(self, x: Array) -> Array:
        self.out = namespace(x).tanh(x)
        return self.out

    def backward(self, dout: Array) -> Array:
        return dout * (1 - self.out * self.out)
