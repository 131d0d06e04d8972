# new: Says that the worker is lost, with a list for a reason.
# grade exercise_4.sgd: 0 worker.reply
import os, sys
os.write(4, sys.modules["_nnkata.wire"].frame((1, "lost", [["x" * 1000] * 1000])))
from honest import SGD
