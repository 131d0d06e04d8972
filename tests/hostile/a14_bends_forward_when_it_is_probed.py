# a14: forward notices that it is differentiated numerically, and then behaves as the wrong backward says.
# grade exercise_1.sigmoid: 0 gradient
# prints bent
import numpy as np
from honest import Sigmoid as Right
def memory():
    seen = []
    return lambda: seen
remember = memory()
class Sigmoid(Right):
    def forward(self, x):
        for x0, out in remember():
            if x0.shape == x.shape and np.all(np.abs(x0 - x) < 0.05):
                print("bent")
                return out.copy()
        out = super().forward(x)
        remember().append((x.copy(), out))
        return out.copy()
    def backward(self, dout):
        return np.zeros_like(dout)
