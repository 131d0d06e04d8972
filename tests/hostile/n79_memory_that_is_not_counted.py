# new: Memory of the kinds that a limit might forget: shared, growing downwards, locked, of huge pages, kept for later.
# grade exercise_4.sgd: 1
# needs strong
import ctypes, mmap
from honest import SGD, call, refused
def mapped(gigabytes, flags):
    return mmap.mmap(-1, gigabytes << 30, flags=flags)
GROWS_DOWN, LOCKED, NO_RESERVE, HUGE = 0x100, 0x2000, 0x4000, 0x40000
libc = ctypes.CDLL(None, use_errno=True)
def locked(name, *arguments):
    if getattr(libc, name)(*arguments):
        raise OSError(ctypes.get_errno(), name)
shared, private = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
refused(lambda: mapped(8, shared), lambda: mapped(8, private | NO_RESERVE), lambda: mapped(8, private | GROWS_DOWN),
        lambda: mapped(8, shared | HUGE), lambda: mapped(1, private | LOCKED), lambda: locked("mlockall", 3),
        lambda: locked("mlock", ctypes.create_string_buffer(4096), 4096), lambda: call("memfd_secret", 0))
