# new: Opens paths as mere places, which no rule on reading covers, and goes on from there.
# grade exercise_4.sgd: 1
# needs strong
# prints has a place
import os
from honest import SGD, refused
for path in ("/", "/etc", "/proc", os.path.dirname(os.path.dirname(os.__file__))):
    try:
        place = os.open(path, os.O_PATH)
    except FileNotFoundError:
        continue
    print("has a place")
    refused(lambda: os.open(".", os.O_RDONLY, dir_fd=place), lambda: os.open("..", os.O_RDONLY, dir_fd=place),
            lambda: os.open("passwd", os.O_RDONLY, dir_fd=place) if path == "/etc" else os.open("/etc", os.O_RDONLY),
            lambda: os.readlink("self", dir_fd=place), lambda: os.fchdir(place), lambda: os.fchmod(place, 0o777),
            lambda: os.mkdir("nnkata-was-here", dir_fd=place), lambda: os.mkfifo("nnkata-was-here", dir_fd=place),
            lambda: os.rename("nnkata-1", "nnkata-2", src_dir_fd=place, dst_dir_fd=place),
            lambda: os.symlink("/", "nnkata-was-here", dir_fd=place), lambda: os.open("nnkata", os.O_CREAT, dir_fd=place))
    os.close(place)
