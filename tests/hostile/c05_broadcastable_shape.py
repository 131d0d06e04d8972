# c05: The right numbers in a shape that broadcasting would forgive.
# grade exercise_1.sigmoid: 0 shape
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x): return super().forward(x)[None]
    def backward(self, dout): return super().backward(dout)[None]
