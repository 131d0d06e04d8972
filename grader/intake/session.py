"""The code of a notebook that is open: of all that was typed into it, what the answers need.

A notebook is a workshop. Beside the answers there are plots, training runs, lines that failed once, data sets that only
this machine has. None of that is run again (see `grader.worker.needed`), and nothing is run to find out what it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from grader.intake import magics
from grader.submission import Cell, SourceFile, Submission
from grader.worker.needed import lines_needed


def submission(inputs: Mapping[int, str], label: str, wanted: Collection[str]) -> Submission:
    """What the cells define of the wanted names, and what those need, as one module with a map to the cells.

    inputs: the text of what was run, by the number that the notebook shows for it
    """
    cells = {number: _plain(text) for number, text in inputs.items()}
    needed = lines_needed(cells, wanted)
    lines: list[str] = []
    places: list[Cell] = []
    for number, own in cells.items():
        if counting := needed[number]:
            lines += [""] if places else []
            places.append(Cell(number, len(lines) + 1, len(own)))
            lines += [line if i in counting else "" for i, line in enumerate(own, 1)]
    text = "".join(f"{line}\n" for line in lines)
    return Submission(label, label, (SourceFile(label, text),), tuple(places))


def _plain(text: str) -> list[str]:
    """The cell's lines as Python, without what only a notebook understands."""
    lines = text.replace("\r\n", "\n").split("\n")
    while (plain := magics.plain("\n".join(lines))).assigned:  # x = %magic: nothing can stand in for what it gave
        lines[plain.assigned[0] - 1] = ""
    return list(plain.lines)
