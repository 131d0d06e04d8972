# d11: Recursion without end, in Python and in C.
# grade exercise_4.sgd: 0 raised worker.died worker.timeout
import sys
class SGD:
    def __init__(self, lr=0.01): sys.setrecursionlimit(10**9)
    def update(self, params, grads):
        deep = []
        for _ in range(200_000):
            deep = [deep]
        repr(deep)
        self.update(params, grads)
