# new: Looks for a descriptor that was left open, and for those of its parents and neighbours behind their numbers.
# grade exercise_4.sgd: 1
# needs strong
import os, stat
from honest import SGD, refused
kinds = {}
for number in range(4096):
    try:
        kinds[number] = stat.S_IFMT(os.fstat(number).st_mode)
    except OSError:
        continue
if kinds != {0: stat.S_IFCHR, **dict.fromkeys((1, 2, 3, 4), stat.S_IFIFO)}:
    raise SystemExit(f"it worked: {kinds}")
for number in (1, 2, 3, 4):
    refused(lambda: os.open(f"/proc/self/fd/{number}", os.O_WRONLY), lambda: os.lockf(number, os.F_LOCK, 0),
            lambda: os.ftruncate(number, 0), lambda: os.set_blocking(number, False))
for process in {1, os.getppid(), *range(max(1, os.getpid() - 60), os.getpid())}:
    for number in range(12):
        try:
            got = os.open(f"/proc/{process}/fd/{number}", os.O_RDONLY)
        except OSError:
            continue
        raise SystemExit(f"it worked: {process} {number} {os.fstat(got)}")
