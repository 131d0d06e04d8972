# c09: A matrix, whose product is another one.
# grade exercise_1.sigmoid: 0 type
import numpy as np
class Sigmoid:
    def forward(self, x): return np.matrix(np.ravel(x))
    def backward(self, dout): return np.matrix(np.ravel(dout))
