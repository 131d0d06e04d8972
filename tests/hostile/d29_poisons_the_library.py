# d29: Writes into the libraries that the next submission will load.
# grade exercise_4.sgd: 1
# needs strong
import os, py_compile
import numpy as np
from honest import SGD, refused
for place in (os.path.dirname(np.__file__), os.path.dirname(os.__file__), os.path.dirname(os.path.dirname(np.__file__))):
    refused(lambda: open(os.path.join(place, "sitecustomize.py"), "w"), lambda: open(os.path.join(place, "evil.pth"), "w"),
            lambda: open(os.path.join(place, "__pycache__", "x.pyc"), "wb"), lambda: open(os.path.join(place, "__init__.py"), "r+"))
refused(lambda: open(os.__file__, "r+"), lambda: open(np.__file__, "a"))
np.exp = np.add = None
