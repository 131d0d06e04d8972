# new: In the further examples every failure is another one, so that nothing that shrinks it sees it twice.
# grade exercise_4.sgd: 0
# prints another
# examples 120
import itertools
from honest import SGD as Right
numbers = itertools.count(1)
class SGD(Right):
    def update(self, params, grads):
        n = next(numbers)
        super().update(params, grads)
        if n > 40 and n % 3 == 0:
            print("another")
            kinds = (ValueError, KeyError, ZeroDivisionError, type(f"E{n}", (Exception,), {}))
            raise kinds[n % 4](n)
