# c09: Lists instead of arrays.
# grade exercise_1.sigmoid: 0 type
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x): return super().forward(x).tolist()
    def backward(self, dout): return super().backward(dout).tolist()
