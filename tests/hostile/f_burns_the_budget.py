# 93: Every call takes just less than a call may.
# grade exercise_4.sgd: 0 worker.budget worker.timeout
# limits call_seconds=0.5 total_seconds=1.0
import time
from honest import SGD as Right
class SGD(Right):
    def update(self, params, grads):
        time.sleep(0.3)
        super().update(params, grads)
