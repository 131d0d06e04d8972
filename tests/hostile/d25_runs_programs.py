# d25: Runs another program, from disk and from memory.
# grade exercise_4.sgd: 1
# needs strong
import os, sys
from honest import SGD, call, refused
refused(lambda: os.execv("/bin/sh", ["sh"]), lambda: os.execv(sys.executable, ["python"]), lambda: call("execveat", -100, 0, 0, 0, 0),
        lambda: os.memfd_create("x"), lambda: call("memfd_secret", 0), lambda: os.popen("true").read())
assert os.system("true") != 0
