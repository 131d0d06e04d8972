# new: Text with fields and attributes in braces, for whoever formats it twice.
# grade exercise_4.sgd: 0 raised
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads): raise ValueError("{0.__class__.__mro__} {type} %s %(x)s ${HOME}")
