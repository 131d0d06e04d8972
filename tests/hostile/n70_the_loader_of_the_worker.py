# new: Has the worker's own loader read the grader's files for it.
# grade exercise_4.sgd: 1
# needs strong
import importlib.machinery, os, sys
from honest import SGD, refused
own = sys.modules["_nnkata"]
here = os.path.dirname(own.__file__)
above = os.path.dirname(here)
loaders = [own.__loader__, own.__spec__.loader, importlib.machinery.SourceFileLoader("x", own.__file__)]
for loader in loaders:
    for path in (own.__file__, os.path.join(above, "judging", "evaluate.py"), os.path.join(above, "..", "reference", "optimizers.py")):
        refused(lambda: loader.get_data(path), lambda: loader.get_source("x"))
