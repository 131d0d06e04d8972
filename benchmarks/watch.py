"""How long from a save to the answer of `grade watch`: `python benchmarks/watch.py --rounds 20`.

A wrong and a right SGD are saved in turn, by a rename as editors do it, under a real terminal; the clock runs until the
answer's words are on it. The floor is `grade check` of the same file, started anew.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measuring

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.cli.conftest import CLIMBS, SGD, command
from tests.cli.terminal import Terminal

ANSWERS = {SGD: "SGD: done", CLIMBS: "Uphill instead of downhill"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=20)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        found = measuring.environment(XDG_DATA_HOME=folder, LANG="C.UTF-8")
        os.environ.clear()
        os.environ.update(found)
        subprocess.run(command("start", f"{folder}/kata"), check=True, stdout=subprocess.DEVNULL)
        file = Path(folder, "kata", "exercise_04_optimizers", "optimizers.py")
        watched, anew = measure(file, rounds)
    for name, seconds in (("save to answer", watched), ("grade check anew", anew)):
        print(f"{name}: median {statistics.median(seconds):.3f} s, {min(seconds):.3f}-{max(seconds):.3f}")
    print(f"ratio {statistics.median(watched) / statistics.median(anew):.2f}; load {os.getloadavg()[0]:.1f}")


def measure(file: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of both, taken in turn."""
    watched, anew = [], []
    terminal = Terminal(command("watch", "4.sgd"), folder=file.parent)
    terminal.expect("q quit")
    try:
        for i in range(rounds):
            text = (CLIMBS, SGD)[i % 2]
            new = file.with_name("new.tmp")
            new.write_text(text)
            start = time.perf_counter()
            new.replace(file)
            terminal.expect(ANSWERS[text])
            watched.append(time.perf_counter() - start)
            terminal.expect("q quit")
            if i % 2:
                terminal.press("p")  # back from the next task
                terminal.expect("q quit")
            start = time.perf_counter()
            subprocess.run(command("check", "4.sgd"), cwd=file.parent, capture_output=True, check=False)
            anew.append(time.perf_counter() - start)
    finally:
        terminal.close()
    return watched, anew


if __name__ == "__main__":
    main()
