# new: Answers each call only after half of what is allowed, so that a class waits longest for the least.
# grade exercise_4: 0 worker.budget worker.timeout
# limits call_seconds=1.0 total_seconds=1.5
import time
from honest import SGD
class Slow(SGD):
    def __init__(self, *more, **named): super().__init__(0.01)
    def update(self, params, grads): time.sleep(0.3)
SGD = Momentum = Nesterov = AdaGrad = RMSprop = Adam = Slow
