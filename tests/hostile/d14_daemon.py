# d14: Leaves a daemon behind.
# grade exercise_4.sgd: 0 load.exception
# needs strong
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(0)
from honest import SGD
