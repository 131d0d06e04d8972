"""From a report to text: one function for each format, in one table. A format reads the report and nothing else.

Nothing heavy is imported before a format is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from grader.exercise import Exercise
from grader.report import Report
from grader.submission import Submission


@dataclass(frozen=True, slots=True)
class View:
    """For whom a report is written.

    exercise: where titles and hints come from; width: columns; colour: whether escape sequences are welcome
    given: what stood behind the exercise on the command line, e.g. " mine.py", for the next command to repeat
    code, root: what was judged, to be shown beside the findings, and the absolute folder of its files, for an editor
    folder: from the host's root to the submission's, for links to its lines, e.g. "homework/"
    host: what the host says of this run, its environment variables; time: of the report, UTC, ISO 8601
    """

    language: str
    exercise: Exercise
    width: int = 80
    colour: bool = False
    given: str = ""
    folder: str = ""
    host: Mapping[str, str] = field(default_factory=dict)
    time: str = ""
    code: Submission | None = None
    root: str = ""


Format = Callable[[Report, View], str]


def _format(module: str) -> Format:
    def render(report: Report, view: View) -> str:
        text: str = import_module(f"grader.formats.{module}").render(report, view)
        return text

    return render


FORMATS: dict[str, Format] = {
    name: _format(name)
    for name in (
        *("text", "json", "html", "markdown", "csv", "junit", "github"),
        *("gradescope", "classroom50", "prairielearn", "exercism", "ctrf"),
    )
}
