# new: Makes every system call that there is, by its number.
# grade exercise_4.sgd: 1
# needs strong
import ctypes, errno, platform
from honest import SGD
harmless = {0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 17, 23, 24, 25, 28, 32, 35, 39, 60, 63, 72, 79, 96, 98, 99, 100,
            102, 104, 107, 108, 110, 131, 186, 201, 202, 204, 217, 219, 228, 229, 230, 231, 257, 262, 269, 270, 271, 273, 302, 318, 324,
            332, 335, 336, 439}  # 335, 336: some kernels answer them before any filter, by SIGILL
if platform.machine() == "x86_64":
    libc = ctypes.CDLL(None, use_errno=True)
    for number in range(600):
        if number in harmless:
            continue
        got = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
        if got != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS, errno.ENOTTY):
            raise SystemExit(f"{number}: {got} {ctypes.get_errno()}")
