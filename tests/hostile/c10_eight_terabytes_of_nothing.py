# c10: A view with strides of 0 that claims eight terabytes.
# grade exercise_1.sigmoid: 0 type
import numpy as np
class Sigmoid:
    def forward(self, x): return np.broadcast_to(np.float64(0.5), (1 << 20, 1 << 20))
    def backward(self, dout): return np.broadcast_to(np.float64(0.5), (1 << 20, 1 << 20))
