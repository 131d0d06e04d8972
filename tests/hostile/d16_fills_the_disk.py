# d16: Writes files wherever files can be written.
# grade exercise_4.sgd: 1
# needs strong
import os, tempfile
from honest import SGD, refused
for folder in (".", "/tmp", "/var/tmp", "/dev/shm", "/run", "/root", "/home", os.path.dirname(os.__file__)):
    refused(lambda: open(os.path.join(folder, "nnkata-was-here"), "wb"), lambda: os.mkdir(os.path.join(folder, "nnkata-was-here")),
            lambda: os.mkfifo(os.path.join(folder, "nnkata-was-here")), lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR))
refused(lambda: tempfile.TemporaryFile(dir="/tmp"), lambda: tempfile.mkdtemp(dir="/tmp"))
