# new: Module data whose copy never ends.
# grade exercise_4.sgd: 0 worker.timeout
class Slow:
    def __deepcopy__(self, memo):
        while True:
            pass
data = [Slow()]
from honest import SGD
