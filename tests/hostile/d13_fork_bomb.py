# d13: Forks, by every call that forks.
# grade exercise_4.sgd: 1
# needs strong
import os, subprocess
from honest import SGD, call, refused
refused(os.fork, os.forkpty, lambda: call("fork"), lambda: call("vfork"), lambda: call("clone", 17, 0, 0, 0, 0),
        lambda: call("clone3", 0, 0), lambda: subprocess.Popen(["true"]), lambda: os.posix_spawn("/bin/true", ["true"], {}))
