# c09: A generator instead of an array.
# grade exercise_1.sigmoid: 0 type
class Sigmoid:
    def forward(self, x): return (v for v in x)
    def backward(self, dout): return (v for v in dout)
