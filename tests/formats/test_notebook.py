"""A notebook's page: findings beside their cells, and nothing of the notebook that runs or leaves its place."""

from __future__ import annotations

import json

import pytest

from grader import clean
from grader.formats import notebook
from grader.submission import Cell, SourceFile, Submission
from tests.formats import samples
from tests.formats.test_hosts import EVIL, view
from tests.formats.test_html import Reading

SGD, ADAM = "class SGD:\n    pass", "class Adam:\n    pass"
CODE = Submission(
    "optimizers.ipynb",
    "optimizers.ipynb",
    (SourceFile("optimizers.ipynb", f"{SGD}\n\n{ADAM}\n"),),
    (Cell(2, 1, 2), Cell(4, 4, 2)),
)
HTML = "<script>alert(1)</script><p style='position:fixed' onclick='x'>10 / 10</p><style>p { top: 0 }</style>"


def cell(kind: str, source: str) -> dict[str, object]:
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": f"OLD {HTML}"}}]
    more = {"outputs": outputs, "execution_count": 1} if kind == "code" else {}
    return {"cell_type": kind, "source": source, "metadata": {}, **more}


FILE = json.dumps(
    {"cells": [cell("markdown", f"# My work\n\n{HTML}"), cell("code", SGD), cell("raw", HTML), cell("code", ADAM)]}
).encode()


def page(file: bytes = FILE) -> str:
    return notebook.render(samples.mixed(), view(code=CODE), file)


@pytest.mark.parametrize("file", [FILE, b""], ids=["the file", "the file is gone"])
def test_what_was_found_stands_behind_the_cell_it_is_about(file):
    words = Reading(page(file)).words

    order = ["class SGD", "1 of 1 checks passed", "class Adam", "No bias correction"]
    places = [words.index(said) for said in order]
    assert places == sorted(places)


def test_the_learners_words_stay_and_what_could_run_or_move_goes():
    found = Reading(page())

    assert "My work" in found.words
    assert "OLD" not in found.words
    assert "script" not in found.tags
    assert "position:fixed" not in page() and "onclick" not in page()
    assert found.tags.count("style") == 1  # ours


def test_code_that_looks_like_markup_stays_code():
    evil = f"x = '''{EVIL}'''"
    code = Submission("n.ipynb", "n.ipynb", (SourceFile("n.ipynb", f"{evil}\n"),), (Cell(1, 1, evil.count("\n") + 1),))
    file = json.dumps({"cells": [cell("code", evil)]}).encode()

    found = Reading(notebook.render(samples.mixed(), view(code=code), file))

    assert "script" not in found.tags
    assert "<script>alert(1)</script>" in found.words


@pytest.mark.parametrize("gone", [False, True])
def test_nothing_in_it_turns_the_text_round_or_does_not_show(gone):
    evil = "x = 1  # \u202edecoded\u2066\u200b\ufeff\x1b[31m"
    code = Submission("n.ipynb", "n.ipynb", (SourceFile("n.ipynb", f"{evil}\n"),), (Cell(1, 1, 1),))
    file = b"" if gone else json.dumps({"cells": [cell("code", evil), cell("markdown", evil)]}).encode()

    made = notebook.render(samples.mixed(), view(code=code), file)

    assert "decoded" in made
    assert clean.terminal(made) == made
