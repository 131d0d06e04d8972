# new: Makes a system call by its x32 number, which filters that only know the others let pass.
# grade exercise_4.sgd: 0 worker.died
# needs strong
import ctypes
from honest import SGD
ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 | 39))
