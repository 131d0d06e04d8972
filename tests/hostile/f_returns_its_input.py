# 41: Returns the very array that it was given, changed.
# grade exercise_1.relu: 0 changed
import numpy as np
class Relu:
    def forward(self, x):
        self.mask = x <= 0
        x[self.mask] = 0
        return x
    def backward(self, dout):
        dout[self.mask] = 0
        return dout
