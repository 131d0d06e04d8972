"""What a GPU's driver needs of the lock beyond what NumPy does, as data.

Written from NVIDIA's documentation of which device files and folders a process in a container is to be given, and from
what CUDA's user-space driver is known to call. NOT TESTED on hardware: no machine of the project has a GPU. The way in
which a device's rules enter the lock is tested with devices that every Linux has.

A worker with a GPU is held less well, and its report says so: the driver maps far more addresses than there is memory,
so that memory cannot be bounded by the kernel, and starts threads of its own. Who wants more gives it a container.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Needs:
    """readable: files and folders; devices: files that are opened for reading and writing, and spoken to with ioctl;
    calls: further system calls, by machine and name; bounded: whether memory and threads can still be limited
    """

    readable: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    bounded: bool = True


NOTHING = Needs()

NVIDIA = Needs(
    readable=(
        "/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices", "/proc/self", "/proc/cpuinfo",
        "/proc/meminfo",
        "/sys/bus/pci", "/sys/class", "/sys/devices", "/sys/module/nvidia", "/sys/module/nvidia_uvm",
        "/etc/ld.so.cache", "/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/local/cuda", "/usr/share/nvidia",
    ),
    devices=(
        "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset", "/dev/nvidia-caps",
        *(f"/dev/nvidia{number}" for number in range(16)),
    ),
    calls={
        "x86_64": {
            "pipe2": 293, "eventfd2": 290, "clone": 56, "mlock": 149, "munlock": 150, "sched_setaffinity": 203,
            "sched_getparam": 143, "sched_getscheduler": 145, "sched_get_priority_max": 146,
            "sched_get_priority_min": 147, "get_mempolicy": 239, "mbind": 237, "readlink": 89, "mincore": 27,
            "epoll_create1": 291, "epoll_ctl": 233, "epoll_wait": 232, "epoll_pwait": 281, "msync": 26,
        },
        "aarch64": {
            "pipe2": 59, "eventfd2": 19, "clone": 220, "mlock": 228, "munlock": 229, "sched_setaffinity": 122,
            "sched_getparam": 121, "sched_getscheduler": 120, "sched_get_priority_max": 125,
            "sched_get_priority_min": 126, "get_mempolicy": 236, "mbind": 235, "readlinkat": 78, "mincore": 232,
            "epoll_create1": 20, "epoll_ctl": 21, "epoll_pwait": 22, "msync": 227,
        },
    },
    bounded=False,
)  # fmt: skip

OF: dict[str, Needs] = {"cupy": NVIDIA}
"""By library."""


def needs(backend: str) -> Needs:
    """Those of a backend's library; most need nothing."""
    return OF.get(backend.partition(":")[0], NOTHING)
