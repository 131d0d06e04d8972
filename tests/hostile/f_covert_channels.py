# 92: Leaves word for the next submission: locks, keyrings, named pipes, shared memory.
# grade exercise_4.sgd: 1
# needs strong
import fcntl, os
from honest import SGD, call, refused
handle = os.open(os.__file__, os.O_RDONLY)
refused(lambda: fcntl.flock(handle, fcntl.LOCK_EX), lambda: fcntl.lockf(handle, fcntl.LOCK_SH), lambda: call("keyctl", 0, -3, 1, 0, 0),
        lambda: fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK), lambda: fcntl.fcntl(handle, fcntl.F_NOTIFY, 1), lambda: call("socket", 40, 1, 0))
