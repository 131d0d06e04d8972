# 27: Honest: big-endian, read-only, strided backwards, and in columns. All of it is right.
# grade exercise_1.sigmoid: 1
import numpy as np
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x):
        out = super().forward(x)
        out = out.astype(">f8") if x.size % 2 else np.asfortranarray(out)[::-1].copy()[::-1]
        out.flags.writeable = False
        return out
