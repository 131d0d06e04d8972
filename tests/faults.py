"""`python -m tests.faults BOOK COUNT`: grade so many submissions and record each, as often as it takes.

What is recorded already is not graded again; so this may be killed at any moment and begun anew. Its output is a line
for each submission that it has recorded.
"""

from __future__ import annotations

import sys
from pathlib import Path

from grader import gradebook
from grader.errors import HostError
from grader.submission import Submission
from tests.hostility import HONEST, grade, handed_in

TASK = "exercise_4.sgd"
WRONG = "from honest import SGD as Right\nclass SGD(Right):\n    def update(self, params, grads): pass\n"


def texts(count: int) -> dict[str, tuple[str, float]]:
    """By label: a submission and the points that it must get."""
    kinds = ((HONEST[TASK], 1.0), (WRONG, 0.0))
    return {f"{i:03}.py": (f"{kinds[i % 2][0]}# {i}\n", kinds[i % 2][1]) for i in range(count)}


def main(book: str, count: str) -> None:
    with gradebook.open(Path(book)) as opened:
        done = {attempt.label for attempt in opened.attempts()}
        for label, (text, _) in texts(int(count)).items():
            if label in done:
                continue
            try:
                report = grade(text, TASK, label=label, call_seconds=5.0, load_seconds=5.0, total_seconds=60.0)
            except HostError:
                continue  # no verdict: the next time
            submission = handed_in(text)
            opened.append(report, Submission(label, submission.entry, submission.files))
            print(label, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
