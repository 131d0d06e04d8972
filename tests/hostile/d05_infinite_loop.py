# d05: A loop without end.
# grade exercise_4.sgd: 0 worker.timeout
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads):
        while True:
            pass
