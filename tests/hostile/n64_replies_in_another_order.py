# new: Keeps its replies back and sends them in the other order, two at a time.
# grade exercise_4.sgd: 0 worker.reply worker.timeout
import os
from honest import SGD
real, kept = os.write, []
def write(descriptor, data):
    if descriptor != 4:
        return real(descriptor, data)
    kept.append(bytes(data))
    if len(kept) == 2:
        real(4, kept.pop() + kept.pop())
    return len(data)
os.write = write
