# d27: Traces its parent, reads its memory, takes its descriptors.
# grade exercise_4.sgd: 1
# needs strong
import os
from honest import SGD, call, refused
p = os.getppid()
refused(lambda: call("ptrace", 16, p, 0, 0), lambda: call("ptrace", 0x4206, p, 0, 0), lambda: call("process_vm_readv", p, 0, 0, 0, 0, 0),
        lambda: call("pidfd_open", p, 0), lambda: call("pidfd_getfd", 3, 0, 0), lambda: call("kcmp", p, p, 0, 0, 0),
        lambda: open(f"/proc/{p}/mem", "rb"), lambda: open(f"/proc/{p}/maps"))
