"""The report for a person at a terminal: the tasks with their points, then for each failed task what shows the failure
best, what it is, and what to do next. One failed check of a task is shown whole, the others are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from grader.clean import line, terminal
from grader.formats import View
from grader.formats.arrays import marks, rows
from grader.formats.naming import Naming
from grader.formats.sheet import Sheet
from grader.formats.wording import Wording, stopped
from grader.messages.lines import columns, cut, wrap
from grader.report import Difference, Evidence, Exit, Finding, Frame, Match, Outcome, Report, TaskReport, Trouble

MAX_DIFFERENCES = 3
MAX_FRAMES = 4
MAX_PRINTED = 10
MIN_TITLE = 12

STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.SKIPPED: "yellow",
    Outcome.NOT_ATTEMPTED: "dim",
    Outcome.BROKEN: "magenta",
}
HEADING, CODE, MISTAKE, QUIET = "bold", "cyan", "bold yellow", "dim"

CLOSENESS = "gradient"
PRECISION = ("float32", "rounding")
"""Remarks that are told once for all outputs that they are about."""
"""Notes that are told apart from the others: how near a gradient had to come, and single precision."""

WITH_NUMBERS = frozenset({"values", "finite", "gradient"})
"""Differences that are shown as two numbers or arrays, one below the other."""


def render(report: Report, view: View) -> str:
    page = _Page(report, view)
    page.write()
    return page.sheet.text


class _Page:
    """One report on its way to a sheet."""

    def __init__(self, report: Report, view: View) -> None:
        self.report = report
        self.exercise = view.exercise
        self.given = terminal(view.given).replace("\n", " ")
        self.words = Wording(view.language)
        self.sheet = Sheet(view.width, view.colour)
        self.naming = Naming(view.exercise, view.language)
        self.stops: dict[tuple[str, Frame] | None, str] = {}  # what was told in full, to the check that it was told of

    def write(self) -> None:
        self._heading()
        if self.report.trouble is not None:
            self._trouble(self.report.trouble)
        if self.report.findings:
            self._table()
        for task in self.report.tasks:
            if task.outcome in (Outcome.FAILED, Outcome.BROKEN):
                self._task(task)
        self._conventions()
        self._notes()
        self._printed()
        self._closing()
        self._foot()

    def _say(self, code: str, /, style: str = "", indent: int = 0, **values: Any) -> None:
        self.sheet.sentence(self.words.say(code, **values), style, indent)

    # The whole ------------------------------------------------------------------------------------------------------

    def _heading(self) -> None:
        self.sheet.sentence(self.words.heading(self.exercise), HEADING)
        self.sheet.blank()

    def _table(self) -> None:
        say = self.words.say
        body = []
        for task in self.report.tasks:
            style, key = STYLES[task.outcome], task.outcome.code
            points = say("report.points", earned=task.earned, points=task.points)
            mark, outcome = (say(f"mark.{key}"), style), (self.words.outcome(task), style)
            body.append([mark, (task.id, ""), (self.words.task(self.exercise, task), ""), outcome, (points, style)])
        points = say("report.points", earned=self.report.earned, points=self.report.points)
        total = [("", ""), (say("report.total"), HEADING), ("", ""), ("", ""), (points, HEADING)]
        rows = self._fitting([*body, total])
        self.sheet.table(rows, right=[len(rows[0]) - 1])

    def _fitting(self, body: list[list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
        """Where the page is narrow, titles take more lines; where too little is left for them, they are left out."""
        others = sum(max(columns(row[i][0]) for row in body) for i in (0, 1, 3, 4))
        room = self.sheet.width - others - 10  # an indent and four gaps, of two each
        if room < MIN_TITLE:
            return [[*row[:2], *row[3:]] for row in body]
        return [[*row[:2], (wrap(row[2][0], room), row[2][1]), *row[3:]] for row in body]

    def _closing(self) -> None:
        code = self.report.exit_code
        if code == Exit.NOT_ATTEMPTED:
            self.sheet.blank()
            self._nothing()
        if code == Exit.PASSED:
            self.sheet.blank()
            left = [task.id for task in self.report.tasks if task.outcome is not Outcome.PASSED]
            later = [task.id for task in self.report.tasks if task.later and not task.bonus]
            word = "solved_later" if later else "solved_tasks" if left else "solved"
            self._say(f"report.{word}", "bold green", tasks=later or left)
        begun = {task.outcome for task in self.report.tasks if not task.later}
        if begun == {Outcome.PASSED, Outcome.NOT_ATTEMPTED} and code == Exit.FAILED:
            self.sheet.blank()
            left = [task.id for task in self.report.tasks if task.outcome is Outcome.NOT_ATTEMPTED]
            self._say("report.so_far", HEADING, tasks=left)

    def _nothing(self) -> None:
        """Why nothing was judged: it is the starter code, or none of the names that are asked for is there."""
        findings = self.report.findings
        if any(finding.code != "name.missing" for finding in findings):
            self._say("report.nothing", exercise=self.exercise.id)
            return
        names = list(dict.fromkeys(finding.values["name"] for finding in findings))
        self._say("report.nothing_named", file=self.report.submission, names=names, exercise=self.exercise.id)

    def _foot(self) -> None:
        self.sheet.blank()
        self._closeness()
        self.sheet.sentence(self.words.foot(self.report), QUIET)

    @property
    def _asked(self) -> str:
        """What is reported, as a command has it: the exercise, or the only task of it that was asked for."""
        tasks = self.report.tasks
        return f"{self.exercise.id}.{tasks[0].id}" if len(tasks) == 1 else self.exercise.id

    # What could not be loaded ---------------------------------------------------------------------------------------

    def _trouble(self, trouble: Trouble) -> None:
        self.sheet.sentence(self.words.trouble(trouble), STYLES[Outcome.FAILED])
        if trouble.code == "load.syntax":
            self._caret(trouble)
        else:
            self._frames(trouble.frames)
        self.sheet.blank()
        self._say("report.not_loaded")
        self._say("report.mended", command=f"grade check {self._asked}{self.given}")
        if self.report.findings:
            self.sheet.blank()

    def _caret(self, trouble: Trouble) -> None:
        """The line, and a mark below the letter at which Python gave up."""
        text = str(trouble.values.get("text", ""))
        column = trouble.values.get("column", 1)
        before = text[: column - 1] if isinstance(column, int) else ""
        shown, lead = line(text), line(before)
        gap = " " if lead and before[-1:].isspace() else ""
        if shown:
            self.sheet.verbatim(shown, CODE, indent=4)
            self.sheet.verbatim(" " * columns(lead + gap) + "^", "bold red", indent=4)

    def _frames(self, frames: Sequence[Frame]) -> None:
        if not frames:
            return
        self._say("report.frames", indent=2)
        unlike = [frame for frame, _ in groupby(frames)]  # a recursion says itself once
        for frame in unlike[-MAX_FRAMES:]:
            self.sheet.sentence(line(self.words.frame(frame)), QUIET, indent=4)
            if frame.text:
                self.sheet.verbatim(line(frame.text), CODE, indent=6)

    # A failed task --------------------------------------------------------------------------------------------------

    def _task(self, task: TaskReport) -> None:
        finding = task.decisive
        assert finding is not None, "a task fails at a finding"
        place = f"{self.exercise.id}.{task.id}"
        mark = self.words.say(f"mark.{task.outcome.code}"), STYLES[task.outcome]
        self.sheet.blank()
        self.sheet.heading(mark, (self.words.task(self.exercise, task), HEADING), (f"{place}.{finding.check}", QUIET))
        if finding.faulty:
            self._broken(finding)
            return
        stop = _stop(finding)
        if stop in self.stops:
            self._say("report.same", indent=2, place=self.stops[stop])
            return
        if stop is not None:
            self.stops[stop] = f"{place}.{finding.check}"
        self._claim(finding)
        self._evident(finding)
        self._frames(finding.frames)
        self._diagnosis(finding)
        self._others(task, finding)
        hinted = _answered(finding) or _recognised(finding)
        command = f"grade hint {place}" if hinted else f"grade check {place}{self.given}"
        self._say("report.next", HEADING, indent=2, command=command)

    def _broken(self, finding: Finding) -> None:
        self._say(finding.code, indent=2)
        self.sheet.verbatim(terminal(str(finding.values.get("traceback", ""))).strip(), QUIET, indent=4)

    def _claim(self, finding: Finding) -> None:
        title = self.naming.check(finding)
        if title and _answered(finding):
            self._say("report.claim", indent=2, title=title)

    def _evident(self, finding: Finding) -> None:
        """The smallest example, and what it gives."""
        example = finding.example
        differences = example.differences if example is not None else ()
        if not differences:
            for sentence in self.words.finding(finding):
                self.sheet.sentence(sentence, indent=2)
        if example is not None and example.code:
            self._say("report.example" if differences else "report.example_crash", indent=2)
            self.sheet.blank()
            self.sheet.verbatim(terminal(example.code), CODE)
            self.sheet.blank()
        for difference in differences[:MAX_DIFFERENCES]:
            self._difference(difference, law=finding.kind == "law")
        if len(differences) > MAX_DIFFERENCES:
            self._say("report.more_differences", indent=2, count=len(differences) - MAX_DIFFERENCES)

    def _difference(self, difference: Difference, law: bool) -> None:
        """law: the numbers are the two sides of the sentence that the check is called by, not the output itself"""
        if difference.code not in WITH_NUMBERS or "expected" not in difference.values:
            self.sheet.sentence(self.words.difference(difference), indent=2)
            return
        values = difference.values
        picture = rows(values, self.sheet.width - 24)
        told = self.words.sides if law else self.words.name
        self.sheet.sentence(line(told(difference, whole=picture is not None)), indent=2)
        got, expected = picture or [[text] for text in self.words.pair(values["got"], values["expected"])]
        labels = [self.words.say(f"report.{side}") for side in ("got", "expected")]
        cells = [
            [(label if i == 0 else "", QUIET), (line, style)]
            for label, lines, style in zip(labels, (got, expected), ("red", "green"), strict=True)
            for i, line in enumerate(lines)
        ]
        self.sheet.table(cells, indent=4)
        if values.get("size", 1) != 1:
            code = "report.count_marked" if picture is not None else "report.count"
            counts: dict[str, Any] = {name: values.get(name, "?") for name in ("count", "size", "shape")}
            self._say(code, indent=4, **counts)
        self._map(values, drawn=picture is not None)
        for sentence in self.words.around(difference):
            self.sheet.sentence(sentence, QUIET, indent=4)

    def _map(self, values: Mapping[str, Any], drawn: bool) -> None:
        """Which entries are wrong, where the arrays themselves do not show it all. drawn: whether one table was"""
        lines = marks(values, self.sheet.width - 6, least=3 if drawn else 1)
        if lines:
            self._say("where.map", indent=4)
            for text in lines:
                self.sheet.verbatim(text, indent=6)

    def _diagnosis(self, finding: Finding) -> None:
        """The mistake by its name, or what is regular about the numbers."""
        hinted = False
        if finding.misconceptions or finding.evidence:
            self.sheet.blank()
        for match in finding.misconceptions:
            self._mistake(match, several=len(finding.misconceptions) > 1)
            levels = self.naming.levels(match)
            if levels and (match.sure or not hinted):
                self._say("report.hint", indent=4, text=levels[0])
                hinted = True
        for evidence in finding.evidence:
            self.sheet.sentence(self.words.evidence(evidence), MISTAKE, indent=2)

    def _mistake(self, match: Match, several: bool) -> None:
        title = self.naming.match(match)
        if not match.sure:
            self._say("report.possibly", MISTAKE, indent=2, title=title)
        elif several and match.outputs:
            self._say("report.mistake_in", MISTAKE, indent=2, title=title, outputs=list(match.outputs))
        else:
            self._say("report.mistake", MISTAKE, indent=2, title=title)

    def _others(self, task: TaskReport, shown: Finding) -> None:
        """How many further checks failed when they were asked, and how many were not asked."""
        asked = [finding for finding in task.findings if finding is not shown and finding.example is not None]
        failed = [finding for finding in asked if finding.outcome is Outcome.FAILED]
        waiting = [finding for finding in task.findings if finding.outcome is Outcome.SKIPPED]
        if failed:
            self._say("report.also_failed", indent=2, failed=len(failed))
        if waiting:
            self._say("report.also_waiting", indent=2, waiting=len(waiting))

    # What costs nothing ---------------------------------------------------------------------------------------------

    def _conventions(self) -> None:
        """Each once, with the tasks that follow it."""
        found: dict[tuple[str, ...], list[str]] = {}
        for task in self.report.tasks:
            for match in task.conventions:
                told = self.naming.levels(match)[:1]
                found.setdefault((self.naming.match(match), *told), []).append(task.id)
        if not found:
            return
        self.sheet.blank()
        self._say("report.conventions", HEADING)
        for (title, *source), tasks in found.items():
            self.sheet.sentence(self.words.say("report.of", tasks=[*dict.fromkeys(tasks)], text=title), indent=2)
            for text in source:
                self.sheet.sentence(text, QUIET, indent=4)

    def _notes(self) -> None:
        sentences = [self.words.note(note) for note in self.report.notes]
        sentences += self._of_tasks()
        if not sentences:
            return
        self.sheet.blank()
        self._say("report.notes", HEADING)
        for sentence in sentences:
            self.sheet.sentence(sentence, indent=2)

    def _of_tasks(self) -> list[str]:
        """Remarks with the tasks that they are about."""
        notes = [*self._task_notes()]
        about = {code: sorted({note.output for _, note in notes if note.code == code}) for code in PRECISION}

        def told(note: Evidence) -> str:
            shared = about.get(note.code)
            return self.words.note(note) if shared is None else self.words.say(f"note.{note.code}", output=shared)

        sentences = sorted((told(note), i) for i, note in notes if note.code != CLOSENESS)
        return [
            self.words.say("report.of", tasks=self._ids(items), text=text)
            for text, items in groupby(sentences, key=lambda item: item[0])
        ]

    def _closeness(self) -> None:
        """How near to a numerical gradient counted as right."""
        tolerances = sorted((note.values["tolerance"], i) for i, note in self._task_notes() if note.code == CLOSENESS)
        items = [
            self.words.say("report.closeness_of", tolerance=tolerance, tasks=self._ids(items))
            for tolerance, items in groupby(tolerances, key=lambda item: item[0])
        ]
        if items:
            self.sheet.sentence(self.words.say("report.closeness", items=items), QUIET)

    def _ids(self, items: Iterable[tuple[Any, int]]) -> list[str]:
        return [self.report.tasks[i].id for i in sorted({i for _, i in items})]

    def _task_notes(self) -> Iterable[tuple[int, Evidence]]:
        for i, task in enumerate(self.report.tasks):
            for finding in task.findings:
                yield from ((i, note) for note in finding.notes)

    def _printed(self) -> None:
        lines = terminal(self.report.output).strip("\n").split("\n")
        if lines == [""]:
            return
        self.sheet.blank()
        self._say("report.printed", HEADING)
        for text in lines[:MAX_PRINTED]:
            self.sheet.verbatim(cut(text, self.sheet.width - 2), QUIET, indent=2)
        if len(lines) > MAX_PRINTED:
            self._say("report.printed_more", QUIET, indent=2, lines=len(lines) - MAX_PRINTED)


def _stop(finding: Finding) -> tuple[str, Frame] | None:
    """The exception that a check ended with, and its line; None where there is more to say of it."""
    differences = finding.example.differences if finding.example is not None else ()
    if _answered(finding) or not differences or not finding.frames or _recognised(finding):
        return None
    return str(differences[0].values.get("got")), finding.frames[-1]


def _recognised(finding: Finding) -> bool:
    return any(match.sure for match in finding.misconceptions)


def _answered(finding: Finding) -> bool:
    """Whether the code gave an answer that can be spoken about; an exception is told by its own words."""
    differences = finding.example.differences if finding.example is not None else ()
    return not all(stopped(difference) for difference in differences)
