# new: Answers in a shape that, broadcast against another, would need more memory than there is.
# grade exercise_1.softmax: 0
import numpy as np
class State:
    calls = 0
def softmax(x):
    State.calls += 1
    return np.ones((3_000_000, 1)) if State.calls % 2 else np.ones((1, 3_000_000))
