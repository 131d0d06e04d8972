# new: A signal handler and a profile function that act in the worker's own code between two plays.
# grade exercise_4.sgd: 0 values worker.reply worker.died raised load.exception
import sys
def profile(frame, event, arg):
    if event == "call" and frame.f_code.co_name == "plain":
        raise SystemExit("not now")
class SGD:
    def __init__(self, lr=0.01): sys.setprofile(profile)
    def update(self, params, grads): pass
