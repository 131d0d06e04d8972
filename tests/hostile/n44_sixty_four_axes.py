# new: Arrays with as many axes as NumPy knows, and with axes of length 0 beside huge ones.
# grade exercise_1.sigmoid: 0 shape type worker.reply
import numpy as np
class Sigmoid:
    def forward(self, x): return np.ones((1,) * 64) if x.size % 2 else np.empty((0, 2**40))
    def backward(self, dout): return np.ones((1,) * 64)
