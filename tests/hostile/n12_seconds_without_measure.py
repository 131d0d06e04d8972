# new: Claims that a play took longer than the universe, and not at all.
# grade exercise_4.sgd: 0 worker.reply
import sys
serve = sys.modules["_nnkata.serve"]
real = serve.execute
serve.execute = lambda *given: (*real(*given)[:3], float("inf"))
from honest import SGD
