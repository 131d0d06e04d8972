"""What attacks begin with: right answers, and a way to say that an attempt got through."""

import errno

import numpy as np


class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class Sigmoid:
    def forward(self, x):
        e = np.exp(-np.abs(x))
        self.out = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
        return self.out.copy()

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return (dout @ self.W.T).reshape(self.shape)


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def refused(*attempts):
    """Every attempt must end in an error; one that does not, ends the submission, which then is worth nothing. What
    fails for another reason than a lock's proves nothing, and is told in the output."""
    for attempt in attempts:
        try:
            got = attempt()
        except (OSError, ImportError, ValueError, MemoryError, RuntimeError) as error:
            if isinstance(error, OSError) and error.errno not in LOCKED and error.errno > 0:
                print(f"not by a lock: {error}")
            continue
        raise SystemExit(f"it worked: {got!r}")


LOCKED = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOTTY, errno.ENOMEM, errno.EAGAIN}


def call(name, *arguments):
    """A system call by its number on x86_64, by ctypes; OSError where it is refused."""
    import ctypes

    numbers = {
        "shmget": 29, "msgget": 68, "semget": 64, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101,
        "personality": 135, "prctl": 157, "chroot": 161, "mount": 165, "keyctl": 250, "add_key": 248,
        "inotify_init": 253, "unshare": 272, "eventfd2": 290, "setns": 308, "process_vm_readv": 310,
        "memfd_create": 319, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425, "pidfd_open": 434,
        "pidfd_getfd": 438, "memfd_secret": 447, "setrlimit": 160, "flock": 73, "socket": 41, "sendto": 44,
        "perf_event_open": 298, "name_to_handle_at": 303, "open_by_handle_at": 304, "execveat": 322, "clone3": 435,
        "openat2": 437, "timer_create": 222, "sched_setscheduler": 144, "setpriority": 141, "vmsplice": 278,
        "splice": 275, "tee": 276, "sendfile": 40, "pipe2": 293, "setsid": 112, "rt_sigqueueinfo": 129,
        "landlock_create_ruleset": 444, "seccomp": 317, "syslog": 103, "reboot": 169, "kcmp": 312,
    }
    libc = ctypes.CDLL(None, use_errno=True)
    values = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    got = libc.syscall(ctypes.c_long(numbers[name]), *values)
    if got < 0:
        raise OSError(ctypes.get_errno(), name)
    return got
