# 32: Automatic differentiation of its own, by dual numbers: arguably a fine answer, and right.
# grade exercise_1.tanh: 1
import numpy as np
class Dual:
    def __init__(self, a, b): self.a, self.b = a, b
    def tanh(self):
        t = np.tanh(self.a)
        return Dual(t, self.b * (1 - t * t))
class Tanh:
    def forward(self, x):
        self.y = Dual(x, np.ones_like(x)).tanh()
        return self.y.a.copy()
    def backward(self, dout): return dout * self.y.b
