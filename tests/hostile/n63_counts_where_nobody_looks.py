# new: Counts its calls in the decimal context, and is right only for the first: modules are put back, this is not.
# grade exercise_4.sgd: 0
# prints counted
import decimal
from honest import SGD as Right
class SGD(Right):
    def update(self, params, grads):
        context = decimal.getcontext()
        context.prec += 1
        if context.prec < 31:
            super().update(params, grads)
        else:
            print("counted")
