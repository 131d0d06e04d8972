# d31: Memory that is not counted as its own: memory files, shared memory, pipes, queues.
# grade exercise_4.sgd: 1
# needs strong
import mmap, os
from multiprocessing import shared_memory
from honest import SGD, call, refused
refused(os.pipe, lambda: os.memfd_create("x"), lambda: call("shmget", 0, 1 << 20, 0o1777), lambda: call("msgget", 0, 0o1777),
        lambda: call("semget", 0, 1, 0o1777), lambda: shared_memory.SharedMemory(create=True, size=1 << 20),
        lambda: call("eventfd2", 0, 0), lambda: mmap.mmap(-1, 2 << 30))
