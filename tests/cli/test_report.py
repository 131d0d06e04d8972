"""`grade report`: pages of what is judged now, and of what was recorded."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import CLIMBS, SGD


def test_a_file_is_judged_and_its_page_lies_in_the_workspace(grade, started):
    result = grade("report", "4", "--html")

    page = (started / "reports" / "exercise_4.html").read_text(encoding="utf-8")
    assert result.code == 0
    assert "exercise_4.html" in result.out
    assert "Uphill instead of downhill" in page
    assert f"vscode://file{started}/exercise_04_optimizers/optimizers.py:2" in page


def test_it_goes_where_it_is_told_and_speaks_as_it_is_told(grade, started):
    assert grade("report", "4.sgd", "-o", "page.html", "--lang", "ja").code == 0

    page = (started / "page.html").read_text(encoding="utf-8")
    assert 'lang="ja"' in page
    assert "まだ合っていません" in page


def test_a_recorded_attempt_is_shown_as_it_was(grade, started):
    file = started / "exercise_04_optimizers" / "optimizers.py"
    grade("submit", "4")
    file.write_text(SGD)
    grade("submit", "4")
    file.write_text("nothing = 0\n")

    for attempt, shown, hidden in (("1", CLIMBS, SGD), ("last", SGD, CLIMBS)):
        assert grade("report", "4", "--attempt", attempt).code == 0
        page = (started / "reports" / "exercise_4.html").read_text(encoding="utf-8")
        line, other = (code.splitlines()[-1].strip() for code in (shown, hidden))
        assert line in page and other not in page
        assert "vscode://" not in page  # the file is another one now


def test_a_recorded_attempt_is_shown_in_a_folder_where_nothing_is(grade, here):
    (here / "mine.py").write_text(CLIMBS)
    grade("submit", "4", "mine.py")
    (here / "mine.py").unlink()

    result = grade("report", "4", "--attempt", "last")

    assert (result.code, result.err) == (0, "")
    assert "Uphill instead of downhill" in (here / "reports" / "exercise_4.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["4", "--attempt", "last"], "grade report exercise_4"),
        (["4", "--attempt", "7"], "grade history"),
        (["4", "--attempt", "first"], "last"),
        (["4", "-o", "/proc/none/page.html"], "-o FILE"),
        (["4", "nowhere.py"], "nowhere.py"),
    ],
)
def test_what_cannot_be_shown_is_said(grade, started, words, said):
    (started / "other.py").write_text(SGD)
    grade("submit", "1", "other.py")

    result = grade("report", *words)

    assert result.code == 2
    assert said in result.err
    assert not (started / "reports").exists()


def test_an_attempt_at_another_exercise_is_told(grade, started):
    grade("submit", "4")

    result = grade("report", "1", "--attempt", "1")

    assert result.code == 2
    assert "grade report exercise_4 --attempt 1" in result.err


def test_a_notebook_is_shown_with_its_findings(grade, started):
    file = started / "exercise_04_optimizers" / "optimizers.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "code", "source": CLIMBS, "metadata": {}, "outputs": []})
    file.write_text(json.dumps(notebook))

    assert grade("report", "4", file, "--notebook").code == 0
    anew = (started / "reports" / "exercise_4.html").read_text(encoding="utf-8")
    grade("submit", "4", file)
    file.unlink()
    assert grade("report", "4", "--notebook", "--attempt", "last").code == 0
    recorded = (started / "reports" / "exercise_4.html").read_text(encoding="utf-8")

    assert "Uphill instead of downhill" in anew and "Uphill instead of downhill" in recorded
    assert "Three rules for all six" in anew  # the text of the notebook


def test_a_module_has_no_cells(grade, started):
    result = grade("report", "4", "--notebook")

    assert result.code == 2
    assert "optimizers.py is not a notebook" in result.err
