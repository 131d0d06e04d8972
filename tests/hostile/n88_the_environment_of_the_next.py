# new: Prepares for whoever comes next: paths, a site, an environment, a bytecode cache, handlers for the end.
# grade exercise_4.sgd: 1
# needs strong
import atexit, os, py_compile, site, sys
from honest import SGD, refused
os.environ.update(PYTHONPATH="/tmp", PYTHONSTARTUP="/tmp/x.py", PYTHONINSPECT="1", LD_PRELOAD="/tmp/x.so", HOME="/tmp")
sys.path[:0] = ["/tmp", "/dev/shm", "."]
sys.dont_write_bytecode = False
sys.pycache_prefix = "/tmp/nnkata-was-here"
site.ENABLE_USER_SITE = True
atexit.register(os._exit, 0)
for folder in {*sys.path, os.path.dirname(os.__file__)}:
    if folder.startswith("/") and not folder.endswith(".zip"):
        for name in ("sitecustomize.py", "usercustomize.py", "nnkata-was-here.pth", "numpy.py", "conftest.py", "nnkata.toml"):
            refused(lambda: os.open(os.path.join(folder, name), os.O_CREAT | os.O_WRONLY))
refused(lambda: py_compile.compile(os.__file__, cfile="/tmp/nnkata-was-here.pyc", doraise=True))
