# b03: Every result is the same buffer, overwritten by the next.
# grade exercise_1.sigmoid: 0 altered
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x):
        self.buffer = super().forward(x)
        return self.buffer
    def backward(self, dout):
        right = super().backward(dout)
        self.buffer[...] = right
        return self.buffer
