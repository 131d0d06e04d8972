# a13: forward is wrong and backward is its right derivative.
# grade exercise_1.sigmoid: 0 values
class Sigmoid:
    def forward(self, x): return 3.0 * x
    def backward(self, dout): return 3.0 * dout
