# new: Class data that cannot be copied or put back: a class whose __setattr__ raises, and a list of itself.
# grade exercise_4.sgd: 1
class Stubborn(type):
    def __setattr__(cls, name, value): raise TypeError("no")
    def __delattr__(cls, name): raise TypeError("no")
loop = []
loop.append(loop)
from honest import SGD as Right
class SGD(Right, metaclass=Stubborn):
    data = {"a": loop, "b": (i for i in range(3))}
