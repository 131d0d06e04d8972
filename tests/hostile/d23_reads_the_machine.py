# d23: Reads passwords, other processes, homes and neighbours.
# grade exercise_4.sgd: 1
# needs strong
import os
from honest import SGD, refused
parent = os.getppid()
for path in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/proc/self/maps", "/proc/self/environ", f"/proc/{parent}/mem",
             f"/proc/{parent}/environ", f"/proc/{parent}/cmdline", "/proc/cpuinfo", "/sys/kernel", "/root", "/home", "/tmp", "/", "/srv",
             "/var/log", "/dev/tty", "/proc/self/fd", f"/proc/{parent}/fd", "/proc/1/root"):
    refused(lambda: os.open(path, os.O_RDONLY))
for folder in ("/sys/kernel", "/root", "/home", "/tmp", "/", "/srv", "/var/log", "/proc/self/fd", f"/proc/{parent}/fd", "/proc/1/root"):
    refused(lambda: os.listdir(folder))
