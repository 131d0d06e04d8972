# new: Integers with millions of digits, whose text takes minutes.
# grade exercise_1.sigmoid: 0 type raised worker.timeout worker.budget
class Sigmoid:
    def forward(self, x): return 7 ** 1_000_000
    def backward(self, dout): raise ValueError(7 ** 1_000_00)
