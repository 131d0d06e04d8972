# 28: Honest: overflow warnings, negative zeros and denormals on the way to a right answer.
# grade exercise_1.sigmoid: 1
import numpy as np
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x):
        np.exp(np.array([1e5])), np.array([5e-324]) / 3, np.log(np.array([0.0]))
        return super().forward(x) + -0.0
