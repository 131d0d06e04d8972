# new: Wrong at once, and as slow as is allowed from then on, while the grader looks for what the mistake is.
# grade exercise_4.sgd: 0
# prints slow
# limits call_seconds=0.3 total_seconds=1.5
import itertools, time
numbers = itertools.count(1)
class SGD:
    def __init__(self, lr=0.01): self.lr = lr
    def update(self, params, grads):
        n = next(numbers)
        if n > 12:
            print("slow")
            time.sleep(0.2)
        for key in params:
            params[key] += self.lr * grads[key]
