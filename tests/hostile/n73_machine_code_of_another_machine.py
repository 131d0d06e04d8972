# new: Writes machine code into memory and calls the kernel by the interface of 32 bits, where 11 is execve.
# grade exercise_4.sgd: 0 worker.died load.exception
# needs strong
import ctypes, mmap
from honest import SGD
memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
memory.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
