# new: An exception with a hundred thousand frames at lines that no file has.
# grade exercise_4.sgd: 0 worker.reply worker.timeout
import sys
serve = sys.modules["_nnkata.serve"]
frames = (("answer.py", -(2**62), "f", "x" * 1000),) * 20_000
serve.execute = lambda program, *_: (
    (("raised", {"type": "ValueError", "kinds": ("ValueError",), "message": "", "frames": frames}, ()),), (), (), 0.0)
from honest import SGD
