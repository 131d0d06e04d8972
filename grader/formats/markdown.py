"""The report as Markdown: for a job summary, a release, a pull request. Nothing foreign in it formats or links."""

from __future__ import annotations

from collections.abc import Iterator

from grader.clean import markdown, markdown_code, terminal
from grader.formats import View
from grader.formats.items import Item, Items
from grader.report import Report

MAX_PRINTED = 2_000
"""Letters of what the submission printed."""


def render(report: Report, view: View) -> str:
    return "\n\n".join(_parts(Items(report, view))) + "\n"


def _parts(items: Items) -> Iterator[str]:
    say = items.words.say
    yield f"## {markdown(items.title)}"
    if items.trouble:
        yield f"**{markdown(items.trouble)}**"
        yield markdown(say("report.not_loaded"))
    else:
        yield _table(items)
        for item in items.tasks():
            if item.passages:
                yield _section(items, item)
    yield from (f"- {markdown(items.words.note(note))}" for note in items.report.notes)
    printed = terminal(items.report.output).strip()[:MAX_PRINTED]
    if printed:
        yield f"<details><summary>{markdown(say('report.printed'))}</summary>"
        yield markdown_code(printed, "text")
        yield "</details>"


def _table(items: Items) -> str:
    say = items.words.say
    rows = ["| | | | |", "|-|-|-|-:|"]
    for item in items.tasks():
        points = say("report.points", earned=item.earned, points=item.points)
        cells = (_sign(items, item), item.name, item.said, points)
        rows.append(f"| {' | '.join(markdown(cell) for cell in cells)} |")
    rows.append(f"| | **{markdown(say('report.total'))}** | | **{markdown(items.total)}** |")
    return "\n".join(rows)


def _section(items: Items, item: Item) -> str:
    parts = [f"### {_sign(items, item)} {markdown(item.name)}"]
    for passage in item.passages:
        parts.append(markdown_code(passage.text, "python") if passage.code else markdown(passage.text))
    return "\n\n".join(parts)


def _sign(items: Items, item: Item) -> str:
    return items.words.say(f"sign.{item.outcome.code}")
