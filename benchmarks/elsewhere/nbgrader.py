"""nbgrader: an assignment in its source format, `nbgrader generate_assignment`, then one `nbgrader autograde` for the
whole class."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from elsewhere.notebooks import Cell, cell, write
from elsewhere.programs import run
from elsewhere.questions import POINTS, asks, setting_up

CONFIG = """c = get_config()
c.CourseDirectory.course_id = "course"
c.ExecutePreprocessor.timeout = 30
c.ClearSolutions.code_stub = {"python": "pass"}
"""


def prepare(programs: Path, folder: Path) -> Path:
    """The course. programs: the bin folder that holds `nbgrader`"""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    write(folder / "source" / "ps1" / "optimizers.ipynb", _cells("### BEGIN SOLUTION\npass\n### END SOLUTION"))
    run(programs, "nbgrader", "generate_assignment", "ps1", "--create", folder=folder)
    return folder


def submission(text: str, path: Path) -> None:
    """A learner's file as the notebook that they would hand in: the assignment with their code in its place."""
    write(path, _cells(text))


def grade(programs: Path, course: Path, submissions: Mapping[str, Path], _folder: Path) -> dict[str, float]:
    """Each one's points."""
    for student, path in submissions.items():
        place = course / "submitted" / student / "ps1" / "optimizers.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(path.read_bytes())
    run(programs, "nbgrader", "autograde", "ps1", "--create", folder=course, may_fail=True)
    with sqlite3.connect(course / "gradebook.db") as book:
        rows = book.execute(
            "SELECT sa.student_id, SUM(COALESCE(g.manual_score, g.auto_score, 0)) FROM grade g "
            "JOIN submitted_notebook sn ON g.notebook_id = sn.id "
            "JOIN submitted_assignment sa ON sn.assignment_id = sa.id GROUP BY sa.student_id"
        )
        return {str(student): float(points or 0) for student, points in rows}


def _cells(solution: str) -> list[Cell]:
    def owned(id: str, **more: Any) -> dict[str, Any]:
        own = {"grade": False, "solution": False, "locked": True, "grade_id": id, "schema_version": 3, "task": False}
        return own | more

    cells = [cell("code", solution, 0, nbgrader=owned("solution", solution=True, locked=False))]
    cells.append(cell("code", setting_up(), 1, nbgrader=owned("setting_up")))
    for number, (name, ask) in enumerate(asks().items(), 2):
        cells.append(cell("code", ask, number, nbgrader=owned(name, grade=True, points=POINTS[name])))
    return cells
