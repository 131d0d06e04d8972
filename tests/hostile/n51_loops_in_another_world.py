# new: Says that its loops lie at lines that no file has, in names that it does not define.
# grade exercise_4.sgd: 0 worker.reply
import sys
sources = sys.modules["_nnkata.sources"]
real = sources.Submission.facts
sources.Submission.facts = lambda self, d: {**real(self, d), "loops": {"\x1b[2J" * 100: -(2**62)}}
from honest import SGD
