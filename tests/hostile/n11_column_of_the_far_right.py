# new: A forged syntax error in column 2**62, for whoever draws an arrow below it.
# grade exercise_4.sgd: 0 worker.reply
import sys
sources = sys.modules["_nnkata.sources"]
def load(self):
    self.trouble = ("load.syntax", {"file": self.entry, "line": 1, "column": 2**62, "text": "x", "message": "no"}, ())
sources.Submission.load = load
import _nnkata.serve, os
os.write(4, _nnkata.serve.frame((1, "trouble", ("load.syntax", {"file": "a", "line": 1, "column": 2**62, "text": "x", "message": "no"}, ()))))
