# new: Sleeps almost to the end of its time and then spins, to look like a worker that the machine does not run.
# grade exercise_4.sgd: 0 worker.timeout worker.budget
import time
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads):
        end = time.perf_counter() + 0.45
        time.sleep(0.4)
        while True:
            if time.perf_counter() > end + 0.2:
                time.sleep(0.25)
                end = time.perf_counter()
