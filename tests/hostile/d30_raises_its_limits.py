# d30: Raises its limits, makes namespaces, loads kernel programs.
# grade exercise_4.sgd: 1
# needs strong
import resource
from honest import SGD, call, refused
for name in ("AS", "CPU", "NPROC", "FSIZE", "NOFILE"):
    number = getattr(resource, f"RLIMIT_{name}")
    refused(lambda: resource.setrlimit(number, (resource.RLIM_INFINITY,) * 2), lambda: resource.prlimit(0, number, (1 << 40, 1 << 40)))
for name in ("unshare", "mount", "bpf", "io_uring_setup", "keyctl", "add_key", "userfaultfd", "chroot", "setns", "personality",
             "perf_event_open", "name_to_handle_at", "open_by_handle_at", "prctl", "seccomp", "landlock_create_ruleset", "openat2",
             "timer_create", "inotify_init", "sched_setscheduler", "setpriority", "syslog", "reboot", "setsid"):
    refused(lambda: call(name, -1, -1, -1, -1, -1))
