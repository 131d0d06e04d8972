"""How fast a class is graded: submissions a second a core, what a second core brings, and the peak of memory.

    python benchmarks/class.py                       200 submissions, on one core and on two
    python benchmarks/class.py --peers .venv-peers   and 20 of them beside otter-grader and nbgrader
    python benchmarks/class.py --many 10000          and whether memory and the page stay small

Two classes: `honest`, right answers and mistakes, and `mixed`, in which one in ten crashes, does not load or never
ends; one in forty never ends and is waited for as long as the exercise allows, whatever the machine. Right answers are
those of tests/solutions, which are written in styles of their own; mistakes are the shipped sample and right answers
with one operator changed. Every submission has other bytes than every other one.

Each run is the real command in processes of its own, bound to its cores. Seconds of processor time are counted beside
those of the clock: on a machine that has other things to do, only their ratios mean something.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from elsewhere import nbgrader, otter

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = sorted((ROOT / "tests" / "solutions" / "exercise_4").glob("*.py"))
MISTAKES = ROOT / "exercises" / "exercise_04_optimizers" / "samples" / "two_mistakes.py"
BROKEN = ("class SGD(\n", "import os\nos.abort()\n", "import torch\n", "while True:\n    pass\n")
OPERATORS = {"+": "-", "-": "+", "*": "/", "/": "*"}
PEERS = {"otter-grader": otter, "nbgrader": nbgrader}
TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.05
DISTINCT = 100  # submissions of a class that is simulated by repetition


def submissions(students: int, mixed: bool) -> Iterator[str]:
    for i in range(students):
        right = SOLUTIONS[i // 2 % len(SOLUTIONS)].read_text(encoding="utf-8")
        if mixed and i % 10 == 9:
            text = BROKEN[i // 10 % len(BROKEN)]
        elif i % 4 == 1:
            text = MISTAKES.read_text(encoding="utf-8")
        else:
            text = mistaken(right, i) if i % 2 else right
        yield f"# {i}\n{text}"


def mistaken(text: str, number: int) -> str:
    """With one of its operators changed."""
    places = [match.start() for match in re.finditer(r"(?<= )[-+*/](?= )", text)]
    at = random.Random(number).choice(places)
    return text[:at] + OPERATORS[text[at]] + text[at + 1 :]


def hand_in(folder: Path, texts: Iterator[str]) -> None:
    folder.mkdir()
    for i, text in enumerate(texts):
        (folder / f"s{i:05}.py").write_text(text, encoding="utf-8")


@dataclass(slots=True)
class Cost:
    """Of a run: seconds on the clock, seconds of processors, the peak of memory in bytes."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0


def grade(folder: Path, cores: int, book: Path) -> Cost:
    """What a class costs. It is graded twice: the clock is read where nobody watches, which takes time of its own."""
    start = time.perf_counter()
    begun(folder, cores, book.with_suffix(".clock")).wait()
    seconds = time.perf_counter() - start
    return replace(watched(folder, cores, book), seconds=seconds)


def watched(folder: Path, cores: int, book: Path) -> Cost:
    cost, start = Cost(), time.perf_counter()
    watch(begun(folder, cores, book), cost)
    cost.seconds = time.perf_counter() - start
    return cost


def begun(folder: Path, cores: int, book: Path) -> subprocess.Popen[bytes]:
    words = ["-m", "grader", "class", folder, "--exercise", "4", "--gradebook", book, "--jobs", str(cores)]
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    return subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, chosen),
    )


def watch(process: subprocess.Popen[bytes], cost: Cost) -> None:
    """Add up what the run's processes take, until it ends. A source of workers is told how much its workers took when
    they end; those that live are not counted twice."""
    seconds: dict[int, float] = {}
    while process.poll() is None:
        family = below(process.pid)
        cost.peak = max(cost.peak, sum(map(memory, family)))
        for pid, parent in family.items():
            if (found := processors(pid, parent not in seconds or b"zygote" not in command(parent))) is not None:
                seconds[pid] = max(found, seconds.get(pid, 0.0))  # one that has just ended does not say that it is one
        time.sleep(SAMPLE_SECONDS)
    cost.cpu = sum(seconds.values())


