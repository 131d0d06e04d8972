# d33: A finder of its own answers every later import, and sys.modules is emptied.
# grade exercise_4.sgd: 0 worker.reply
import sys
from honest import SGD
class Finder:
    def find_spec(self, name, path=None, target=None): raise ImportError(f"no {name} for you")
sys.meta_path.insert(0, Finder())
for name in list(sys.modules):
    if name not in ("sys", "builtins"):
        del sys.modules[name]
