# c13: A list with more items than anybody wants.
# grade exercise_1.sigmoid: 0 type worker.timeout worker.budget raised
class Sigmoid:
    def forward(self, x): return [0.5] * 5_000_000
    def backward(self, dout): return [[0.5] * 4000] * 4000
