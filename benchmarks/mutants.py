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

from grader import catalog
from grader.author.mutants import judged

PLUMBING = ("namespace",)  # which library an array is of
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="+")
    parser.add_argument("--table", type=Path, help="write the table to this Markdown file")
    options = parser.parse_args()
    content = catalog.content()
    reasons: dict[str, str] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")) if EQUIVALENT.exists() else {}
    rows, alive, holes = [], set(), []
    for name in options.exercises:
        exercise, _ = catalog.find(name, catalog.exercises(content))
        start = time.perf_counter()
        fates = list(judged(catalog.load(exercise, content), content, PLUMBING))
        counts = Counter(fate.fate for fate in fates)
        survivors = [fate.mutant for fate in fates if fate.fate == "survived"]
        unknown = [mutant for mutant in survivors if mutant.key not in reasons]
        tried = counts["killed"] + counts["survived"] - (len(survivors) - len(unknown))
        share = counts["killed"] / tried if tried else 1.0
        rows.append((exercise.id, len(fates), counts["no start"], counts["killed"], counts["convention"],
                     len(survivors) - len(unknown), len(unknown), f"{share:.1%}"))
        holes += [f"{exercise.id}, {mutant.key}" for mutant in unknown]
        alive |= {mutant.key for mutant in survivors}
        print(*rows[-1], f"{time.perf_counter() - start:.0f} s", flush=True)
        for mutant in unknown:
            print(f"    line {mutant.line}  {mutant.key}", flush=True)
    if options.table:
        for key in reasons.keys() - alive:
            print(f"listed as equivalent, but no survivor of these exercises: {key}")
        options.table.write_text(table(rows, holes, reasons), encoding="utf-8")


def table(rows: list[tuple[object, ...]], holes: list[str], reasons: dict[str, str]) -> str:
    lines = [
        "# Mutants",
        "",
        "Small mistakes made by machine in the reference, each graded as a submission. \"By convention\": right under "
        "a published convention, and named so. Made by "
        "`python benchmarks/mutants.py " + " ".join(str(row[0]) for row in rows) + " --table docs/mutants.md`.",
        "",
        "| exercise | mutants | do not load | killed | by convention | equivalent | survived | killed of the rest |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
        "",
        *(["## Survivors", "", *(f"- `{hole}`" for hole in holes), ""] if holes else []),
        "## Equivalent mutants, with their reasons",
        "",
        "Equivalent: as right as the reference, or wrong only where the exercise promises nothing. Those whose reason "
        "is a mebibyte are wrong for batches too large to ask of every learner; counted as survivors, they would take "
        "exercise_6 to 97.0%.",
        "",
        *(f"- `{key}`: {reason}" for key, reason in sorted(reasons.items())),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
