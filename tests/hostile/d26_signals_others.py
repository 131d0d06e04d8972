# d26: Signals its parent, its group, everybody.
# grade exercise_4.sgd: 1
# needs strong
import os, signal
from honest import SGD, call, refused
for pid in (os.getppid(), 1, -1, 0, -os.getppid()):
    refused(lambda: os.kill(pid, 0), lambda: os.kill(pid, signal.SIGKILL), lambda: call("rt_sigqueueinfo", pid, 9, 0))
refused(lambda: os.killpg(os.getppid(), 9), lambda: signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9))
