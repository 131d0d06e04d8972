"""The class's page: one HTML file that stands alone, runs no script and loads nothing, in one language.

Every piece of text goes through `html`, the exercise's own too: names, labels and reasons come from strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import mean, median

from grader.classroom import similarity
from grader.classroom.overview import Overview
from grader.classroom.part import LISTED, ROWS, Part, bar, batched, number
from grader.classroom.records import reason_of
from grader.classroom.tally import Mark, Tally
from grader.clean import html, line
from grader.formats.naming import hints_of
from grader.formats.wording import Wording
from grader.gradebook import Refusal
from grader.hints import Hints

STYLE = Path(__file__).with_name("page.css")
BINS = 10

SIGNS = {"passed": "✓", "failed": "✗", "skipped": "–", "not attempted": "·", "broken": "!"}


def render(tallies: Sequence[Tally], language: str, made: str) -> str:
    """The page. made: when, and by which version"""
    words = Wording(language)
    title = words.say("dashboard.title")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html(title)}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head><body>"
    )
    parts = [head, f"<header><h1>{html(title)}</h1></header><main>"]
    if len(tallies) > 1:
        parts += Overview(words, tallies).parts()
    for tally in tallies:
        parts += _Section(words, tally).parts()
    return "\n".join([*parts, f"</main><footer>{html(made)}</footer></body></html>", ""])


@dataclass
class _Section(Part):
    """One exercise's part of the page."""

    tally: Tally

    def parts(self) -> Iterator[str]:
        exercise = self.tally.exercise
        title = self.words.heading(exercise)
        yield f'<section id="{html(exercise.id)}"><h2>{html(title)}</h2>'
        yield from self._overview()
        for name, make in self._chapters():
            yield f"<h3>{self.word(name)}</h3>"
            yield "\n".join(make()) or f"<p class=none>{self.word('none')}</p>"
        yield "</section>"

    def _chapters(self) -> list[tuple[str, Callable[[], Iterator[str]]]]:
        return [
            ("mistakes", self._mistakes),
            ("items", self._items),
            ("attention", self._attention),
            ("alike", self._alike),
            ("slow", self._slow),
            ("marks", self._marks),
        ]

    @cached_property
    def names(self) -> Mapping[str, str]:
        return {mark.student: mark.name for mark in self.tally.marks}

    @cached_property
    def _hints(self) -> Hints:
        return hints_of(self.tally.exercise, self.words.language)

    def _task(self, id: str) -> str:
        return self.task(self.tally.exercise, id)

    # The whole ------------------------------------------------------------------------------------------------------

    def _overview(self) -> Iterator[str]:
        marks = [mark.mark for mark in self.tally.marks if mark.mark is not None]
        points = self.tally.exercise.points
        facts = [("students", f"{len(self.tally.marks)}"), ("judged", f"{len(marks)}")]
        if marks:
            full = sum(mark >= points for mark in marks) / len(marks)
            facts += [
                ("median", f"{median(marks):.3g} / {points:g}"),
                ("mean", f"{mean(marks):.3g} / {points:g}"),
                ("full", f"{full:.0%}"),
            ]
        yield self.facts(facts)
        if marks:
            yield self._histogram(marks, points)

    def _histogram(self, marks: Sequence[float], points: float) -> str:
        counts = [0] * BINS
        for mark in marks:
            counts[max(0, min(BINS - 1, int(mark / points * BINS)))] += 1
        bars = ""
        for i, count in enumerate(counts):
            low, high = points * i / BINS, points * (i + 1) / BINS
            bars += (
                f'<li title="{low:g} – {high:g}"><i style="height:{0.7 * count / max(counts):.0%}"></i>'
                f"<b>{count or ''}</b><span>{low:g}–{high:g}</span></li>"
            )
        return f'<ol class=histogram aria-label="{self.word("distribution")}">{bars}</ol>'

    # Mistakes -------------------------------------------------------------------------------------------------------

    def _mistakes(self) -> Iterator[str]:
        if not (self.tally.mistakes or self.tally.unnamed):
            return
        names = ("task", "mistake", "count", "who")
        yield f"<div class=wide><table><thead><tr>{self.heads(names)}</tr></thead><tbody>"
        for mistake in self.tally.mistakes:
            who = self.who(mistake.students)
            if mistake.possible:
                who += f"<details><summary>{self.word('possible', count=len(mistake.possible))}</summary>"
                who += f"{self.who(mistake.possible)}</details>"
            named = self.mistake(self._hints, mistake.id)
            yield self._mistake(mistake.task, named, len(mistake.students) + len(mistake.possible), who)
        for task, students in self.tally.unnamed.items():
            unnamed = f"<span class=none>{self.word('unnamed')}</span>"
            yield self._mistake(task, unnamed, len(students), self.who(students))
        yield "</table></div>"

    def _mistake(self, task: str, named: str, number: int, who: str) -> str:
        share = number / self._judged
        return f"<tr><td>{self._task(task)}<td>{named}<td class=n>{number}{bar(share, 'bad')}<td>{who}"

    @cached_property
    def _judged(self) -> int:
        return sum(mark.attempt is not None for mark in self.tally.marks)

    # Items ----------------------------------------------------------------------------------------------------------

    def _items(self) -> Iterator[str]:
        if not any(item.asked for item in self.tally.items):
            return
        names = ("task", "passing", "discrimination", "tries", "hints")
        yield f"<div class=wide><table><thead><tr>{self.heads(names)}</tr></thead><tbody>"
        for item in self.tally.items:
            if item.check or not item.asked:
                continue
            checks = [check for check in self.tally.items if check.task == item.task and check.check]
            rows = "".join(
                f"<li>{bar(check.passed / check.asked if check.asked else 0.0)}"
                f"{check.passed} / {check.asked} {self._check(check.task, check.check)}</li>"
                for check in checks
            )
            yield (
                f"<tr><td>{self._task(item.task)}<details><summary>{self.word('checks', count=len(checks))}</summary>"
                f"<ul class=checks>{rows}</ul></details>"
                f"<td class=n>{item.passed / item.asked:.0%}{bar(item.passed / item.asked)}"
                f"<td class=n>{number(item.discrimination)}<td class=n>{number(item.tries)}"
                f"<td class=n>{number(item.hints)}"
            )
        yield f"</table></div><p class=note>{self.word('items_note')}</p>"

    def _check(self, task: str, check: str) -> str:
        return f"{html(self._hints.title(f'{task}.{check}', check))} <code>{html(check)}</code>"

    # What to look at ------------------------------------------------------------------------------------------------

    def _attention(self) -> Iterator[str]:
        flagged: dict[str, list[str]] = {}
        for mark in self.tally.marks:
            for flag in mark.flags:
                flagged.setdefault(flag, []).append(mark.student)
        if flagged:
            yield "<ul class=flags>"
            for flag, students in sorted(flagged.items()):
                yield f"<li><b>{self.word(f'flag_{flag}')}</b> {self.who(students)}</li>"
            yield "</ul>"
        if self.tally.refusals:
            yield f"<details open><summary>{self.word('refused', count=len(self.tally.refusals))}</summary><ul>"
            for refusal in self.tally.refusals[:LISTED]:
                label, reason = html(line(refusal.label)), html(self._reason(refusal))
                yield f"<li>{reason}</li>" if label in reason else f"<li><code>{label}</code> {reason}</li>"
            yield "</ul></details>"
        if self.tally.missing:
            yield f"<p>{self.word('missing', count=len(self.tally.missing))} {self.who(self.tally.missing)}</p>"

    def _reason(self, refusal: Refusal) -> str:
        return self.words.say(refusal.code, **reason_of(refusal))

    def _alike(self) -> Iterator[str]:
        if self.tally.alike:
            yield "<ul>"
            for found in self.tally.alike[:LISTED]:
                yield f"<li><b>{found.share:.0%}</b>{bar(found.share, 'bad')} {self.who(found.students)}</li>"
            yield "</ul>"
        bound = 3 / similarity.PAIRS
        shares = {"threshold": f"{similarity.THRESHOLD:.0%}", "highest": f"{similarity.HIGHEST:.0%}"}
        note = self.word("alike_note", pairs=similarity.PAIRS, bound=f"{bound:.1%}", **shares)
        yield f"<p class=note>{note}</p>"

    def _slow(self) -> Iterator[str]:
        if self.tally.slow:
            yield f"<div class=wide><table><thead><tr>{self.heads(('student', 'task', 'ratio'))}</tr></thead><tbody>"
            for slow in self.tally.slow[:LISTED]:
                yield f"<tr><td>{html(slow.student)}<td>{self._task(slow.task)}<td class=n>{slow.ratio:.0f}×"
            yield "</table></div>"

    # Marks ----------------------------------------------------------------------------------------------------------

    def _marks(self) -> Iterator[str]:
        tasks = self.tally.exercise.tasks
        named = any(mark.name for mark in self.tally.marks)
        names = ["student", *(["name"] if named else []), "mark"]
        heads = self.heads(names) + "".join(f'<th class=t title="{self._task(t.id)}">{html(t.id)}' for t in tasks)
        heads += self.heads(("attempts", "remarks"))
        many = len(self.tally.marks) > ROWS
        wide = [*(["id"] if named else []), "name"]
        columns = "".join(f"<col class={name}>" for name in wide) + "<col class=mark>" + "<col class=task>" * len(tasks)
        columns = f"<colgroup>{columns}<col class=mark><col></colgroup>" if many else ""
        for part in batched(self.tally.marks, ROWS):
            yield f"<div class='wide{' part' if many else ''}'><table class=marks>{columns}"
            yield f"<thead><tr>{heads}</tr></thead><tbody>"
            for mark in part:
                name = f"<td class=name>{html(line(mark.name))}" if named else ""
                yield (
                    f"<tr><th>{html(mark.student)}{name}<td class=n>{'–' if mark.mark is None else f'{mark.mark:g}'}"
                    f"{''.join(self._outcome(mark, task.id) for task in tasks)}<td class=n>{mark.attempts or ''}"
                    f"<td>{self._remarks(mark)}"
                )
            yield "</table></div>"

    def _outcome(self, mark: Mark, task: str) -> str:
        outcome = mark.outcomes.get(task, "")
        return f"<td class='o {outcome.split(' ')[0]}'>{SIGNS.get(outcome, '')}"

    def _remarks(self, mark: Mark) -> str:
        words = [self.word(f"short_{flag}") for flag in mark.flags if flag != "late"]
        if mark.days:
            words.append(self.word("late", days=mark.days, share=f"{1 - mark.kept:.0%}"))
        words += [html(line(reason)) for reason in mark.reasons]
        return html(self.words.say("report.joint")).join(words)
