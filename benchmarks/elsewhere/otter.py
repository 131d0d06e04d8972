"""otter-grader: an assignment in its source format, `otter assign`, then `otter run` for each submission, which is
what its documentation has for grading without containers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from elsewhere.notebooks import Cell, cell, write
from elsewhere.programs import run
from elsewhere.questions import POINTS, asks, setting_up


def prepare(programs: Path, folder: Path) -> Path:
    """The autograder. programs: the bin folder that holds `otter`"""
    write(folder / "optimizers.ipynb", _source())
    run(programs, "otter", "assign", "--no-run-tests", "optimizers.ipynb", "dist", folder=folder)
    (found,) = (folder / "dist" / "autograder").glob("*.zip")
    return found


def submission(text: str, path: Path) -> None:
    """A learner's file as the notebook that they would hand in."""
    write(path, [cell("code", text, 1)])


def grade(programs: Path, autograder: Path, submissions: Mapping[str, Path], folder: Path) -> dict[str, float]:
    """Each one's points."""
    found = {}
    for student, path in submissions.items():
        output = folder / "results" / student
        output.mkdir(parents=True)
        run(programs, "otter", "run", "--no-logo", "-a", autograder, "-o", output, path, folder=folder)
        results = json.loads((output / "results.json").read_text(encoding="utf-8"))
        found[student] = sum(test.get("score") or 0.0 for test in results["tests"])
    return found


def _source() -> list[Cell]:
    raws = [("raw", "# ASSIGNMENT CONFIG\ninit_cell: false\nexport_cell: false\n")]
    for name, ask in asks().items():
        raws += [
            ("raw", f"# BEGIN QUESTION\nname: {name}\npoints: {POINTS[name]}\n"),
            ("markdown", f"Write `{name}`."),
            ("raw", "# BEGIN SOLUTION"),
            ("code", f"class {name}:\n    pass"),
            ("raw", "# END SOLUTION"),
            ("raw", "# BEGIN TESTS"),
            ("code", f'""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG\n{setting_up()}\n{ask}'),
            ("raw", "# END TESTS"),
            ("raw", "# END QUESTION"),
        ]
    return [cell(kind, text, i) for i, (kind, text) in enumerate(raws)]
