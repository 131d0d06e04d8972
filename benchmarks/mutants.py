"""How many machine-made mistakes in the reference the checks let through.

    python benchmarks/mutants.py exercise_4 [exercise_5 …] [--table docs/mutants.md]

Each survivor is either killed by a better check or listed with its reason in benchmarks/equivalent.toml.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections import Counter
from pathlib import Path

from chosen import CONTENT, known

from grader import catalog
from grader.author.fates import judged

PLUMBING = ("namespace",)  # which library an array is of
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="+", type=known)
    parser.add_argument("--table", type=Path, help="bring these exercises' part of this Markdown file up to date")
    options = parser.parse_args()
    reasons: dict[str, str] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")) if EQUIVALENT.exists() else {}
    rows, holes = {}, {}
    caught, survived = set[str](), set[str]()
    for exercise in options.exercises:
        start = time.perf_counter()
        fates = list(judged(catalog.load(exercise, CONTENT), CONTENT, PLUMBING))
        counts = Counter(fate.fate for fate in fates)
        survivors = [fate.mutant for fate in fates if fate.fate == "survived"]
        unknown = [mutant for mutant in survivors if mutant.key not in reasons]
        tried = counts["killed"] + len(unknown)
        share = counts["killed"] / tried if tried else 1.0
        row = (
            exercise.id,
            len(fates),
            counts["no start"],
            counts["killed"],
            counts["convention"],
            len(survivors) - len(unknown),
            len(unknown),
            f"{share:.1%}",
        )
        rows[exercise.id] = f"| {' | '.join(map(str, row))} |"
        holes[exercise.id] = [f"- `{exercise.id}, {mutant.key}`" for mutant in unknown]
        print(*row, f"{time.perf_counter() - start:.0f} s", flush=True)
        for mutant in unknown:
            print(f"    line {mutant.line}  {mutant.key}", flush=True)
        caught |= {fate.mutant.key for fate in fates if fate.fate != "survived"}
        survived |= {mutant.key for mutant in survivors}
    for key in caught & reasons.keys() - survived:  # a module may be of several exercises, one of which lets it through
        print(f"listed as equivalent, and yet no survivor: {key}", flush=True)
    if options.table:
        page = options.table.read_text(encoding="utf-8") if options.table.exists() else ""
        options.table.write_text(table(page, rows, holes, reasons), encoding="utf-8")


def table(known: str, rows: dict[str, str], holes: dict[str, list[str]], reasons: dict[str, str]) -> str:
    """The page with the lines of these exercises; those of others stay as they are known."""
    before: dict[str, list[str]] = {}
    for line in known.splitlines():
        if line.startswith("- `exercise_"):
            before.setdefault(line.removeprefix("- `").partition(",")[0], []).append(line)
    rows = {line.split()[1]: line for line in known.splitlines() if line.startswith("| exercise_")} | rows
    survivors = [line for _, lines in sorted((before | holes).items()) for line in lines]
    lines = [
        "# Mutants",
        "",
        'Small mistakes made by machine in the reference, each graded as a submission. "By convention": right under a '
        "published convention, and named so. Made by `python benchmarks/mutants.py EXERCISE --table docs/mutants.md` "
        "for one exercise or several.",
        "",
        "| exercise | mutants | do not load | killed | by convention | equivalent | survived | killed of the rest |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(row for _, row in sorted(rows.items())),
        "",
        *(["## Survivors", "", *survivors, ""] if survivors else []),
        "## Equivalent mutants, with their reasons",
        "",
        "As right as the reference, or wrong only where the exercise promises nothing.",
        "",
        *(f"- `{key}`: {reason}" for key, reason in sorted(reasons.items())),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
