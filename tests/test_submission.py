"""Which cell of a notebook a line of the module made from it stands in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.submission import Cell, SourceFile, Submission


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=6))
def test_every_line_is_of_the_cell_that_holds_it_and_lines_between_cells_are_of_none(cells):
    """Each cell: how many others, without code, come before it, and how many lines it has."""
    made: list[Cell] = []
    expected: dict[int, tuple[int | None, int]] = {}
    number, line = 0, 1
    for others, lines in cells:
        number += others + 1
        made.append(Cell(number, line, lines))
        expected |= {line + i: (number, i + 1) for i in range(max(lines, 1))}
        line += max(lines, 1)
        expected[line] = (None, line)
        line += 1
    submission = Submission("n.ipynb", "n.ipynb", (SourceFile("n.ipynb", ""),), tuple(made))

    assert {at: submission.locate("n.ipynb", at) for at in range(1, line)} == {**expected}
    assert submission.locate("n.ipynb", line) == (None, line)
    assert submission.locate("other.py", 1) == (None, 1)
