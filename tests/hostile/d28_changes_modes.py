# d28: Changes modes, owners, times and attributes of files, which Landlock alone would let it.
# grade exercise_4.sgd: 1
# needs strong
import os
from honest import SGD, refused
f = os.__file__
refused(lambda: os.chmod(f, 0o777), lambda: os.chown(f, 0, 0), lambda: os.utime(f), lambda: os.setxattr(f, "user.x", b"1"),
        lambda: os.rename(f, f + "x"), lambda: os.unlink(f), lambda: os.link(f, "/tmp/x"), lambda: os.symlink(f, "/tmp/x"), lambda: os.truncate(f, 0))
