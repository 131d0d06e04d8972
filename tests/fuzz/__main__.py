"""`python -m tests.fuzz wire 5000000 [SEED]`: whatever bytes come in, a value or a known refusal comes out.

The first seed and round at which anything else comes out are printed with the bytes, and the exit code is 1.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from grader import catalog, intake
from grader.content import Content
from grader.errors import ExerciseError, UsageError
from tests.fuzz.damage import damaged
from tests.fuzz.samples import EXERCISE, NOTEBOOK, PROGRAM, SUBMISSION, ZIP, bodies

Target = Callable[[bytes], str]
"""Takes damaged bytes and says what came of them; any exception that it lets through is a find."""


def wire(data: bytes) -> str:
    """The decoder, and the form of every kind of reply in what it decodes."""
    from grader.runners import replies
    from grader.student import LoadError, WorkerError
    from grader.worker.wire import WireError, decode, encode

    try:
        value = decode(data)
    except WireError:
        return "refused"
    encode(value)
    what, rest = value[1:3] if type(value) is tuple and len(value) == 3 and type(value[1]) is str else ("run", value)
    try:
        replies.run(what, rest, PROGRAM)
        replies.loaded(rest, SUBMISSION)
        raise replies.trouble(rest, SUBMISSION)
    except (WorkerError, LoadError):
        return "decoded"


def reading(name: str) -> Target:
    """A submission's file of that name."""
    path = Path(tempfile.mkdtemp()) / name

    def target(data: bytes) -> str:
        path.write_bytes(data)
        try:
            intake.read(path, "optimizers")
        except UsageError as error:
            return error.code
        return "read"

    return target


def toml(data: bytes) -> str:
    """An exercise's description."""
    folder = FOLDER / "exercise_01_damaged"
    folder.mkdir(exist_ok=True)
    (folder / "exercise.toml").write_bytes(data)
    try:
        catalog.exercises(Content(FOLDER, FOLDER))
    except ExerciseError:
        return "refused"
    return "read"


FOLDER = Path(tempfile.mkdtemp())
TARGETS: dict[str, tuple[Callable[[], Target], list[bytes]]] = {
    "wire": (lambda: wire, bodies()),
    "notebook": (lambda: reading("optimizers.ipynb"), [NOTEBOOK]),
    "zip": (lambda: reading("work.zip"), [ZIP]),
    "toml": (lambda: toml, [EXERCISE]),
}


def run(name: str, rounds: int, seed: int = 0) -> Counter[str]:
    """How often each outcome came. raises: AssertionError with the bytes where it was none of them"""
    make, samples = TARGETS[name]
    target, rng = make(), random.Random(seed)
    outcomes: Counter[str] = Counter()
    for number in range(rounds):
        data = damaged(rng.choice(samples), rng)
        try:
            outcomes[target(data)] += 1
        except Exception as error:
            raise AssertionError(f"{name}, seed {seed}, round {number}: {data!r}") from error
    return outcomes


def main(name: str = "", rounds: str = "0", seed: str = "0") -> None:
    start = time.perf_counter()
    outcomes = run(name, int(rounds), int(seed))
    print(f"{name}: {int(rounds):,} rounds from seed {seed} in {time.perf_counter() - start:.0f} s")
    for outcome, count in outcomes.most_common():
        print(f"  {count:>12,}  {outcome}")


if __name__ == "__main__":
    main(*sys.argv[1:])
