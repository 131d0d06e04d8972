# new: Arrays of other kinds, of which NumPy says that they are arrays, memory maps and records: the numbers count.
# grade exercise_1.sigmoid: 1
import numpy as np
from honest import Sigmoid as Right
class Mapped(np.memmap):
    def __new__(cls, values): return np.asarray(values).view(cls)
    def __array_finalize__(self, other): self._mmap = None
class Sigmoid(Right):
    def forward(self, x): return Mapped(super().forward(x))
    def backward(self, dout): return super().backward(dout).view(np.recarray)
