# new: Prints by C's own streams and by descriptor, past whatever Python holds of them: it is the same pipe.
# grade exercise_4.sgd: 1
# prints [text]
import ctypes, os
from honest import SGD
libc = ctypes.CDLL(None)
libc.puts(b"::error::from C [text]\x1b[2J")
libc.fflush(None)
os.write(1, b"##[error]by descriptor\xff\xfe\n")
