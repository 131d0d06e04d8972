# new: Maps the libraries that every worker shares, and tries to write into the pages themselves.
# grade exercise_4.sgd: 1
import ctypes, mmap, os
import numpy as np
from honest import SGD, refused
def writable(path):
    handle = os.open(path, os.O_RDONLY)
    return mmap.mmap(handle, 4096, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ | mmap.PROT_WRITE)
def made_writable(path):
    handle = os.open(path, os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    place = libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, handle, 0)
    if libc.mprotect(ctypes.c_void_p(place), 4096, mmap.PROT_READ | mmap.PROT_WRITE):
        raise OSError(ctypes.get_errno(), "mprotect")
for path in (os.__file__, np.__file__, np.linalg._umath_linalg.__file__):
    refused(lambda: writable(path), lambda: made_writable(path))
