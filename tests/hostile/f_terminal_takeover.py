# 91: Pushes letters into the terminal of whoever grades.
# grade exercise_4.sgd: 1
# needs strong
import fcntl, os
from honest import SGD, refused
for descriptor in range(3):
    refused(lambda: fcntl.ioctl(descriptor, 0x5412, b"x"), lambda: fcntl.ioctl(descriptor, 0x541C, b"\x03"))
refused(lambda: os.open("/dev/tty", os.O_RDWR), lambda: os.open("/dev/ptmx", os.O_RDWR))
