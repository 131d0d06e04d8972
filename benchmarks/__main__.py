"""Every table that our claims about speed rest on, in one run of some minutes, and a file to compare the next run with.

    make bench                                         all of it, kept in benchmarks/results/
    python benchmarks --only latency growth            some parts
    python benchmarks --quick                          as few rounds as there can be: to see that all of it runs
    python benchmarks compare [BEFORE.json AFTER.json] what has become slower or faster; exits with 1 if something is
                                                       slower; without files, the two newest that are kept
    python benchmarks regressions                      small pieces, by pytest-benchmark, against its last run here

A part whose library is not installed says so. A figure has moved when the quartiles of before and after do not touch
and the medians lie further apart than a tenth.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import measuring
from measuring import PEERS, ROOT, Row

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
MOVED = 1.1
QUIET = 0.5
"""The load up to which a machine counts as one with nothing else to do."""

OURS, THEIRS = sys.executable, str(PEERS / "bin" / "python")
ROWS: Mapping[str, Sequence[str]] = {
    "latency": (OURS, "latency.py"),
    "convolution": (THEIRS, "convolution.py"),
    "growth": (OURS, "growth.py"),
}
"""Parts that give rows."""

TABLES: Mapping[str, Sequence[str]] = {
    "class": (OURS, "class.py", "--students", "40", "--classes", "honest"),
    "gradient": (THEIRS, "gradient.py", "--draws", "3", "--right", "500"),
}
"""Parts with tables of their own."""

QUICK: Mapping[str, Sequence[str]] = {
    "latency": ("--rounds", "1", "--peers", "1"),
    "convolution": ("--rounds", "1"),
    "growth": ("--rounds", "1"),
    "class": ("--students", "8"),
    "gradient": ("--draws", "1", "--right", "20"),
}


def main() -> None:
    if sys.argv[1:2] == ["compare"]:
        sys.exit(compare(*map(Path, sys.argv[2:])))
    if sys.argv[1:2] == ["regressions"]:
        sys.exit(regressions())
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=[*ROWS, *TABLES], default=[*ROWS, *TABLES], metavar="PART")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    options = parser.parse_args()
    start, facts = time.perf_counter(), _facts()
    print(*(f"{name}: {value}" for name, value in facts.items()), sep="\n")
    if (facts["load"] or 0) > QUIET:
        print("other work on this machine: what is measured on the clock (latency, class) is rough")
    rows: list[dict[str, Any]] = []
    for part in (part for part in (*ROWS, *TABLES) if part in options.only):
        print(f"\n{part}", flush=True)
        rows += _run(part, options.quick)
    file = options.json or RESULTS / f"{time.strftime('%Y-%m-%d_%H%M%S')}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": facts, "rows": rows}, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
    missed = [row for row in map(_row, rows) if row.met == "NO"]
    print(f"\n{len(rows)} ratios, {len(missed)} past their targets; {time.perf_counter() - start:.0f} s; {file}")
    for found in missed:
        print(measuring.line(found))


def _facts() -> dict[str, Any]:
    """In a process of its own, which has the variables that measured ones have."""
    code = "import json, measuring; print(json.dumps(measuring.machine()))"
    run = subprocess.run(
        [OURS, "-c", code], cwd=HERE, env=measuring.environment(), capture_output=True, text=True, check=True
    )
    return dict(json.loads(run.stdout))


def _run(part: str, quick: bool) -> list[dict[str, Any]]:
    """Let a part print its table; give its rows, if it has any."""
    program, script, *words = ROWS.get(part) or TABLES[part]
    words += QUICK[part] if quick else ()
    if not (HERE / script).exists():
        print(f"there is no benchmarks/{script}")
        return []
    if program == THEIRS and not (PEERS / ".ready").exists():
        print("compared with less: other libraries are not installed (make bench-peers)")
        program = OURS
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.json"
        more = ["--json", str(file)] if part in ROWS else []
        command = [program, str(HERE / script), *words, *more]
        code = subprocess.run(command, cwd=ROOT, env=measuring.environment(), check=False).returncode
        if code:
            print(f"{part} ended with {code}; python benchmarks/{script} shows why", flush=True)
        return list(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else []


def _row(plain: Mapping[str, Any]) -> Row:
    return Row(**plain)


def regressions() -> int:
    """pytest-benchmark's exit code; 1 where a median has grown by a quarter."""
    words = ["-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:cacheprovider", str(HERE / "regressions.py")]
    words += ["--benchmark-storage", str(RESULTS), "--benchmark-autosave", "--benchmark-columns", "median,iqr,rounds"]
    words += ["--benchmark-timer", "time.process_time"]  # whatever else the machine does
    if list(RESULTS.glob("*/*.json")):
        words += ["--benchmark-compare", "--benchmark-compare-fail", "median:25%"]
    return subprocess.run([THEIRS, *words], cwd=ROOT, env=measuring.environment(), check=False).returncode


def compare(before: Path | None = None, after: Path | None = None) -> int:
    """1 where something has become slower."""
    if after is None:
        kept = sorted(path for path in RESULTS.glob("*.json") if path != before)
        if len(kept) + bool(before) < 2:
            print(f"{len(kept)} files in {RESULTS}: there is nothing to compare; run make bench before and after")
            return 2
        before, after = before or kept[-2], kept[-1]
    assert before is not None
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    for name in ("processor", "load", "python", "numpy", "blas"):
        if old["machine"].get(name) != new["machine"].get(name):
            print(f"{name}: {old['machine'].get(name)} before, {new['machine'].get(name)} after")
    known = {(row.part, row.name, row.against): row for row in map(_row, old["rows"])}
    slower = 0
    for now in map(_row, new["rows"]):
        was = known.get((now.part, now.name, now.against))
        if was is None or (now.low <= was.high and was.low <= now.high):
            continue
        if max(now.ratio / was.ratio, was.ratio / now.ratio) < MOVED:
            continue
        word = "slower" if now.ratio > was.ratio else "faster"
        slower += word == "slower"
        print(f"{word}: {now.name}, against {now.against}: {was.ratio:.2f} before, {now.ratio:.2f} now")
    print(f"{slower} slower, of {len(new['rows'])}: {before.name} → {after.name}")
    return 1 if slower else 0


if __name__ == "__main__":
    main()
