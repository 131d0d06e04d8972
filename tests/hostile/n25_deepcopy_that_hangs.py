# new: Module data whose copy never ends: nobody asks for one.
# grade exercise_4.sgd: 1
class Slow:
    def __deepcopy__(self, memo):
        while True:
            pass
data = [Slow()]
from honest import SGD
