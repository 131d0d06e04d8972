"""How long a learner waits: whole processes, cold, as ratios to a floor measured in the same run.

    make bench        or        python benchmarks/latency.py [--rounds 11] [--json FILE]

Commands and floors take turns, so that a machine that slows down slows both; the median of the rounds' ratios is what
to quote. Nothing is cached between runs but Python's own bytecode: a second check of an unchanged file is judged anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRADE = shutil.which("grade", path=str(Path(sys.executable).parent)) or "grade"
ANSWERS = ROOT / "tests" / "solutions" / "exercise_4" / "the_book.py"
MISTAKES = ROOT / "exercises" / "exercise_04_optimizers" / "samples" / "two_mistakes.py"


@dataclass(frozen=True)
class Row:
    """A command beside its floor; target: the ratio that must not be passed."""

    name: str
    command: tuple[str, ...]
    floor: tuple[str, ...]
    target: float


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


ROWS = (
    Row("grade check exercise_4, correct", (GRADE, "check", "exercise_4", str(ANSWERS)),
        python("import numpy, hypothesis"), 3.0),
    Row("grade check exercise_4, two mistakes", (GRADE, "check", "exercise_4", str(MISTAKES)),
        python("import numpy, hypothesis"), 9.0),
    Row("grade submit exercise_4, correct", (GRADE, "submit", "exercise_4", str(ANSWERS), "--gradebook", "{tmp}/g.db"),
        python("import numpy, hypothesis"), 4.0),
    Row("grade list", (GRADE, "list"), python("import click"), 2.0),
    Row("grade --help", (GRADE, "--help"), python("import click"), 2.0),
)


def seconds(command: tuple[str, ...], folder: str) -> float:
    words = [word.replace("{tmp}", folder) for word in command]
    start = time.perf_counter()
    subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def measure(row: Row, rounds: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        seconds(row.command, folder), seconds(row.floor, folder)
        pairs = [(seconds(row.command, folder), seconds(row.floor, folder)) for _ in range(rounds)]
    ratios = sorted(mine / floor for mine, floor in pairs)
    return {
        "name": row.name,
        "seconds": statistics.median(mine for mine, _ in pairs),
        "floor_seconds": statistics.median(floor for _, floor in pairs),
        "ratio": statistics.median(ratios),
        "ratio_low": ratios[0],
        "ratio_high": ratios[-1],
        "target": row.target,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    options = parser.parse_args()
    import numpy

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"NumPy {numpy.__version__}")
    print(f"{'command':40} {'s':>6} {'floor s':>8} {'ratio':>6} {'low':>5} {'high':>5} {'target':>7}")
    results = []
    for row in ROWS:
        result = measure(row, options.rounds)
        results.append(result)
        print(
            f"{result['name']:40} {result['seconds']:6.3f} {result['floor_seconds']:8.3f} {result['ratio']:6.2f} "
            f"{result['ratio_low']:5.2f} {result['ratio_high']:5.2f} {result['target']:7.1f}"
        )
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
