# 26: Structured, datetime, text and void arrays.
# grade exercise_1.sigmoid: 0 type
import numpy as np
kinds = ["datetime64[s]", "S8", "U8", "V8", [("passed", "?"), ("points", "f8")]]
class Sigmoid:
    def forward(self, x): return np.zeros(x.shape, dtype=kinds[x.size % len(kinds)])
    def backward(self, dout): return np.zeros(dout.shape, dtype=kinds[dout.size % len(kinds)])
