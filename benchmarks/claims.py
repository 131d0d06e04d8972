"""The report's claims, from several seeds: how far each is from its bound, and how long the practicals take.

    python benchmarks/claims.py [--full] [--seeds 5] [--only 2 5]       measure, and keep in benchmarks/claims.json
    python benchmarks/claims.py --table [--full]                        the table of docs/practicals.md, of what is kept

The practicals are run with the reference, in this process, on one thread; seconds are of its CPU. Seed 0 is the one
that the tests use. What is kept already is not run again: remove claims.json after a change to a practical.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.practical.claims import CLAIMS, Bounds, Claim, results

KEPT = Path(__file__).with_suffix(".json")
SECONDS = "seconds"

Runs = dict[str, dict[str, dict[str, float]]]
"""By practical, then by seed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", type=int, nargs="+", default=range(1, 9), metavar="EXERCISE")
    parser.add_argument("--table", action="store_true")
    chosen = parser.parse_args()
    form = "full" if chosen.full else "quick"
    if not chosen.table:
        for seed in range(chosen.seeds):
            for number in chosen.only:
                measure(number, form, seed)
    print(table(form))


def measure(number: int, form: str, seed: int) -> None:
    """Run a practical, unless it was, and keep what it leaves."""
    if str(seed) in kept().get(form, {}).get(str(number), {}):
        return
    start = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        found = results(number, form == "quick", seed)
    taken = time.process_time() - start
    everything = kept()
    runs = everything.setdefault(form, {}).setdefault(str(number), {})
    runs[str(seed)] = {name: float(f"{value:.6g}") for name, value in found.items()} | {SECONDS: round(taken, 1)}
    KEPT.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"2_{number} {form}, seed {seed}: {taken:.0f} s", file=sys.stderr, flush=True)


def kept() -> dict[str, Runs]:
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}


def table(form: str) -> str:
    """A line for each claim: the course's figure, ours by seed, the bound, the margin of the worst seed or the mean."""
    runs: Runs = kept().get(form, {})
    lines = [
        "| practical | claim | in the course | reached, by seed | bound | margin |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for claim in CLAIMS:
        values = [claim.value(run) for _, run in by_seed(runs, claim)]
        bounds: Bounds = getattr(claim, form)
        if values:
            reached = " ".join(short(value) for value in values)
            spare = short(margin(claim.held(values), bounds))
            cells = (claim.practical, claim.says, claim.course, reached, told(bounds), spare)
            lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| practical | CPU seconds, by seed |", "| --- | --- |"]
    for number, seeds in sorted(runs.items()):
        lines.append(f"| 2_{number} | {' '.join(f'{seeds[seed][SECONDS]:.0f}' for seed in sorted(seeds))} |")
    total = sum(max(run[SECONDS] for run in seeds.values()) for seeds in runs.values())
    lines.append(f"| all, the slowest of each | {total:.0f} |")
    return "\n".join(lines)


def by_seed(runs: Runs, claim: Claim) -> list[tuple[int, dict[str, Any]]]:
    return sorted((int(seed), run) for seed, run in runs.get(str(claim.exercise), {}).items())


def margin(values: Sequence[float], bounds: Bounds) -> float:
    """How far the worst value is inside its bounds; negative if it is not."""
    least, most = bounds
    return min(min(values) - least, most - max(values))


def told(bounds: Bounds) -> str:
    least, most = bounds
    if math.isinf(most):
        return f"≥ {least:g}"
    return f"≤ {most:g}" if math.isinf(least) else f"{least:g} to {most:g}"


def short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if 0.001 <= abs(value) < 1000 or value == 0 else f"{value:.1e}"


if __name__ == "__main__":
    main()
