"""Attacks: what each file of tests/hostile/ says about itself, how it is graded, and what must be left afterwards."""

from __future__ import annotations

import os
import re
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from grader import catalog
from grader.catalog import content
from grader.report import Report
from grader.runners import Job
from grader.submission import SourceFile, Submission
from tests.helpers import judged

FOLDER = Path(__file__).parent / "hostile"
CONTENT = content()
QUICK = {"call_seconds": 0.5, "load_seconds": 0.7, "total_seconds": 1.6, "output_bytes": 1 << 20}
HONEST = {
    "exercise_4.sgd": "from honest import SGD\n",
    "exercise_1.sigmoid": "from honest import Sigmoid\n",
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One file.

    task: what it is handed in for; earned: the points that it must get
    codes: of findings, differences, notes or troubles, of which one must be there, if any is named
    strong: whether only a locked worker stops it
    prints: what must be found in its output; examples: how many further ones Hypothesis is to draw
    """

    name: str
    title: str
    task: str
    earned: float
    codes: frozenset[str]
    strong: bool = False
    prints: str = ""
    limits: dict[str, float] = field(default_factory=dict)
    examples: int = 0

    @property
    def text(self) -> str:
        return (FOLDER / f"{self.name}.py").read_text(encoding="utf-8")


def attacks() -> list[Attack]:
    return [_read(path) for path in sorted(FOLDER.glob("*.py")) if path.name != "honest.py"]


def _read(path: Path) -> Attack:
    """The head of a file: `# a01: title`, then `# grade task: points codes`, `# needs strong`, `# limits name=seconds`,
    `# prints text`, `# examples number`."""
    title, *lines = re.findall(r"(?m)^# (.*)$", path.read_text(encoding="utf-8"))
    facts = {line.partition(" ")[0]: line.partition(" ")[2] for line in reversed(lines)}
    task, _, verdict = facts["grade"].partition(": ")
    earned, *codes = verdict.split()
    limits = {name: float(value) for name, value in (pair.split("=") for pair in facts.get("limits", "").split())}
    return Attack(
        path.stem,
        title,
        task,
        float(earned),
        frozenset(codes),
        "needs" in facts,
        facts.get("prints", ""),
        limits,
        int(facts.get("examples", 0)),
    )


def handed_in(text: str) -> Submission:
    """A submission that may import the honest answers."""
    files = {"answer.py": text, "honest.py": (FOLDER / "honest.py").read_text(encoding="utf-8")}
    return Submission("answer.py", "answer.py", tuple(SourceFile(*item) for item in files.items()))


def job(text: str, task: str, isolation: str = "auto", examples: int = 0, **limits: float) -> Job:
    exercise, part = catalog.find(task, _exercises())
    small = replace(exercise, limits=replace(exercise.limits, **{**QUICK, **limits}))
    return Job(small, handed_in(text), 20261124, CONTENT, task=part and part.id, isolation=isolation, examples=examples)


def grade(
    text: str, task: str, isolation: str = "auto", examples: int = 0, label: str = "answer.py", **limits: float
) -> Report:
    asked = job(text, task, isolation, examples, **limits)
    return judged(replace(asked, submission=replace(asked.submission, label=label)))


@cache
def _exercises() -> tuple[catalog.Exercise, ...]:
    return catalog.exercises(CONTENT)


def codes(report: Report) -> set[str]:
    """Every code in a report."""
    found = {note.code for note in report.notes}
    found |= {report.trouble.code} if report.trouble else set()
    for finding in report.findings:
        found |= {finding.code, *(note.code for note in finding.notes)}
        found |= {d.code for d in finding.example.differences} if finding.example else set()
    return found - {""}


@dataclass(frozen=True, slots=True)
class Traces:
    """What a submission could have left on this machine: names in shared places, descriptors, living workers."""

    names: frozenset[str]
    descriptors: int
    workers: int


PLACES = ("/dev/shm", tempfile.gettempdir(), "/var/tmp", ".", str(Path.home()))


def traces(zygote: int | None) -> Traces:
    """zygote: its process number, whose children are waited for a moment, because they are ended but not yet reaped"""
    end = time.monotonic() + 2.0
    while (workers := _children(zygote)) and time.monotonic() < end:
        time.sleep(0.002)
    names = {
        f"{place}/{name}"
        for place in PLACES
        if Path(place).is_dir()
        for name in os.listdir(place)  # noqa: PTH208
        if "nnkata" in name
    }
    descriptors = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0  # noqa: PTH208
    return Traces(frozenset(names), descriptors, workers)


def _children(pid: int | None) -> int:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return len(path.read_text().split()) if pid is not None and path.exists() else 0
