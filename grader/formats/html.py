"""The report as a web page that stands alone: no script, nothing loaded, readable in ten years.

`fragment` is the same without the page around it, for a notebook's cell. Hints open one within the other, so that each
asks whether one wants to see more; they open without any program, and so nobody records it: `grade hint` does.
Every piece of text goes through `html`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from grader.clean import html, line, terminal
from grader.formats import View
from grader.formats.heat import picture
from grader.formats.naming import Naming
from grader.formats.places import beginning
from grader.formats.wording import Wording
from grader.report import Difference, Finding, Frame, Outcome, Report, TaskReport
from grader.submission import Submission

STYLE = Path(__file__).with_name("html.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MAX_FRAMES = 4
UNTOUCHED = ("untouched", "outline")
"""Codes of findings: a task that is still the starter code, or an outline, of which there is nothing to say."""

MAX_PRINTED = 4_000
"""Letters of what the submission printed."""


def render(report: Report, view: View) -> str:
    writer = Writer(report, view)
    return writer.page([*writer.whole(), *writer.code()])


def fragment(report: Report, view: View) -> str:
    """The report without a page around it, and without the tasks that are not begun."""
    writer = Writer(report, view, f"{secrets.token_hex(4)}-")
    begun = [task for task in report.tasks if task.outcome is not Outcome.NOT_ATTEMPTED]
    parts = [*writer.summary(), *(part for task in begun for part in writer.task(task)), *writer.notes()]
    return "\n".join([style(), f'<div class=nnkata lang="{html(view.language)}">', *parts, "</div>"])


def style() -> str:
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


class Writer:
    """One report on its way to HTML."""

    def __init__(self, report: Report, view: View, prefix: str = "") -> None:
        """prefix: of the ids of its elements, where several reports stand on one page"""
        self.report, self.view, self._prefix = report, view, prefix
        self.words = Wording(view.language)
        self.naming = Naming(view.exercise, view.language)
        self.title = self.words.heading(view.exercise)
        self._shown = dict(_lines(view.code)) if view.code is not None else {}

    def _say(self, code: str, /, **values: Any) -> str:
        return html(self.words.say(code, **values))

    def page(self, parts: Iterable[str]) -> str:
        """A page around what is said."""
        title = html(self.title)
        lines = [
            f'<!doctype html><html lang="{html(self.view.language)}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>{style()}</head><body class='nnkata page'>",
            f"<header><h1>{title}</h1>{self.score()}</header><main>",
            *parts,
            f"</main><footer>{''.join(self.foot())}</footer></body></html>",
        ]
        return "\n".join(lines) + "\n"

    # The whole ------------------------------------------------------------------------------------------------------

    def score(self) -> str:
        return f"<p class=score>{self._say('report.points', earned=self.report.earned, points=self.report.points)}</p>"

    def whole(self) -> Iterator[str]:
        yield from self.summary()
        for task in self.report.tasks:
            yield from self.task(task)
        yield from self.notes()

    def summary(self) -> Iterator[str]:
        """What ended the loading, if anything did, and the tasks with their points."""
        trouble = self.report.trouble
        if trouble is not None:
            yield f"<section class=finding><p class=claim>{html(self.words.trouble(trouble))}</p>"
            text = terminal(str(trouble.values.get("text", ""))).strip()
            text = "" if text in [line(frame.text).strip() for frame in trouble.frames] else text
            yield f"<pre tabindex=0>{html(text)}</pre>" if text else ""
            yield from self._frames(trouble.frames)
            yield f"<p>{self._say('report.not_loaded')}</p></section>"
        if self.report.findings:
            yield self._table()

    def notes(self) -> Iterator[str]:
        """Remarks that cost no points, and what the submission printed."""
        report = self.report
        of: dict[str, dict[str, None]] = {}
        for task in report.tasks:
            for note in (note for finding in task.findings for note in finding.notes):
                of.setdefault(self.words.note(note), {})[task.id] = None
        notes = [self.words.note(note) for note in report.notes]
        notes += [self.words.say("report.of", tasks=list(tasks), text=text) for text, tasks in of.items()]
        if notes:
            yield f"<section><h2>{self._say('report.notes')}</h2><ul>"
            yield from (f"<li>{html(note)}</li>" for note in notes)
            yield "</ul></section>"
        if printed := terminal(report.output).strip()[:MAX_PRINTED]:
            yield f"<section><h2>{self._say('report.printed')}</h2><pre tabindex=0>{html(printed)}</pre></section>"

    def _table(self) -> str:
        heads = "".join(f"<th scope=col>{self._say(f'page.{name}')}" for name in ("task", "outcome", "points"))
        rows = "".join(
            f"<tr><th scope=row>{self._linked(task)}<td>{self._outcome(task)}<td class=n>{self._points(task)}"
            for task in self.report.tasks
        )
        label = self._say("page.tasks")
        return f"<table class=tasks aria-label='{label}'><thead><tr>{heads}</thead><tbody>{rows}</tbody></table>"

    def _linked(self, task: TaskReport) -> str:
        """Its name, which leads to what is said of it where anything is."""
        name = html(self._name(task))
        said = not self._prefix or task.outcome is not Outcome.NOT_ATTEMPTED
        return f"<a href='#{self._anchor(task)}'>{name}</a>" if said and task.findings else name

    def _anchor(self, task: TaskReport) -> str:
        return f"{self._prefix}task-{html(task.id)}"

    def _name(self, task: TaskReport) -> str:
        return self.words.task(self.view.exercise, task)

    def _points(self, task: TaskReport) -> str:
        return self._say("report.points", earned=task.earned, points=task.points)

    def _outcome(self, judged: TaskReport | Finding) -> str:
        key = judged.outcome.code
        mark = f"<b aria-hidden=true>{self._say(f'mark.{key}')}</b>"
        return f"<span class={key}>{mark} {html(self.words.outcome(judged))}</span>"

    def foot(self) -> Iterator[str]:
        yield f"<p>{self._say('page.tolerance')}</p><p>{self._say('page.hints_note')}</p>"
        yield f"<p>{html(' · '.join(filter(None, [self.words.foot(self.report), self.view.time])))}</p>"

    # A task ---------------------------------------------------------------------------------------------------------

    def task(self, task: TaskReport) -> Iterator[str]:
        if not task.findings:
            return
        anchor = self._anchor(task)
        yield f"<section aria-labelledby='{anchor}-title' id='{anchor}'>"
        yield (
            f"<h2 id='{anchor}-title'>{html(self._name(task))} <small>{self._outcome(task)} "
            f"{self._points(task)}</small></h2>{self._where(task)}"
        )
        shown = task.decisive
        if shown is None or shown.code not in UNTOUCHED:
            yield from self._finding(shown) if shown is not None else ()
            yield from self._conventions(task)
            yield self._checks(task)
        yield "</section>"

    def _where(self, task: TaskReport) -> str:
        """Where the learner's code for the task begins."""
        frame = beginning(task.id, self.view.exercise, self.view.code)
        return f"<p class=where>{self._link(frame)}</p>" if frame is not None else ""

    def _link(self, frame: Frame) -> str:
        """A line of the learner's code: as the page shows it, and in the editor."""
        shown = html(line(self.words.frame(frame)))
        code = self.view.code
        if code is not None and frame.file == code.entry and (frame.cell, frame.line) in self._shown:
            shown = f"<a href='#{_line(frame.cell, frame.line)}'>{shown}</a>"
        if self.view.root and frame.cell is None:
            place = quote(f"{self.view.root}/{frame.file}")
            shown += f" · <a href='vscode://file{html(place)}:{frame.line}'>{self._say('page.editor')}</a>"
        return shown

    def _frames(self, frames: Sequence[Frame]) -> Iterator[str]:
        if frames:
            yield f"<p>{self._say('report.frames')}</p><ul class=frames>"
            for frame in frames[-MAX_FRAMES:]:
                yield f"<li>{self._link(frame)}<pre tabindex=0>{html(line(frame.text))}</pre></li>"
            yield "</ul>"

    def _finding(self, finding: Finding) -> Iterator[str]:
        yield "<div class=finding>"
        title = self.naming.check(finding)
        if title and finding.outcome is Outcome.FAILED:
            yield f"<p class=claim>{self._say('report.claim', title=title)}</p>"
        example = finding.example
        differences = example.differences if example is not None else ()
        if not differences:
            yield from (f"<p>{html(sentence)}</p>" for sentence in self.words.finding(finding))
        for match in finding.misconceptions:
            code = "report.mistake" if match.sure else "report.possibly"
            yield f"<p class=mistake>{self._say(code, title=self.naming.match(match))}</p>"
        yield from (f"<p class=mistake>{html(self.words.evidence(evidence))}</p>" for evidence in finding.evidence)
        yield from (self._difference(difference, finding.kind == "law") for difference in differences)
        if example is not None and example.code:
            yield f"<p>{self._say('report.example' if differences else 'report.example_crash')}</p>"
            yield f"<pre tabindex=0>{html(example.code)}</pre>"
        yield from self._frames(finding.frames)
        if finding.values.get("traceback"):
            yield f"<pre tabindex=0>{html(str(finding.values['traceback']).strip())}</pre>"
        yield from self._hints(finding)
        yield "</div>"

    def _difference(self, difference: Difference, law: bool) -> str:
        """What is not as expected, as a sentence and, of numbers, as a picture."""
        values = difference.values
        sides = law and "expected" in values
        sentence = self.words.sides(difference) if sides else self.words.difference(difference)
        parts = [f"<p>{html(sentence)}</p>"]
        drawn = picture(values, self.words)
        if drawn:
            name = line(self.words.name(difference, whole=True))
            counts = {name: values.get(name, "?") for name in ("count", "size", "shape")}
            told = f"{html(name)} · {self._say('report.count_marked', **counts)}"
            parts.append(f"<figure><figcaption>{told}</figcaption>{drawn}</figure>")
        elif sides:
            parts.append(self._pair(values["got"], values["expected"]))
        parts += [f"<p class=quiet>{html(sentence)}</p>" for sentence in self.words.around(difference)]
        return "".join(parts)

    def _pair(self, got: Any, expected: Any) -> str:
        named = zip(("report.got", "report.expected"), self.words.pair(got, expected), strict=True)
        cells = "".join(f"<tr><th scope=row>{self._say(name)}<td class=n>{html(text)}" for name, text in named)
        return f"<table class=array><tbody>{cells}</tbody></table>"

    def _hints(self, finding: Finding) -> Iterator[str]:
        """The levels, each within the one before."""
        levels = self.naming.helping(finding)
        if finding.outcome is not Outcome.FAILED or not levels:
            return
        for number, level in enumerate(levels, 1):
            name = self._say("page.hint", level=number, levels=len(levels))
            yield f"<details class=hint><summary>{name}</summary>"
            yield f"<p>{html(level)}</p>"
        yield "</details>" * len(levels)

    def _conventions(self, task: TaskReport) -> Iterator[str]:
        found = {match.id: match for match in task.conventions}
        if found:
            yield f"<p><b>{self._say('report.conventions')}</b></p><ul>"
            for match in found.values():
                told = html(" ".join(self.naming.levels(match)))
                yield f"<li>{html(self.naming.match(match))}<br><span class=quiet>{told}</span></li>"
            yield "</ul>"

    def _checks(self, task: TaskReport) -> str:
        """Everything that was asked, and what came of it."""
        passed = sum(finding.outcome is Outcome.PASSED for finding in task.findings)
        rows = "".join(
            f"<li>{self._outcome(found)}: {html(self.naming.check(found) or found.check)}" for found in task.findings
        )
        told = self._say("page.checks", passed=passed, count=len(task.findings))
        return f"<details><summary>{told}</summary><ul class=checks>{rows}</ul></details>"

    # The learner's code ---------------------------------------------------------------------------------------------

    def code(self) -> Iterator[str]:
        """The file that was judged, line by line, for links to lead to."""
        code = self.view.code
        if code is None:
            return
        frames = [frame for finding in self.report.findings for frame in finding.frames if frame.file == code.entry]
        at = {(frame.cell, frame.line) for frame in frames}
        yield f"<section><h2 id=code>{self._say('page.code')}</h2>"
        yield "<div class=code tabindex=0 role=group aria-labelledby=code>"
        before: int | None = None
        for (cell, number), text in self._shown.items():
            if cell is not None and cell != before:
                yield f"<p class=cell>{self._say('page.cell', cell=cell)}</p>"
            before = cell
            mark = " class=at" if (cell, number) in at else ""
            yield f"<code id='{_line(cell, number)}'{mark}><i>{number}</i>{html(text)}</code>"
        yield "</div></section>"


def _lines(code: Submission) -> Iterator[tuple[tuple[int | None, int], str]]:
    """The lines of the entry file by cell and number in it; of a notebook without the blank ones between cells."""
    for number, text in enumerate(code.source.splitlines(), 1):
        cell, inner = code.locate(code.entry, number)
        if cell is not None or not code.cells:
            yield (cell, inner), text


def _line(cell: int | None, number: int) -> str:
    return f"line-{number}" if cell is None else f"cell-{cell}-{number}"
