"""How fast a class is graded: submissions a second a core, what a second core brings, and the peak of memory.

    python benchmarks/class.py                 200 submissions, on one core and on two
    python benchmarks/class.py --students 20   a shorter look

Two classes: `honest`, right answers and known mistakes, and `mixed`, in which one in ten crashes, does not load or
never ends. An endless one is waited for as long as the exercise allows, whatever the machine. Each run is the real
command in processes of its own, bound to its cores; give the machine nothing else to do meanwhile.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = sorted((ROOT / "tests" / "solutions" / "exercise_4").glob("*.py"))
MISTAKES = ROOT / "exercises" / "exercise_04_optimizers" / "samples" / "two_mistakes.py"
BROKEN = ("class SGD(\n", "import os\nos.abort()\n", "import torch\n", "while True:\n    pass\n")


def hand_in(folder: Path, students: int, mixed: bool) -> None:
    """A class, each submission other bytes than every other one."""
    folder.mkdir()
    for i in range(students):
        if mixed and i % 10 == 9:
            text = BROKEN[i // 10 % len(BROKEN)]
        elif i % 2:
            text = MISTAKES.read_text(encoding="utf-8")
        else:
            text = SOLUTIONS[i // 2 % len(SOLUTIONS)].read_text(encoding="utf-8")
        (folder / f"s{i:05}.py").write_text(f"# {i}\n{text}", encoding="utf-8")


def run(submissions: Path, cores: int, place: Path) -> tuple[float, int]:
    """Seconds, and the peak of memory in bytes over all processes of the run."""
    book = place / f"{submissions.name}-{cores}.sqlite"
    words = ["-m", "grader", "class", submissions, "--exercise", "4", "--gradebook", book, "--jobs", str(cores)]
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, chosen),
    )
    peak = [0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    process.wait()
    seconds = time.perf_counter() - start
    watcher.join()
    return seconds, peak[0]


def watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], memory(process.pid))
        time.sleep(0.05)


def memory(root: int) -> int:
    """Bytes of the process and all below it, pages that several share counted in parts."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {root}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    total = 0
    for pid in family:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(row.split()[1]) << 10 for row in text.splitlines() if row.startswith("Pss:")), 0)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--classes", nargs="+", default=["honest", "mixed"], choices=["honest", "mixed"])
    chosen = parser.parse_args()
    cores = [n for n in (1, 2) if n <= len(os.sched_getaffinity(0))]
    print(f"{chosen.students} submissions of exercise_4; load of the machine before: {os.getloadavg()[0]:.1f}")
    print(f"{'class':<8} {'cores':>5} {'seconds':>8} {'a second a core':>16} {'speed-up':>9} {'peak MiB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in chosen.classes:
            hand_in(place / name, chosen.students, name == "mixed")
            single = 0.0
            for n in cores:
                seconds, peak = run(place / name, n, place)
                single = single or seconds
                rate = chosen.students / seconds / n
                figures = f"{seconds:>8.1f} {rate:>16.2f} {single / seconds:>9.2f} {peak >> 20:>9}"
                print(f"{name:<8} {n:>5} {figures}", flush=True)


if __name__ == "__main__":
    main()
