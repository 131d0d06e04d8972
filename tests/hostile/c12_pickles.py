# c12: Objects that run code wherever they are unpickled.
# grade exercise_1.sigmoid: 0 type
import os
class Bomb:
    def __reduce__(self): return os.system, ("touch /tmp/nnkata-was-here",)
    def __reduce_ex__(self, protocol): return self.__reduce__()
class Sigmoid:
    def forward(self, x): return Bomb()
    def backward(self, dout): return Bomb()