def below(root: int) -> dict[int, int]:
    """The process and all below it, each with its parent."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {root: parents.get(root, 0)}
    while more := {pid: parent for pid, parent in parents.items() if parent in family and pid not in family}:
        family |= more
    return family


def processors(pid: int, own: bool) -> float | None:
    """Seconds that a process has taken; of a source of workers, with those of its workers that have ended. None for a
    worker, and for what has just ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    used = fields[11:15] if b"zygote" in command(pid) else fields[11:13]
    return sum(map(int, used)) / TICKS if own else None


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def memory(pid: int) -> int:
    """Bytes of a process, pages that several share counted in parts."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) << 10 for row in rows if row.startswith("Pss:")), 0)


def classes(students: int, names: list[str], place: Path) -> None:
    cores = [n for n in (1, 2) if n <= len(os.sched_getaffinity(0))]
    heads = f"{'seconds':>8} {'a second a core':>16} {'speed-up':>9} {'CPU s each':>11} {'peak MiB':>9}"
    print(f"{'class':<8} {'cores':>5} {heads}")
    for name in names:
        hand_in(place / name, submissions(students, name == "mixed"))
        single = 0.0
        for n in cores:
            cost = grade(place / name, n, place / f"{name}-{n}.sqlite")
            single = single or cost.seconds
            rate, each = students / cost.seconds / n, cost.cpu / students
            speeds = f"{cost.seconds:>8.1f} {rate:>16.2f} {single / cost.seconds:>9.2f} {each:>11.3f}"
            print(f"{name:<8} {n:>5} {speeds} {cost.peak >> 20:>9}", flush=True)


def beside(environment: Path, students: int, names: list[str], place: Path) -> None:
    """The same honest submissions, graded by each in turn. The others take one submission after another."""
    programs = environment.resolve() / "bin"
    texts = list(submissions(students, mixed=False))
    hand_in(place / "same", iter(texts))
    cores = len(os.sched_getaffinity(0))
    costs = {
        f"grade class, {n} core{'s' * (n > 1)}": grade(place / "same", n, place / f"same-{n}.sqlite")
        for n in range(1, cores + 1)
    }
    for name in names:
        peer = PEERS[name]
        folder = place / name
        folder.mkdir()
        made = peer.prepare(programs, folder)
        notebooks = {f"s{i:05}": place / f"{name}-notebooks" / f"s{i:05}.ipynb" for i in range(students)}
        for text, path in zip(texts, notebooks.values(), strict=True):
            peer.submission(text, path)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        points = peer.grade(programs, made, notebooks, folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        costs[f"{name} ({len(points)} graded)"] = Cost(time.perf_counter() - start, spent)
    least = min(costs.values(), key=lambda cost: cost.seconds)
    print(f"\n{students} submissions      {'seconds':>25} {'CPU s each':>11} {'× the quickest':>15} {'× its CPU':>10}")
    for name, cost in costs.items():
        ratios = f"{cost.seconds / least.seconds:>15.1f} {cost.cpu / least.cpu:>10.1f}"
        print(f"{name:<30} {cost.seconds:>13.1f} {cost.cpu / students:>11.3f} {ratios}", flush=True)


def many(students: int, place: Path) -> None:
    """A class of any size takes the same memory, and its page stays small. The same hundred submissions come again and
    again, and are judged once: what grows is what is recorded and shown."""
    heads = f"{'page MB':>8} {'made in s':>10} {'opened in s':>12}"
    print(f"\n{'submissions':>11} {'cores':>5} {'seconds':>8} {'peak MiB':>9} {heads}")
    cores = len(os.sched_getaffinity(0))
    for count in (students // 10, students):
        folder, book, page = (place / f"many-{count}{suffix}" for suffix in ("", ".sqlite", ".html"))
        texts = list(submissions(DISTINCT, mixed=False))
        for i in range(count):
            (folder / f"s{i:05}").mkdir(parents=True)
            (folder / f"s{i:05}" / "optimizers.py").write_text(texts[i % DISTINCT], encoding="utf-8")
        cost = watched(folder, cores, book)
        start = time.perf_counter()
        words = ["-m", "grader", "class", "report", "--exercise", "4", "--gradebook", book, "-o", page]
        subprocess.run([sys.executable, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
        made = time.perf_counter() - start
        figures = f"{cost.seconds:>8.1f} {cost.peak >> 20:>9} {page.stat().st_size / 1e6:>8.2f} {made:>10.1f}"
        print(f"{count:>11} {cores:>5} {figures} {opened(page, place):>12.2f}", flush=True)


def opened(page: Path, place: Path) -> float:
    """Seconds until a browser that is running has laid the page out; nan where there is none."""
    sys.path.insert(0, str(ROOT))
    from tests.browser import BROWSER
    from tests.tab import tab

    if BROWSER is None:
        return float("nan")
    times = []
    with tab(place / "browser") as chromium:
        for _ in range(3):
            start = time.perf_counter()
            chromium.open(page.resolve(), 1280)
            chromium.ask("document.documentElement.scrollHeight")
            times.append(time.perf_counter() - start)
    return sorted(times)[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--classes", nargs="*", default=["honest", "mixed"], choices=["honest", "mixed"])
    parser.add_argument("--peers", type=Path, help="the environment that they are installed in (make bench-peers)")
    parser.add_argument("--beside", nargs="*", default=[*PEERS], choices=[*PEERS], help="which of them")
    parser.add_argument("--same", type=int, default=20, help="how many submissions the peers get")
    parser.add_argument("--many", type=int, default=0, help="the size of a class that is simulated by repetition")
    parser.add_argument("--keep", type=Path, help="where to work, and to leave what was made")
    chosen = parser.parse_args()
    print(f"{chosen.students} submissions of exercise_4; load of the machine before: {os.getloadavg()[0]:.1f}")
    with nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        classes(chosen.students, chosen.classes, place)
        if chosen.peers is not None:
            beside(chosen.peers, chosen.same, chosen.beside, place)
        if chosen.many:
            many(chosen.many, place)
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
