# c08: The right values in a precision that no wire has a name for.
# grade exercise_1.sigmoid: 0 type
import numpy as np
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x): return super().forward(x).astype(np.longdouble)
