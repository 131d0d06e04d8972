# c08: The right values as complex numbers.
# grade exercise_1.sigmoid: 0 dtype
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x): return super().forward(x).astype(complex)
    def backward(self, dout): return super().backward(dout).astype(complex)
