"""`grade map`: the exercises as a tree, each below the one that it builds on, with what is done; also as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from grader.cli import options
from grader.cli.commands import Command
from grader.cli.setting import Setting, setting
from grader.cli.words import table
from grader.exercise import Exercise, Task
from grader.progress import LATER, PASSED, Progress, recall

OUTCOMES = (PASSED, "failed", "skipped", LATER, "not_attempted", "broken")
STYLE = Path(__file__).with_name("map.css")


def command(language: str) -> click.Command:
    return Command(
        "map",
        language,
        _map,
        [
            click.Option(["--output", "-o", "map_page"], type=options.PATH, metavar="FILE"),
            click.Option(["--open", "open_page"], is_flag=True),
        ],
    )


def _map(context: click.Context, map_page: Path | None, open_page: bool) -> int:
    here = setting(context)
    chart = _Chart(here, here.exercises, recall(here.state))
    if map_page is None and not open_page:
        print(table([*chart.rows()], indent=""))
        print(f"\n{chart.legend()}")
        return 0
    page = map_page or Path("map.html")
    here.write(page, chart.page())
    here.tell("pages.written", path=str(page))
    if open_page:
        here.show(page)
    return 0


@dataclass(frozen=True, slots=True)
class _Chart:
    here: Setting
    exercises: Sequence[Exercise]
    progress: Progress

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """For a terminal: the exercise in its branch, a mark for each task, the points."""
        for branch, exercise in self._walk("", None):
            marks = "".join(self.here.say(f"mark.{self.outcome(exercise, task)}") for task in exercise.tasks)
            yield f"{branch}{exercise.number}  {self.here.title(exercise.title)}", marks, self.score(exercise)

    def legend(self) -> str:
        """What the marks mean, as far as they occur."""
        seen = {self.outcome(exercise, task) for exercise in self.exercises for task in exercise.tasks}
        here = [outcome for outcome in OUTCOMES if outcome in seen]
        return "   ".join(f"{self.here.say(f'mark.{word}')} {self.here.say(f'outcome.{word}')}" for word in here)

    def page(self) -> str:
        from grader.clean import html

        title = html(self.here.say("map.title"))
        return (
            f'<!doctype html>\n<html lang="{self.here.language}"><head><meta charset="utf-8">'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head>\n"
            f"<body><main><h1>{title}</h1>\n{self._list(None)}</main></body></html>\n"
        )

    def outcome(self, exercise: Exercise, task: Task) -> str:
        """As a code of the messages has it."""
        return self.progress.outcome(exercise, task).replace(" ", "_")

    def score(self, exercise: Exercise) -> str:
        earned = self.progress.earned(exercise)
        return self.here.say("list.points", earned=f"{earned:g}", points=f"{exercise.points:g}")

    def _below(self, parent: Exercise | None) -> list[Exercise]:
        """The exercises that stand below another: the nearest of those that they build on."""
        names = {exercise.name for exercise in self.exercises}
        name = parent.name if parent else None
        return [e for e in self.exercises if next((other for other in e.after if other in names), None) == name]

    def _walk(self, stem: str, parent: Exercise | None) -> Iterator[tuple[str, Exercise]]:
        children = self._below(parent)
        for child in children:
            last = child is children[-1]
            yield stem + ("" if parent is None else "`- " if last else "|- "), child
            yield from self._walk(stem + ("" if parent is None else "   " if last else "|  "), child)

    def _list(self, parent: Exercise | None) -> str:
        children = self._below(parent)
        return f"<ul>{''.join(self._item(child) for child in children)}</ul>\n" if children else ""

    def _item(self, exercise: Exercise) -> str:
        from grader.clean import html

        tasks = "".join(
            f'<li class="{outcome}"><i aria-hidden="true">{html(self.here.say(f"mark.{outcome}"))}</i> '
            f"{html(self.here.title(task.title))}<span> {html(self.here.say(f'outcome.{outcome}'))}</span></li>"
            for task in exercise.tasks
            for outcome in [self.outcome(exercise, task)]
        )
        others = [self.here.title(e.title) for e in self.exercises if e.name in exercise.after[1:]]
        needs = f"<p>{html(self.here.say('map.also', names=tuple(others)))}</p>" if others else ""
        share = f'<meter min="0" max="{exercise.points:g}" value="{self.progress.earned(exercise):g}">'
        return (
            f"<li><section><h2>{exercise.number} · {html(self.here.title(exercise.title))}</h2>"
            f"<p>{share}</meter> {html(self.score(exercise))} · <code>grade check {exercise.id}</code></p>{needs}"
            f'<ol class="tasks">{tasks}</ol></section>\n{self._list(exercise)}</li>\n'
        )
