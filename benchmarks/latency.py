"""How long a learner waits: whole processes, cold, as multiples of a floor and of other graders' commands.

    make bench        or        python benchmarks/latency.py [--rounds 7] [--peers 2] [--json FILE]

Every exercise is checked with a right answer of a learner's, in the book's style where there is one. The floor is
`import numpy`. The peers (`make bench-peers`) are asked equal questions: the very plays of the exercise's checks, as
many of them, compared with the right values; see `equal.py`. What they do not do, isolating the submission, looking at
gradients and laws, they are not asked for. Nothing is cached between runs but Python's own bytecode.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import measuring
from equal import COMMANDS, equal_exercise
from measuring import PEERS, ROOT, Row, in_turns, row, wall

GRADE = shutil.which("grade", path=str(Path(sys.executable).parent)) or "grade"
MISTAKES = ROOT / "exercises" / "exercise_04_optimizers" / "samples" / "two_mistakes.py"
NUMPY, HYPOTHESIS = "import numpy", "import numpy, hypothesis"
EXERCISES = range(1, 9)


def answers(number: int) -> Path:
    """A right answer of a learner's."""
    folder = ROOT / "tests" / "solutions" / f"exercise_{number}"
    book = folder / "the_book.py"
    return book if book.is_file() else sorted(folder.glob("*.py"))[0]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def floors(rounds: int, folder: Path) -> Iterator[Row]:
    """Ours against what only imports."""
    checks = {f"grade check exercise_{n}": [GRADE, "check", f"exercise_{n}", str(answers(n))] for n in EXERCISES}
    for name, command in checks.items():
        times = in_turns({name: wall(command, folder), NUMPY: wall(python(NUMPY), folder)}, rounds)
        yield row("latency", name, NUMPY, times[name], times[NUMPY])
    submit = [GRADE, "submit", "exercise_4", str(answers(4))]
    others = (
        ("grade check exercise_4", checks["grade check exercise_4"], HYPOTHESIS, 3.0),
        ("grade check exercise_4, two mistakes", [GRADE, "check", "exercise_4", str(MISTAKES)], HYPOTHESIS, 9.0),
        ("grade submit exercise_4", [*submit, "--gradebook", "g.sqlite"], HYPOTHESIS, 4.0),
        ("grade list", [GRADE, "list"], "import click", 2.0),
        ("grade --help", [GRADE, "--help"], "import click", 2.0),
    )
    for name, command, floor, target in others:
        times = in_turns({name: wall(command, folder), floor: wall(python(floor), folder)}, rounds)
        yield row("latency", name, floor, times[name], times[floor], target)


def peers(rounds: int, folder: Path) -> Iterator[Row]:
    """Ours against other graders, each on its equal exercise."""
    for number in EXERCISES:
        place = equal_exercise(number, answers(number), folder / f"equal_{number}")
        name = f"grade check exercise_{number}"
        works = {name: wall([GRADE, "check", f"exercise_{number}", str(answers(number))], folder)}
        for peer, words in COMMANDS.items():
            program, *rest = words
            works[peer] = wall([str(PEERS / "bin" / program), *rest], place, PYTHONPATH=str(place), **_home(place))
        try:
            times = in_turns(works, rounds, warm=False)
        except RuntimeError as error:
            print(f"{name}: {error}", flush=True)
            continue
        for peer in COMMANDS:
            yield row("latency", name, peer, times[name], times[peer], 0.2 if peer == "otter check" else None)


def _home(place: Path) -> dict[str, str]:
    """A home of its own, so that a peer neither reads nor writes the user's settings; its programs go first."""
    return {"HOME": str(place), "PATH": f"{PEERS / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def rows(rounds: int, with_peers: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        yield from floors(rounds, Path(name))
        if with_peers and (PEERS / ".ready").exists():
            yield from peers(with_peers, Path(name))
        elif with_peers:
            print("other graders are not installed: make bench-peers", flush=True)


def main(words: Sequence[str] | None = None) -> None:
    parser = measuring.arguments(__doc__, rounds=7)
    parser.add_argument("--peers", type=int, default=2, help="rounds against other graders, 0 for none")
    options = parser.parse_args(words)
    print(measuring.HEAD)
    measuring.report(rows(options.rounds, options.peers), options.json)


if __name__ == "__main__":
    main()
