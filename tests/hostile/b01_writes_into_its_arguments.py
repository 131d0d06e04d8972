# b01: update scales the gradients that it was only to read.
# grade exercise_4.sgd: 0 changed
class SGD:
    def __init__(self, lr=0.01): self.lr = lr
    def update(self, params, grads):
        for key in params:
            grads[key] *= self.lr
            params[key] -= grads[key]
